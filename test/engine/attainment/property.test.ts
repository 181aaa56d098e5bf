/** On random programs and histories, with the conditions judged by the reference's own engine on the changed facts. */
import fc from 'fast-check';
import Fraction from 'fraction.js';
import { expect, test } from 'vitest';
import { ask, earliestDay, partOf, standingQuestion } from '../../../server/engine/attainment/ask.ts';
import { gatesOf } from '../../../server/engine/attainment/gates.ts';
import { heldOf, isExact } from '../../../server/engine/attainment/held.ts';
import type { Change, ChangeSet } from '../../../server/engine/attainment/model.ts';
import { smallestSets } from '../../../server/engine/attainment/solve.ts';
import { attainmentOf } from '../../../server/engine/attainment/tiers.ts';
import { type CompiledState, createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import type { Operand } from '../../../server/engine/conditions/operators/index.ts';
import type { ConditionReasoning, RuleReasoning } from '../../../server/engine/decisions/model.ts';
import type { Activity } from '../../../server/engine/facts/activity.ts';
import type { CompiledEvaluator } from '../../../server/engine/fold/evaluator.ts';
import type { Program, Rule } from '../../../server/engine/program/model.ts';
import { judging } from '../../../server/engine/reference/conditions.ts';
import { load, prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';

const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 60), seed: 20260601, endOnFailure: true };
const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));

type Facts = Map<string, Operand | undefined>;

function operandOf(program: Program, fact: string, shown: unknown): Operand | undefined {
  const held = heldOf(program.catalogue.facts.get(fact)?.type ?? 'text', shown);
  return isExact(held) ? new Fraction(held.n, held.d) : held;
}

/** What the reasoning of conditions shows of facts. */
function factsOf(program: Program, condition: ConditionReasoning, into: Facts): void {
  if ('fact' in condition) {
    into.set(condition.fact, operandOf(program, condition.fact, condition.actual));
    if (condition.expectedFact !== undefined)
      into.set(condition.expectedFact, operandOf(program, condition.expectedFact, condition.expected));
  } else if ('all' in condition) for (const each of condition.all) factsOf(program, each, into);
  else if ('any' in condition) for (const each of condition.any) factsOf(program, each, into);
  else factsOf(program, 'not' in condition ? condition.not : condition.is, into);
}

function changed(program: Program, facts: Facts, changes: readonly Change[]): Facts {
  const others = new Map(facts);
  for (const { fact, type, to, operator, needs } of changes) {
    if (to !== undefined) others.set(fact, operandOf(program, fact, to));
    else if (operator === 'exists' && needs === false) others.set(fact, undefined);
    // any other would do
    else others.set(fact, type === 'list' ? [] : 'quite another');
  }
  return others;
}

const ruleOf = (program: Program, { rule, decides }: RuleReasoning): Rule => {
  const found = program.rules.find((each) => each.name === rule && each.decides === decides);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  return found;
};

async function holds(program: Program, rules: readonly Rule[], facts: Facts): Promise<boolean[]> {
  const verdicts = await judging(program)(
    rules.map(({ conditions }) => conditions),
    (fact) => facts.get(fact) as ReturnType<Parameters<ReturnType<typeof judging>>[1]>,
  );
  return verdicts.map((verdict) => verdict.holds);
}

/** Each set does, and none of its changes can be left out. */
async function suffices(sets: readonly ChangeSet[], does: (changes: readonly Change[], set: ChangeSet) => Promise<boolean>): Promise<void> {
  for (const set of sets) {
    expect(await does(set.changes, set), JSON.stringify(set)).toBe(true);
    for (const change of set.changes) {
      const rest = set.changes.filter((other) => other !== change);
      expect(await does(rest, set), `without ${change.fact}: ${JSON.stringify(set)}`).toBe(false);
    }
  }
}

async function checkTiers(evaluator: CompiledEvaluator<CompiledState>, state: CompiledState, partner: string, partnerType: string) {
  const before = evaluator.save(state);
  const attained = attainmentOf(evaluator, state, { partner, partnerType, on: 0 });
  expect(evaluator.save(state)).toBe(before);
  const question = standingQuestion(partner, partnerType, earliestDay(state));
  const part = partOf(state, question);
  if (attained === undefined || part === undefined || attained.tier === undefined) return 0;
  const asked = ask(evaluator, part, question);
  if (!('party' in asked)) throw new Error('no party');
  expect(attained.tier).toBe(asked.party.tier?.before);
  const { program } = asked.setting;
  let met = 0;
  for (const { sets, reached, level } of attained.levels) {
    const reasonings = asked.rules.filter(
      (each) => each.decides === 'tier' && JSON.stringify(ruleOf(program, each)).includes(`"level":"${level}"`),
    );
    expect(reached).toBe(reasonings.some((each) => each.holds));
    await suffices(sets, async (changes, { rule }) => {
      const reasoning = reasonings.find((each) => each.rule === rule);
      if (reasoning === undefined) throw new Error(`no reasoning of ${rule}`);
      const facts: Facts = new Map();
      factsOf(program, reasoning.conditions, facts);
      return (await holds(program, [ruleOf(program, reasoning)], changed(program, facts, changes)))[0] === true;
    });
    met += sets.length;
  }
  return met;
}

