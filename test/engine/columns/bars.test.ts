import { describe, expect, test } from 'vitest';
import { barsAlone } from '../../../server/engine/columns/bars.ts';
import { prepareFold } from '../../../server/engine/columns/fold.ts';
import { activitiesInOrder, enrollmentAt } from '../../../server/engine/columns/read-history.ts';
import { historyPlaces } from '../../../server/engine/columns/rows.ts';
import { advanceDays, compiledTimeline, stepDay } from '../../../server/engine/compiled/days.ts';
import { DecisionRecorder } from '../../../server/engine/compiled/decision-recorder.ts';
import type { Occurrence } from '../../../server/engine/compiled/recorder.ts';
import { beginState } from '../../../server/engine/compiled/state.ts';
import type { Condition } from '../../../server/engine/conditions/model.ts';
import { leavesOf } from '../../../server/engine/conditions/walk.ts';
import type { ConditionReasoning, Decision, RuleReasoning } from '../../../server/engine/decisions/model.ts';
import type { Rule } from '../../../server/engine/program/model.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aColumnCase, type ColumnCase, randomNumbers } from './cases.ts';

const leaf = (fact: string): Condition => ({
  kind: 'compare',
  fact,
  type: 'boolean',
  operator: 'equal',
  expected: { kind: 'literal', value: true, json: true },
  pointer: '',
});

function aTree(choices: Choices, depth: number): Condition {
  const kind = depth === 0 ? 'compare' : choices.pick(['all', 'any', 'not', 'named', 'compare'] as const);
  switch (kind) {
    case 'compare':
      return leaf(`x.${choices.below(100)}`);
    case 'not':
      return { kind, of: aTree(choices, depth - 1), pointer: '' };
    case 'named':
      return { kind, name: 'usual', of: aTree(choices, depth - 1), pointer: '' };
    default:
      return { kind, of: Array.from({ length: choices.between(1, 3) }, () => aTree(choices, depth - 1)), pointer: '' };
  }
}

/** By the book: leaves are taken in the order in which they stand. */
function holds(condition: Condition, truths: Iterator<boolean>): boolean {
  switch (condition.kind) {
    case 'compare':
      return truths.next().value === true;
    case 'not':
      return !holds(condition.of, truths);
    case 'named':
      return holds(condition.of, truths);
    case 'all':
      return condition.of.map((each) => holds(each, truths)).every(Boolean);
    case 'any':
      return condition.of.map((each) => holds(each, truths)).some(Boolean);
  }
}

const flipped = (truths: readonly boolean[], at: number): boolean[] => truths.map((truth, index) => (index === at ? !truth : truth));

test('a leaf bars alone if the rule would hold with it the other way round', () => {
  let barred = 0;
  for (let seed = 1; seed <= 2000; seed += 1) {
    const choices = new Choices(randomNumbers(seed));
    const tree = aTree(choices, 4);
    const truths = leavesOf(tree).map(() => choices.oneIn(2));
    const byHand = holds(tree, truths.values()) ? [] : truths.flatMap((_, at) => (holds(tree, flipped(truths, at).values()) ? [at] : []));
    expect(barsAlone(tree, truths), JSON.stringify(tree)).toEqual(byHand);
    barred += byHand.length;
  }
  expect(barred).toBeGreaterThan(500);
});

/** Decisions that say nothing too: tiers are looked at there. */
class AllDecisions extends DecisionRecorder {
  override activity(occurrence: Occurrence): void {
    super.activity(occurrence, true);
  }
}

function allDecisions({ timeline, history, until }: ColumnCase): readonly Decision[] {
  const recorder = new AllDecisions(timeline, { explain: true });
  const compiled = compiledTimeline(timeline);
  const state = beginState(
    timeline,
    Array.from({ length: history.enrollments.count }, (_, index) => enrollmentAt(history, index)),
  );
  for (const activity of activitiesInOrder(history)) if (activity.day <= until) stepDay(compiled, state, activity, recorder);
  advanceDays(compiled, state, until, recorder);
  return recorder.decisions;
}

