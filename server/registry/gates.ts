/** Gates as portals ask them: may a partner, or a person there, do this today; what is missing; until when a yes holds. */
import type { ActivityDocument } from '../../schemas/types.ts';
import type { Evaluator } from '../engine/attainment/ask.ts';
import { gatesOf } from '../engine/attainment/gates.ts';
import type { GateAnswer, GateHorizon } from '../engine/attainment/model.ts';
import { sayGate, sayHorizon } from '../engine/attainment/sentences.ts';
import { gateHorizons } from '../engine/attainment/until.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import { readActivity } from '../engine/facts/intake.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import { RegistryError, type RegistryFinding } from './registry-error.ts';
import { versionOn } from './version-on.ts';

/** An enrollment's fold as it stands, opened on today. */
export interface Standing {
  readonly evaluator: Evaluator;
  readonly state: CompiledState;
  readonly timeline: Timeline;
  readonly today: string;
}

export interface GateQuestion {
  readonly partner: string;
  readonly partnerType: string;
  /** Kind of activity that is asked about; missing: gate-question. */
  readonly kind?: string;
  readonly person?: string;
  readonly customer?: string;
  readonly product?: string;
  readonly productLine?: string;
  readonly competency?: string;
  readonly solution?: string;
  readonly integration?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly items?: readonly object[];
}

/** What short words of a question stand for: the facts of them that the kind carries. */
const WORDS = {
  person: ['certificate.person', 'deal.person'],
  customer: ['customer.id'],
  product: ['question.product', 'deal.product'],
  productLine: ['deal.productLine'],
  competency: ['question.competency'],
  solution: ['solution.id'],
  integration: ['integration.id'],
} as const satisfies Partial<Record<keyof GateQuestion, readonly string[]>>;

/** What the registry knows of the customer that is asked about. */
export interface CustomerFacts {
  readonly affiliation?: string;
  readonly country?: string;
}

export interface GatesTold {
  readonly on: string;
  readonly version: string;
  readonly gates: readonly (GateAnswer & { readonly horizon?: Horizon; readonly sentences: readonly string[] })[];
}

/** Of a gate that is open. */
interface Horizon extends Pick<GateHorizon, 'until' | 'asFarAs'> {
  /** How it is on the day after. */
  readonly after?: GateAnswer;
}

/** Throws `refused`, with findings of what can't be asked so. */
export function tellGates({ evaluator, state, timeline, today }: Standing, question: GateQuestion, customer: CustomerFacts): GatesTold {
  const program = versionOn(timeline, today);
  const read = readActivity(program, documentOf(program, question, customer, today));
  if (!read.ok)
    throw new RegistryError('refused', 'The question can not be asked of the program.', {
      findings: read.findings.map((finding) => inQuestion(finding, question)),
    });
  const { activity } = read;
  const answers = gatesOf(evaluator, state, activity) ?? [];
  const horizons = answers.some(({ open }) => open) ? gateHorizons(evaluator, state, activity) : [];
  return {
    on: today,
    version: program.hash,
    gates: answers.map((answer) => {
      const horizon = horizons.find(({ gate, item }) => gate === answer.gate && item === answer.item);
      return {
        ...answer,
        ...(horizon && { horizon: horizonOf(horizon) }),
        sentences: [...sayGate(answer), ...(horizon ? sayHorizon(horizon) : [])],
      };
    }),
  };
}

const horizonOf = ({ until, asFarAs, then: after }: GateHorizon): Horizon => ({
  ...(until !== undefined && { until }),
  asFarAs,
  ...(after !== undefined && { after }),
});

const KIND = 'gate-question';

function documentOf({ catalogue }: Program, question: GateQuestion, customer: CustomerFacts, today: string): ActivityDocument {
  const { partner, partnerType, kind = KIND, items } = question;
  const spec = catalogue.kinds.get(kind);
  const carried = spec?.facts ?? new Set<string>();
  const facts: Record<string, unknown> = {};
  const set = (fact: string, value: unknown): boolean => {
    if (!carried.has(fact)) return false;
    facts[fact] = value;
    return true;
  };
  for (const [word, names] of Object.entries(WORDS)) {
    const value = question[word as keyof typeof WORDS];
    if (value === undefined) continue;
    const taken = names.filter((name) => set(name, value));
    if (taken.length === 0 && spec?.generated === false) throw notAsked(word, kind);
  }
  if (customer.affiliation !== undefined) set('customer.group', customer.affiliation);
  if (customer.country !== undefined) set('customer.country', customer.country);
  const document = { source: 'portal', id: KIND, kind, occurredOn: today, partner, partnerType, facts: { ...facts, ...question.facts } };
  return (items === undefined ? document : { ...document, items }) as ActivityDocument;
}

function notAsked(word: string, kind: string): RegistryError {
  const message = `${kind} says nothing of a ${word}.`;
  return new RegistryError('refused', 'The question can not be asked of the program.', { findings: [{ pointer: `/${word}`, message }] });
}

/** The activity is made of the question: what is wrong with it is so with the word that it came of. */
function inQuestion({ pointer, message, hint }: RegistryFinding, { facts = {} }: GateQuestion): RegistryFinding {
  const fact = pointer.replace(/^\/facts\//, '');
  const [word] = fact in facts ? [] : (Object.entries(WORDS).find(([, names]) => names.some((name) => name === fact)) ?? []);
  return { pointer: word === undefined ? pointer : `/${word}`, message, ...(hint !== undefined && { hint }) };
}
