/**
 * What a fold that lives on needs beside its steps: promises given, enrollments that join, days that are opened,
 * the next day on which something falls due, copies. Both evaluators, on random programs; then the plain cases.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { withoutReasoning } from '../../../server/engine/decisions/without-reasoning.ts';
import type { Activity, Enrollment } from '../../../server/engine/facts/activity.ts';
import type { CompiledEvaluator, GivenPromise, ReferenceEvaluator } from '../../../server/engine/fold/evaluator.ts';
import { createReference } from '../../../server/engine/reference/evaluator.ts';
import { firstDifference, foldCompiled, type Prepared, prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';
import { act, always, day, deal, incentive, partnerType, program, reseller, rule, timeline, when } from '../reference/support.ts';

const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 60), seed: 20260501, endOnFailure: true };
const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));

function aCase(stream: ArrayLike<number>): { readonly prepared: Prepared; readonly choices: Choices } {
  const choices = new Choices(stream);
  const document = aProgram(choices);
  // few promises would be made otherwise
  for (const promise of Object.values(document.promises ?? {})) if (choices.oneIn(2)) delete promise.where;
  return { prepared: prepare({ program: document, ...aHistory(choices, document) }), choices };
}

type Either<S> = CompiledEvaluator<S> | ReferenceEvaluator<S>;

interface Way<S> {
  readonly explain: boolean;
  readonly given?: readonly GivenPromise[];
  readonly begins: readonly Enrollment[];
  /** Done before each activity. */
  readonly before?: (evaluator: Either<S>, state: S, activity: Activity) => Decision[] | Promise<Decision[]>;
}

async function foldBy<S>(evaluator: Either<S>, { activities, until }: Prepared, way: Way<S>): Promise<Decision[]> {
  const { explain } = way;
  const state = evaluator.begin(way.begins, way.given === undefined ? undefined : { promises: way.given });
  const decisions: Decision[] = [];
  for (const activity of activities) {
    decisions.push(...((await way.before?.(evaluator, state, activity)) ?? []));
    decisions.push(...(await evaluator.step(state, activity, { explain })));
  }
  return [...decisions, ...(await evaluator.advance(state, until, { explain }))];
}

const promisesOf = (decisions: readonly Decision[]): readonly GivenPromise[] =>
  decisions.flatMap(({ parties }) => parties.flatMap(({ promises }) => promises));

describe('on random programs and histories both evaluators', () => {
  test('take promises that are given', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const { prepared, choices } = aCase(stream);
        const begins = prepared.enrollments;
        const own = foldCompiled(prepared, false);
        const told = promisesOf(own);
        expect(await foldBy(createCompiled(prepared.timeline), prepared, { explain: false, begins, given: told })).toEqual(own);

        // also under keys for which the formula fails here
        const given = ['k1', 'k2', 'o1', 'o2', 'nobody']
          .filter(() => !choices.oneIn(4))
          .map((key) => ({ promise: 'fixed', key: [key], value: choices.pick(['0.137', '0', '-2.5', '3']) }));
        const reference = await foldBy(createReference(prepared.timeline), prepared, { explain: true, begins, given });
        const explained = await foldBy(createCompiled(prepared.timeline), prepared, { explain: true, begins, given });
        expect(firstDifference('with reasoning', reference, explained)).toBeUndefined();
        const fast = await foldBy(createCompiled(prepared.timeline), prepared, { explain: false, begins, given });
        expect(firstDifference('without', reference.map(withoutReasoning), fast)).toBeUndefined();
        for (const { promise, key, value } of promisesOf(reference)) {
          const same = given.find((each) => each.promise === promise && JSON.stringify(each.key) === JSON.stringify(key));
          if (same === undefined) continue;
          expect(value).toBe(same.value);
          taken += 1;
        }
      }),
      RUNS,
    );
    expect(taken).toBeGreaterThan(10);
  });

  test('let enrollments join later, and days be opened first', async () => {
    let joined = 0;
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const { prepared: drawn, choices } = aCase(stream);
        const days = drawn.activities.map((activity) => activity.day);
        const enrollments = drawn.enrollments.map((enrollment) => ({ ...enrollment, enrolledOn: choices.pick(days) }));
        const prepared = { ...drawn, enrollments };
        const whole = foldCompiled(prepared, false);

        for (const evaluator of [createCompiled(prepared.timeline), createReference(prepared.timeline)]) {
          let later = [...enrollments];
          const decisions = await foldBy<unknown>(evaluator as Either<unknown>, prepared, {
            explain: false,
            begins: [],
            before: (on, state, activity) => {
              const concerns = ({ partner, enrolledOn }: Enrollment): boolean =>
                enrolledOn <= activity.day || activity.parties.some((party) => party.partner === partner);
              for (const enrollment of later.filter(concerns)) on.enroll(state, enrollment);
              joined += later.filter(concerns).length;
              later = later.filter((enrollment) => !concerns(enrollment));
              return choices.oneIn(2) ? on.open(state, activity.day) : [];
            },
          });
          expect(later).toEqual([]);
          expect(firstDifference('joined', whole, decisions)).toBeUndefined();
        }
      }),
      RUNS,
    );
    expect(joined).toBeGreaterThan(100);
  });

  test('bring nothing about before the day that is said to be next, and copies go their own way', () => {
    let foretold = 0;
    fc.assert(
      fc.property(numbers, (stream) => {
        const { prepared } = aCase(stream);
        const evaluator = createCompiled(prepared.timeline);
        const state = evaluator.begin(prepared.enrollments);
        const decisions: Decision[] = [];
        for (const activity of prepared.activities) {
          decisions.push(...evaluator.step(state, activity));
          const next = evaluator.nextDue(state);
          const comes = evaluator.advance(evaluator.copy(state), prepared.until)[0];
          if (comes === undefined) continue;
          expect(next).toBeLessThanOrEqual(day(comes.on));
          expect(next).toBeGreaterThanOrEqual(activity.day);
          foretold += 1;
        }
        decisions.push(...evaluator.advance(state, prepared.until));
        expect(decisions).toEqual(foldCompiled(prepared, false));
      }),
      RUNS,
    );
    expect(foretold).toBeGreaterThan(100);
  });
});

