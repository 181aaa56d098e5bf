/** What is missing to each level above the one that an enrollment has. */
import type { CompiledState } from '../compiled/state.ts';
import type { RuleReasoning } from '../decisions/model.ts';
import { dayToIso } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { ask, type Evaluator, earliestDay, partOf, standingQuestion } from './ask.ts';
import type { Setting } from './change.ts';
import type { Attainment, ChangeSet, LevelAttainment } from './model.ts';
import { ranked, smallestSets, unknownsOf } from './solve.ts';

/** Sets told of one level. */
const SETS = 5;

export interface Whom {
  readonly partner: string;
  readonly partnerType: string;
  /** Told for this day, or for the first one that isn't decided yet, where that is later. */
  readonly on: Day;
}

/** Undefined where there is no such enrollment. The state stays as it is. */
export function attainmentOf(evaluator: Evaluator, state: CompiledState, { partner, partnerType, on }: Whom): Attainment | undefined {
  const question = standingQuestion(partner, partnerType, Math.max(on, earliestDay(state)));
  const part = partOf(state, question);
  if (part === undefined) return undefined;
  const asked = ask(evaluator, part, question);
  const { decision } = asked;
  const said = { on: dayToIso(question.day), status: decision.status, failures: decision.failures, program: decision.program };
  const tier = 'party' in asked ? asked.party.tier : undefined;
  if (!('party' in asked) || tier === undefined) return { ...said, levels: [] };
  const levels = asked.setting.program.partnerTypes.get(partnerType)?.tiers?.levels ?? [];
  const above = levels.slice(levels.indexOf(tier.before) + 1);
  return {
    ...said,
    tier: tier.before,
    ...(tier.graceUntil === undefined ? {} : { graceUntil: tier.graceUntil }),
    levels: above.map((level) => attainmentOfLevel(asked.setting, asked.rules, level)),
  };
}

function attainmentOfLevel(setting: Setting, rules: readonly RuleReasoning[], level: string): LevelAttainment {
  const own = rules.filter((rule) => rule.decides === 'tier' && levelOf(setting.program, rule) === level);
  const reached = own.some(({ holds }) => holds);
  const sets: readonly ChangeSet[] = reached
    ? []
    : own.flatMap(({ rule, conditions }) => smallestSets(setting, conditions, SETS).map((changes) => ({ rule, changes })));
  return {
    level,
    reached,
    rules: own.map(({ rule }) => rule),
    sets: ranked(sets).slice(0, SETS),
    unknown:
      reached || sets.length > 0
        ? []
        : unknownsOf(
            setting,
            own.map(({ conditions }) => conditions),
          ),
  };
}

function levelOf(program: Program, { rule: name }: RuleReasoning): string | undefined {
  const rule = program.rules.find((each) => each.decides === 'tier' && each.name === name);
  return rule?.decides === 'tier' ? rule.level : undefined;
}
