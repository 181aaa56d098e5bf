import fc from 'fast-check';
import Fraction from 'fraction.js';
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../schemas/types.ts';
import { createCompiled } from '../../server/engine/compiled/evaluator.ts';
import type { Decision, Line } from '../../server/engine/decisions/model.ts';
import { withoutReasoning } from '../../server/engine/decisions/without-reasoning.ts';
import { createReference } from '../../server/engine/reference/evaluator.ts';
import { commissionRule, resellerType, smallProgram } from '../support/small-program.ts';
import { type Case, foldCompiled, foldReference, prepare } from './compare.ts';
import { Choices } from './generate/choices.ts';
import { aHistory } from './generate/history.ts';
import { aProgram } from './generate/program.ts';

/** Relations between folds that must hold whatever the figures are. */
const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 2000) / 10, seed: 7, endOnFailure: true };

const cents = fc.integer({ min: 1, max: 90_000_000 });
const asMoney = (minor: number): string => (minor / 100).toFixed(2);
/** Bands in rising order, with rates of up to four decimals. */
const bands = fc.uniqueArray(fc.integer({ min: 1, max: 50_000_000 }), { maxLength: 4 }).chain((starts) =>
  fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 5, maxLength: 5 }).map((rates) =>
    [0, ...starts.sort((a, b) => a - b)].map((from, index) => ({
      from: asMoney(from),
      rate: ((rates[index] ?? 0) / 10_000).toString(),
    })),
  ),
);

const partner = { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] };
const deal = (id: string, occurredOn: string, amount: number): ActivityDocument => ({
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': asMoney(amount) },
});

const rebateProgram = (value: unknown, rule: object): ProgramDocument =>
  smallProgram({
    partnerTypes: { reseller: withoutTiers() },
    parameters: { volume: { type: 'bands', over: 'money', unit: 'rate', value } as NonNullable<ProgramDocument['parameters']>[string] },
    measures: {
      year: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' },
      month: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-month' },
    },
    rules: [commissionRule(rule)],
  });

const withoutTiers = () => {
  const { tiers: _, ...type } = resellerType();
  return type;
};

const rebate = (amount: string) => ({ event: { type: 'incentive', params: { incentive: 'rebate', payee: 'partner', amount } } });
const lines = (decisions: readonly Decision[]): Line[] => decisions.flatMap((decision) => decision.parties.flatMap((party) => party.lines));
const fold = (one: Case): Decision[] => foldCompiled(prepare(one), true);

/** The sum of what the lines came to before rounding. */
const exactTotal = (decisions: readonly Decision[]): string =>
  lines(decisions)
    .reduce((sum, line) => {
      const step = line.steps?.find((one) => one.step === 'amount');
      return sum.add(new Fraction(step === undefined ? 0 : step.exact));
    }, new Fraction(0))
    .toFraction();
const postedTotal = (decisions: readonly Decision[]): Fraction =>
  lines(decisions).reduce((sum, line) => sum.add(new Fraction(line.amount)), new Fraction(0));

describe('marginal bands', () => {
  const onDeal = rebate('marginal(parameter.volume, before.year, measure.year)');

  test('a deal split in two on one day earns the same before rounding', () => {
    fc.assert(
      fc.property(bands, cents, cents, cents, (value, earlier, first, second) => {
        const program = rebateProgram(value, onDeal);
        const whole = fold({
          program,
          partners: [partner],
          until: '2024-12-31',
          activities: [deal('a', '2024-02-01', earlier), deal('b', '2024-03-01', first + second)],
        });
        const split = fold({
          program,
          partners: [partner],
          until: '2024-12-31',
          activities: [deal('a', '2024-02-01', earlier), deal('b', '2024-03-01', first), deal('c', '2024-03-01', second)],
        });
        expect(exactTotal(split)).toBe(exactTotal(whole));
      }),
      RUNS,
    );
  });

  test('reckoned by month they add up to the year before rounding, and to half a cent a line after it', () => {
    const monthly = { on: ['month-closed'], ...rebate('marginal(parameter.volume, measure.year - measure.month, measure.year)') };
    const yearly = { on: ['year-closed'], ...rebate('marginal(parameter.volume, money("0"), measure.year)') };
    fc.assert(
      fc.property(bands, fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), cents), { maxLength: 12 }), (value, deals) => {
        const activities = deals.map(([month, amount], index) => deal(`d${index}`, `2024-${String(month).padStart(2, '0')}-15`, amount));
        const of = (rule: object) => fold({ program: rebateProgram(value, rule), partners: [partner], until: '2024-12-31', activities });
        const [byMonth, byYear] = [of(monthly), of(yearly)];
        expect(lines(byMonth)).toHaveLength(12);
        expect(exactTotal(byMonth)).toBe(exactTotal(byYear));
        const apart = postedTotal(byMonth).sub(postedTotal(byYear)).abs();
        expect(apart.lte(new Fraction('0.005').mul(lines(byMonth).length + lines(byYear).length))).toBe(true);
      }),
      RUNS,
    );
  });
});