/** What the reasoning tells of the leaves, and whether the condition would hold with one of them the other way round. */
function told(reasoning: ConditionReasoning, flip: number, next = { at: 0 }): boolean {
  if ('all' in reasoning) return reasoning.all.map((each) => told(each, flip, next)).every(Boolean);
  if ('any' in reasoning) return reasoning.any.map((each) => told(each, flip, next)).some(Boolean);
  if ('not' in reasoning) return !told(reasoning.not, flip, next);
  if ('is' in reasoning) return told(reasoning.is, flip, next);
  next.at += 1;
  return reasoning.holds !== (next.at - 1 === flip);
}

function barsOf({ conditions }: RuleReasoning, leaves: number): readonly number[] {
  const alone = Array.from({ length: leaves }, (_, at) => at).filter((at) => told(conditions, at));
  return alone.length === 0 ? [-1] : alone;
}

type Bar = readonly [enrollment: number, row: number, rule: number, leaf: number];

/** From the reasoning of all decisions. */
function expectedBars(one: ColumnCase): Bar[] {
  const [program] = one.timeline.versions;
  const rules = program?.rules ?? [];
  const places = historyPlaces(one.history);
  const gates: Bar[] = [];
  const tiers = new Map<number, Bar[]>();
  const barsFor = (reasoning: RuleReasoning, enrollment: number, row: number): Bar[] => {
    const rule = rules.findIndex(({ name }) => name === reasoning.rule);
    const leaves = leavesOf((rules[rule] as Rule).conditions).length;
    return barsOf(reasoning, leaves).map((at) => [enrollment, row, rule, at]);
  };
  for (const { parties, activity, generated } of allDecisions(one)) {
    for (const [index, party] of parties.entries()) {
      const enrollment = places.enrollment(party.partner, party.partnerType);
      const row = generated ? -1 : (places.rows(activity.source, activity.id)[index] ?? -1);
      const reasonings = party.reasoning?.rules ?? [];
      for (const { gate, open, reasons, item } of party.gates) {
        if (open || reasons.length > 0) continue;
        for (const reasoning of reasonings) {
          const rule = rules.find(({ name }) => name === reasoning.rule);
          if (rule?.decides !== 'gate' || rule.gate !== gate || rule.effect !== 'open') continue;
          if (reasoning.item === undefined || reasoning.item === item) gates.push(...barsFor(reasoning, enrollment, row));
        }
      }
      const levels = program?.partnerTypes.get(party.partnerType)?.tiers?.levels ?? [];
      const decided = reasonings.filter(({ decides }) => decides === 'tier');
      const after = levels.indexOf(party.tier?.after ?? '');
      if (decided.length === 0) continue;
      tiers.set(
        enrollment,
        decided.flatMap((reasoning) => {
          const rule = rules.find(({ name }) => name === reasoning.rule);
          const isAbove = rule?.decides === 'tier' && levels.indexOf(rule.level) > after;
          return isAbove && !reasoning.holds ? barsFor(reasoning, enrollment, -1) : [];
        }),
      );
    }
  }
  const all = [...gates, ...[...tiers.values()].flat()];
  return all.sort(([a], [b]) => a - b);
}

describe('what a fold tells of bars is what the reasoning of its decisions tells', () => {
  test.each([true, false])('shared: %s', (shared) => {
    let bars = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const one = aColumnCase(seed * 104_729, shared);
      const found = prepareFold(one.timeline).fold(one.history, { until: one.until, bars: true }).bars;
      const rows = Array.from({ length: found?.count ?? 0 }, (_, at) => [
        found?.enrollment[at],
        found?.row[at],
        found?.rule[at],
        found?.leaf[at],
      ]);
      expect(rows, `seed ${seed}`).toEqual(expectedBars(one));
      bars += rows.length;
    }
    expect(bars).toBeGreaterThan(60);
  });

  test('nothing is told of them where nobody asks', () => {
    const one = aColumnCase(5, false);
    expect(prepareFold(one.timeline).fold(one.history).bars).toBeNull();
  });
});
