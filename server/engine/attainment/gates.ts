/** Why a gate is closed, and what would open it. */
import type { CompiledState } from '../compiled/state.ts';
import type { ConditionReasoning, GateDecision, RuleReasoning } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import type { GateRule, Program } from '../program/model.ts';
import { type Asked, ask, type Evaluator, partOf } from './ask.ts';
import type { ChangeSet, GateAnswer } from './model.ts';
import { smallestSets, unknownsOf } from './solve.ts';

/** Sets told of one gate. */
const SETS = 5;

/**
 * What an activity is told of each gate that its rules name: a gate question, or a deal before it is reported. It has
 * one party. Undefined where that isn't enrolled; empty where no rule was looked at, or nothing could be decided. The
 * state stays as it is; the activity's day must not be decided yet.
 */
export function gatesOf(evaluator: Evaluator, state: CompiledState, question: Activity): readonly GateAnswer[] | undefined {
  const part = partOf(state, question);
  if (part === undefined) return undefined;
  const asked = ask(evaluator, part, question);
  return 'party' in asked ? answersOf(asked) : [];
}

export const answersOf = (asked: Asked): readonly GateAnswer[] => asked.party.gates.map((gate) => answerOf(asked, gate));

function answerOf({ rules, setting }: Asked, { gate, item, open, reasons }: GateDecision): GateAnswer {
  const own = rules.flatMap((reasoning) => {
    const rule = gateRule(setting.program, reasoning);
    const concerns = rule?.gate === gate && (reasoning.item === undefined || reasoning.item === item);
    return rule !== undefined && concerns ? [{ reasoning, rule }] : [];
  });
  const opening = own.filter(({ rule }) => rule.effect === 'open').map(({ reasoning }) => reasoning);
  const closing = own.filter(({ rule }) => rule.effect === 'close');
  const holding = closing.filter(({ reasoning }) => reasoning.holds);
  const sets = open
    ? []
    : setsOf(
        setting,
        opening,
        closing.map(({ reasoning }) => reasoning),
      );
  return {
    gate,
    ...(item === undefined ? {} : { item }),
    open,
    opening: opening.map(({ rule, holds }) => ({ rule, holds })),
    closedBy: holding.map(({ rule }, index) => ({ rule: rule.name, reason: reasons[index] ?? rule.name })),
    sets,
    unknown:
      open || sets.length > 0
        ? []
        : unknownsOf(
            setting,
            own.map(({ reasoning: { conditions } }) => conditions),
          ),
  };
}

function gateRule(program: Program, { rule: name, decides }: RuleReasoning): GateRule | undefined {
  const rule = decides === 'gate' ? program.rules.find((each) => each.decides === 'gate' && each.name === name) : undefined;
  return rule?.decides === 'gate' ? rule : undefined;
}

/** A rule opens, and none closes. */
function setsOf(setting: Asked['setting'], opening: readonly RuleReasoning[], closing: readonly RuleReasoning[]): readonly ChangeSet[] {
  const opens: ConditionReasoning = { any: opening.map(({ conditions }) => conditions), holds: opening.some(({ holds }) => holds) };
  const stays = closing.map(({ conditions, holds }): ConditionReasoning => ({ not: conditions, holds: !holds }));
  const all = [opens, ...stays];
  return smallestSets(setting, { all, holds: all.every(({ holds }) => holds) }, SETS).map((changes) => ({ changes }));
}