const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));
const aCase = (stream: ArrayLike<number>, shared = true): Case => {
  const choices = new Choices(stream);
  const program = aProgram(choices, shared);
  return { program, ...aHistory(choices, program) };
};

describe('any program', () => {
  test('pays the same when its rules are renamed', () => {
    fc.assert(
      fc.property(numbers, (stream) => {
        const one = aCase(stream);
        const renamed = {
          ...one.program,
          rules: one.program.rules.map((rule, index) => ({ ...rule, name: `other-${index}` })),
        } as ProgramDocument;
        const money = (decisions: readonly Decision[]) => lines(decisions).map(({ rule: _, steps: __, ...line }) => line);
        expect(money(fold({ ...one, program: renamed }))).toEqual(money(fold(one)));
      }),
      RUNS,
    );
  });

  test('of enrollment scope decides for a partner alike whatever others do', () => {
    fc.assert(
      fc.property(numbers, (stream) => {
        // Past the last activity, so that what others do later doesn't lengthen the history of the first.
        const one = { ...aCase(stream, false), until: '2025-07-31' };
        const alone = {
          ...one,
          activities: one.activities.filter((activity) => activity.partner === 'p1'),
          partners: one.partners.filter((other) => other.id === 'p1'),
        };
        const together = { ...one, activities: one.activities.filter((activity) => activity.partner !== undefined) };
        const ofFirst = (decisions: readonly Decision[]) =>
          decisions
            .filter((decision) => decision.parties.some((party) => party.partner === 'p1'))
            .map(({ program: _, ...decision }) => decision);
        expect(ofFirst(fold(together))).toEqual(ofFirst(fold(alone)));
      }),
      RUNS,
    );
  });

  test('folds on from a stored state as from the start', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, fc.nat(), async (stream, cutAt) => {
        const prepared = prepare(aCase(stream));
        const cut = cutAt % (prepared.activities.length + 1);
        const whole = foldCompiled(prepared, false);

        const compiled = createCompiled(prepared.timeline);
        const first = compiled.begin(prepared.enrollments);
        const decisions = prepared.activities.slice(0, cut).flatMap((activity) => compiled.step(first, activity));
        const fresh = createCompiled(prepared.timeline);
        const second = fresh.restore(compiled.save(first));
        decisions.push(...prepared.activities.slice(cut).flatMap((activity) => fresh.step(second, activity)));
        expect([...decisions, ...fresh.advance(second, prepared.until)]).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('folds on from a stored state of the reference as from the start', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, fc.nat(), async (stream, cutAt) => {
        const prepared = prepare(aCase(stream));
        const cut = cutAt % (prepared.activities.length + 1);
        const reference = createReference(prepared.timeline);
        const first = reference.begin(prepared.enrollments);
        const decisions: Decision[] = [];
        for (const activity of prepared.activities.slice(0, cut)) decisions.push(...(await reference.step(first, activity)));
        const second = reference.restore(reference.save(first));
        for (const activity of prepared.activities.slice(cut)) decisions.push(...(await reference.step(second, activity)));
        decisions.push(...(await reference.advance(second, prepared.until)));
        expect(decisions).toEqual((await foldReference(prepared, true)).map(withoutReasoning));
      }),
      { ...RUNS, numRuns: RUNS.numRuns / 4 },
    );
  });
});
