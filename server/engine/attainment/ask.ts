/** Asking a state something without leaving a trace in it. */
import { excerptOf } from '../compiled/excerpt.ts';
import type { CompiledState } from '../compiled/state.ts';
import type { Decision, PartyDecision, RuleReasoning } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import { type Day, RATE_DECIMALS } from '../facts/value.ts';
import type { CompiledEvaluator } from '../fold/evaluator.ts';
import type { Program, Timeline } from '../program/model.ts';
import type { Setting } from './change.ts';
import { type Held, heldOf } from './held.ts';

export type Evaluator = CompiledEvaluator<CompiledState>;

export interface Asked {
  readonly decision: Decision;
  readonly party: PartyDecision;
  readonly rules: readonly RuleReasoning[];
  readonly setting: Setting;
}

/** The part of a state that a question is about; undefined where nobody of that name is enrolled. */
export function partOf(state: CompiledState, { parties: [party] }: Activity): CompiledState | undefined {
  return party === undefined ? undefined : excerptOf(state, party.partner, party.partnerType);
}

/** Decides and explains an activity of one party. The state is changed: it must be a part of its own. A decision without party (set aside, not in force) comes alone. */
export function ask(evaluator: Evaluator, part: CompiledState, activity: Activity): Asked | { readonly decision: Decision } {
  const decision = evaluator.step(part, activity, { explain: true }).at(-1);
  if (decision === undefined) throw new Error(`no decision on ${activity.id}`);
  const [party] = decision.parties;
  if (party === undefined) return { decision };
  const program = programOf(evaluator.timeline, decision);
  const known = (fact: string): Held => knownFact(program, party, fact);
  return { decision, party, rules: party.reasoning?.rules ?? [], setting: { program, on: activity.day, known } };
}

function programOf({ versions }: Timeline, { program: { version } }: Decision): Program {
  const program = versions.find(({ hash }) => hash === version);
  if (program === undefined) throw new Error(`no version ${version} in the timeline`);
  return program;
}

/** Measures, and parameters that no agreement can set. */
function knownFact(program: Program, { reasoning }: PartyDecision, fact: string): Held {
  const group = fact.slice(0, fact.indexOf('.'));
  const name = fact.slice(group.length + 1);
  if (group === 'parameter') {
    const written = program.document.parameters?.[name];
    const parameter = program.parameters.get(name);
    if (written === undefined || parameter?.kind !== 'scalar' || parameter.perAgreement) return undefined;
    return heldOf(parameter.type, written.value);
  }
  const type = program.measures.get(name)?.type;
  if (type === undefined || (group !== 'measure' && group !== 'before')) return undefined;
  const shown = reasoning?.measures[name];
  return heldOf(type, group === 'measure' ? shown?.with : shown?.before);
}

/** The first day for which a state can be asked: what is decided lies behind it. */
export const earliestDay = ({ started, ended }: CompiledState): Day =>
  Math.max(started ?? Number.NEGATIVE_INFINITY, (ended ?? Number.NEGATIVE_INFINITY) + 1);

/**
 * An activity of no kind that a program knows: no rule listens to it and no measure counts it, and tiers are decided
 * as at any other.
 */
export function standingQuestion(partner: string, partnerType: string, day: Day): Activity {
  return {
    source: 'dealwright',
    id: 'standing-question',
    revision: 1,
    kind: 'standing-question',
    day,
    parties: [{ partner, partnerType, role: 'principal', share: 10 ** RATE_DECIMALS }],
    facts: new Map(),
    items: [],
    terms: new Map(),
  };
}