/** Whatever a rule decides: its conditions are conditions. */
async function checkRules(evaluator: CompiledEvaluator<CompiledState>, state: CompiledState, activity: Activity) {
  const part = partOf(state, activity);
  if (part === undefined) return { sets: 0, several: 0 };
  const asked = ask(evaluator, part, activity);
  if (!('party' in asked)) return { sets: 0, several: 0 };
  const { program } = asked.setting;
  const met = { sets: 0, several: 0 };
  for (const reasoning of asked.rules) {
    const sets = smallestSets(asked.setting, reasoning.conditions, 5).map((changes) => ({ changes }));
    if (reasoning.holds) expect(sets).toEqual([]);
    const facts: Facts = new Map();
    factsOf(program, reasoning.conditions, facts);
    await suffices(
      sets,
      async (changes) => (await holds(program, [ruleOf(program, reasoning)], changed(program, facts, changes)))[0] === true,
    );
    met.sets += sets.length;
    met.several += sets.filter(({ changes }) => changes.length > 1).length;
  }
  return met;
}

async function checkGates(evaluator: CompiledEvaluator<CompiledState>, state: CompiledState, activity: Activity) {
  const answers = gatesOf(evaluator, state, activity);
  const part = partOf(state, activity);
  if (answers === undefined || part === undefined) return 0;
  const asked = ask(evaluator, part, activity);
  if (!('party' in asked)) return 0;
  const { program } = asked.setting;
  let met = 0;
  for (const answer of answers) {
    const own = asked.rules.filter((each) => {
      const rule = ruleOf(program, each);
      return rule.decides === 'gate' && rule.gate === answer.gate && (each.item === undefined || each.item === answer.item);
    });
    const rules = own.map((each) => ruleOf(program, each));
    const facts: Facts = new Map();
    for (const { conditions } of own) factsOf(program, conditions, facts);
    const opens = async (changes: readonly Change[]): Promise<boolean> => {
      const verdicts = await holds(program, rules, changed(program, facts, changes));
      const held = rules.filter((_, index) => verdicts[index]).map((rule) => rule.decides === 'gate' && rule.effect);
      return held.includes('open') && !held.includes('close');
    };
    expect(await opens([])).toBe(answer.open);
    await suffices(answer.sets, opens);
    met += answer.sets.length;
  }
  return met;
}

test('sets of changes do what they say, and nothing in them is needless', async () => {
  const met = { tiers: 0, gates: 0, rules: 0, several: 0 };
  await fc.assert(
    fc.asyncProperty(numbers, async (stream) => {
      const choices = new Choices(stream);
      const document = aProgram(choices);
      const prepared = prepare({ program: document, ...aHistory(choices, document) });
      const evaluator = createCompiled({ id: prepared.timeline.id, versions: [load(document)] });
      const state = evaluator.begin(prepared.enrollments);
      for (const activity of prepared.activities) {
        if (activity.parties.length === 1 && !activity.kind.startsWith('registration-')) {
          met.gates += await checkGates(evaluator, state, activity);
          const { sets, several } = choices.oneIn(2) ? await checkRules(evaluator, state, activity) : { sets: 0, several: 0 };
          met.rules += sets;
          met.several += several;
          const foretold = gatesOf(evaluator, state, activity);
          const decided = evaluator.step(state, activity).at(-1)?.parties[0];
          if (foretold === undefined || decided === undefined) continue;
          expect(foretold.map(({ gate, item, open }) => ({ gate, item, open }))).toEqual(
            decided.gates.map(({ gate, item, open }) => ({ gate, item, open })),
          );
        } else evaluator.remember(state, activity);
      }
      for (const { partner, partnerType } of prepared.enrollments) met.tiers += await checkTiers(evaluator, state, partner, partnerType);
    }),
    RUNS,
  );
  expect(met.tiers).toBeGreaterThan(50);
  expect(met.gates).toBeGreaterThan(5);
  expect(met.rules).toBeGreaterThan(100);
  expect(met.several).toBeGreaterThan(20);
});
