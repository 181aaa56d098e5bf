import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import type { Timeline } from '../../server/engine/program/model.ts';
import { planEdits } from '../../server/simulation/edits.ts';
import { roundToSum, shapleyShares } from '../../server/simulation/shares.ts';
import { shop, shopRules } from './shop.ts';
import { programOf, sum } from './support.ts';

const timelineOf = (...documents: readonly ProgramDocument[]): Timeline => ({ id: 'shop', versions: documents.map(programOf) });
const plan = (candidate: ProgramDocument) => planEdits(timelineOf(shop()), timelineOf(candidate));
const addresses = (candidate: ProgramDocument) => plan(candidate).groups.map((group) => group.map(({ address }) => address));

test('shares of edits that don’t touch each other are what each costs', () => {
  const costs = [100, -30, 7];
  const amount = (subset: number): number => sum(costs.filter((_, edit) => (subset >> edit) & 1));
  expect(shapleyShares(3, amount)).toEqual(costs);
});

test('what edits do only together is shared alike', () => {
  expect(shapleyShares(2, (subset) => (subset === 3 ? 100 : 0))).toEqual([50, 50]);
  // a cent can't be halved: the first has it
  expect(shapleyShares(2, (subset) => (subset === 3 ? 101 : 0))).toEqual([51, 50]);
  expect(shapleyShares(3, (subset) => (subset === 7 ? -1 : 0))).toEqual([0, 0, -1]);
});

test('shares add up to the whole, and an edit without effect has none', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 16, maxLength: 16 }),
      (count, amounts) => {
        const amount = (subset: number): number => (amounts[subset] ?? 0) + 5;
        const whole = amount(2 ** count - 1) - amount(0);
        expect(sum(shapleyShares(count, amount))).toBe(whole);
        // the same question with an edit more that does nothing
        const idle = shapleyShares(count + 1, (subset) => amount(subset % 2 ** count));
        expect(sum(idle)).toBe(whole);
        expect(Math.abs(idle[count] ?? 1)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('rounded parts have the sum of the exact ones', () => {
  expect(roundToSum([1n, 1n, 1n], 3n)).toEqual([1, 0, 0]);
  expect(roundToSum([-1n, -1n, -1n], 3n)).toEqual([0, 0, -1]);
  expect(roundToSum([5n, -2n], 3n)).toEqual([2, -1]);
});

test('an edit stands alone where the checks let it', () => {
  const candidate = shop({
    parameters: {
      ...shop().parameters,
      spiff: { type: 'money', value: '6.00', min: '0', max: '50.00' },
      royalty: { type: 'price', value: '0.55' },
    },
  });
  const { method, subsets, started } = plan(candidate);
  expect(addresses(candidate)).toEqual([['parameters/spiff'], ['parameters/royalty']]);
  expect(method).toBe('shapley');
  expect([...subsets.keys()]).toEqual([1, 2]);
  expect(subsets.get(1)?.[0]?.parameters).toMatchObject({ spiff: { value: '6.00' }, royalty: { value: '0.50' } });
  expect(started).toBeUndefined();
});

test('a chain of things that need each other is one edit', () => {
  const rules = shopRules.map((rule) =>
    rule.name === 'quarter-bonus'
      ? { ...rule, conditions: { all: [{ fact: 'derived.mean', operator: 'greaterThan', value: '1.00' }] } }
      : rule,
  ) as ProgramDocument['rules'];
  const { bonusFrom: _, ...parameters } = shop().parameters ?? {};
  const candidate = shop({
    rules,
    parameters,
    measures: { ...shop().measures, deals: { count: true, of: ['deal-closed'], window: 'fiscal-quarter' } },
    derived: { mean: { type: 'price', formula: 'measure.quarter / measure.deals' } },
  });
  expect(addresses(candidate)).toEqual([['parameters/bonusFrom', 'rules/quarter-bonus', 'measures/deals', 'derived/mean']]);
});

test('one change in several versions is one edit', () => {
  const later = (document: ProgramDocument): ProgramDocument => ({ ...document, effectiveFrom: '2025-06-01' });
  const changed = shop({ parameters: { ...shop().parameters, royalty: { type: 'price', value: '0.55' } } });
  const { groups, started, subsets } = planEdits(timelineOf(shop(), later(shop())), timelineOf(changed, later(changed)));
  expect(groups.map((group) => group.map(({ address }) => address))).toEqual([['parameters/royalty']]);
  expect([started, subsets.size]).toEqual([undefined, 0]);
});

test('a version more starts on a day of its own', () => {
  const later = (document: ProgramDocument): ProgramDocument => ({ ...document, effectiveFrom: '2025-06-01' });
  const { started, groups } = planEdits(timelineOf(shop()), timelineOf(shop(), later(shop())));
  expect(groups).toEqual([]);
  expect(started?.map(({ effectiveFrom }) => effectiveFrom)).toEqual([undefined, '2025-06-01']);
});