const both = (versions: ReturnType<typeof timeline>) => [createCompiled(versions), createReference(versions)] as Either<unknown>[];
const enrolled = (partner: string, enrolledOn: string): Enrollment => ({
  partner,
  partnerType: 'reseller',
  enrolledOn: day(enrolledOn),
  profile: new Map(),
});

describe('a given promise', () => {
  const document = program({
    partnerTypes: { reseller: partnerType(['deal-closed', 'marketplace-offer']) },
    promises: {
      fee: { type: 'rate', by: ['customer.id', 'deal.amount'], on: ['deal-closed'], formula: '1.0 / deal.?quantity.orValue(4)' },
    },
    rules: [incentive('rebate', 'deal.amount * promise.?fee.orValue(0.0)')],
  } as Parameters<typeof program>[0]);
  const offered = (amount: string, units: number) => deal('2026-02-01', amount, { 'customer.id': 'c1', 'deal.quantity': units });
  const decide = async (evaluator: Either<unknown>, given: readonly GivenPromise[], documents: readonly ReturnType<typeof deal>[]) => {
    const prepared = prepare({ program: document, partners: [reseller()], activities: documents, until: '2026-02-02' });
    const decisions = await foldBy(evaluator, prepared, { explain: false, begins: prepared.enrollments, given });
    return decisions.map(({ parties: [only] }) => [only?.promises[0]?.value, only?.lines[0]?.amount, only?.failures.length]);
  };

  test('is found by its key as it is shown, and its formula cannot fail any more', async () => {
    const given = { promise: 'fee', key: ['c1', '100.00'], value: '0.3' };
    for (const evaluator of both(timeline(document))) {
      expect(await decide(evaluator, [], [offered('100', 0)])).toEqual([[undefined, '0.00', 1]]);
      expect(await decide(evaluator, [given, { ...given, value: '0.9' }], [offered('100', 0), offered('200', 2)])).toEqual([
        ['0.3', '30.00', 0],
        ['0.5', '100.00', 0],
      ]);
    }
  });

  test('that its type cannot hold, or of another key, counts for nothing', async () => {
    const wrong = [
      { promise: 'fee', key: ['c1', '100'], value: '0.3' },
      { promise: 'fee', key: ['c1', '100.00', 'x'], value: '0.3' },
      { promise: 'fee', key: ['c1', 100], value: '0.3' },
      { promise: 'free', key: ['c1', '100.00'], value: '0.3' },
      { promise: 'fee', key: ['c1', '100.00'], value: '0.0000000001' },
      { promise: 'fee', key: ['c1', '100.00'], value: true },
      { promise: 'fee', key: ['c1', '100.00'], value: '1/3' },
    ];
    for (const evaluator of both(timeline(document))) {
      for (const each of wrong) expect(await decide(evaluator, [each], [offered('100', 4)])).toEqual([['0.25', '25.00', 0]]);
    }
  });
});

describe('an enrollment joins', () => {
  const plain = program({ partnerTypes: { reseller: partnerType(['deal-closed']) }, rules: [incentive('rebate', 'deal.amount * 0.1')] });
  const versions = timeline(plain, { ...plain, effectiveFrom: '2026-03-01' });

  test('but not twice, nor in days that are decided, nor on the day of a version that has been opened', async () => {
    for (const evaluator of both(versions)) {
      const state = evaluator.begin([enrolled('acme', '2026-01-01')]);
      expect(() => evaluator.enroll(state, enrolled('acme', '2026-05-01'))).toThrow('reseller acme is enrolled already');
      await evaluator.advance(state, day('2026-02-10'));
      expect(() => evaluator.enroll(state, enrolled('bolt', '2026-02-10'))).toThrow(
        'reseller bolt is enrolled on 2026-02-10, which was decided already',
      );
      evaluator.enroll(state, enrolled('bolt', '2026-02-11'));
      await evaluator.open(state, day('2026-03-01'));
      expect(() => evaluator.enroll(state, enrolled('cord', '2026-03-01'))).toThrow('decided already');
      await evaluator.open(state, day('2026-03-02'));
      evaluator.enroll(state, enrolled('cord', '2026-03-02'));
    }
  });
});

describe('the next day on which something may fall due', () => {
  const listening = (kind: string | undefined, tiers?: Parameters<typeof partnerType>[1]) =>
    program({
      calendar: { fiscalYearStart: '02-01', timeZone: 'UTC' },
      partnerTypes: { reseller: partnerType(['deal-closed'], tiers), quiet: partnerType(['deal-closed']) },
      rules: [
        incentive('rebate', 'deal.amount * 0.1'),
        ...(tiers === undefined ? [] : [rule('to-gold', 'tier', [], { level: 'gold' }, when('partner.daysEnrolled', 'greaterThan', 9))]),
        ...(kind === undefined ? [] : [incentive('kickback', 'money("5")', {}, { on: [kind], conditions: always })]),
      ],
    });
  const levels = { levels: ['registered', 'gold'], upgrade: 'at-once', downgrade: 'at-once' } as const;
  const nextOf = (versions: ReturnType<typeof timeline>, begun: readonly Enrollment[]) => {
    const evaluator = createCompiled(versions);
    return evaluator.nextDue(evaluator.begin(begun));
  };
  const acme = enrolled('acme', '2026-02-10');

  test.each([
    [undefined, undefined, undefined],
    ['month-closed', undefined, '2026-02-28'],
    ['quarter-closed', undefined, '2026-04-30'],
    ['year-closed', undefined, '2027-01-31'],
    [undefined, { ...levels, review: 'fiscal-quarter' }, '2026-04-30'],
    [undefined, { ...levels, downgrade: 'at-year-end' }, '2027-01-31'],
    [undefined, levels, undefined],
  ] as const)('is the end of a period that somebody waits for: %s, %j', (kind, tiers, next) => {
    const versions = timeline(listening(kind, tiers as Parameters<typeof partnerType>[1]));
    expect(nextOf(versions, [acme])).toBe(next === undefined ? undefined : day(next));
    expect(nextOf(versions, [{ ...acme, partnerType: 'quiet' }])).toBeUndefined();
    expect(nextOf(versions, [])).toBeUndefined();
  });

  test('is the start of a version, once', () => {
    const versions = timeline(
      { ...listening('month-closed'), effectiveFrom: '2026-01-01' },
      { ...listening(undefined), effectiveFrom: '2026-02-20' },
      { ...listening('month-closed'), effectiveFrom: '2026-06-15' },
    );
    const evaluator = createCompiled(versions);
    const state = evaluator.begin([acme]);
    const met: (number | undefined)[] = [];
    for (let next = evaluator.nextDue(state); next !== undefined && met.length < 4; next = evaluator.nextDue(state)) {
      met.push(next);
      evaluator.open(state, next);
      if (evaluator.nextDue(state) === next) evaluator.advance(state, next);
    }
    expect(met).toEqual(['2026-02-20', '2026-06-15', '2026-06-30', '2026-07-31'].map(day));
  });

  test('is the day after a protection was given back, for those who wait; what comes then comes when the day is opened', () => {
    const document = program({
      partnerTypes: { reseller: partnerType(['registration-submitted', 'registration-withdrawn']) },
      protections: { customer: { scope: ['customer.id'], days: 'days(10)' } },
      rules: [rule('plain', 'registration', ['registration-submitted'], { outcome: 'approve', protection: 'customer' })],
    });
    const register = (kind: string, partner: string, id: string) =>
      act(kind, '2026-03-02', { 'registration.id': id, ...(kind.endsWith('submitted') ? { 'customer.id': 'c1' } : {}) }, { partner });
    const { enrollments, activities, ...rest } = prepare({
      program: document,
      partners: [reseller('acme'), reseller('bolt')],
      activities: [
        register('registration-submitted', 'acme', 'r1'),
        register('registration-submitted', 'bolt', 'r2'),
        register('registration-withdrawn', 'acme', 'r1'),
      ],
      until: '2026-03-02',
    });
    const evaluator = createCompiled(rest.timeline);
    const state = evaluator.begin(enrollments);
    for (const activity of activities) evaluator.remember(state, activity);
    expect(evaluator.nextDue(state)).toBe(day('2026-03-03'));
    const [granted] = evaluator.open(state, day('2026-03-03'));
    expect(granted).toMatchObject({ kind: 'registration-reconsidered', parties: [{ registration: { outcome: 'approved' } }] });
    expect(evaluator.open(state, day('2026-03-03'))).toEqual([]);
    expect(evaluator.nextDue(state)).toBe(day('2026-03-12'));
  });
});
