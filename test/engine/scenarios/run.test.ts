import { describe, expect, test } from 'vitest';
import type { Activity, Enrollment } from '../../../server/engine/facts/activity.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { runOnBoth } from '../../../server/engine/scenarios/both.ts';
import { runScenario } from '../../../server/engine/scenarios/run.ts';
import { workFindings } from '../../../server/engine/scenarios/work.ts';
import { smallProgram } from '../../support/small-program.ts';

const loaded = loadProgramDocument(smallProgram());
if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
const timeline: Timeline = { id: 'small', versions: [loaded.program] };

const deal = (id: string, occurredOn: string, amount: string) => ({
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': amount },
});

const scenario = (expect: readonly unknown[], changes: object = {}): unknown => ({
  name: 'Two deals',
  partners: [{ id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] }],
  activities: [deal('a', '2026-01-05', '600.00'), deal('b', '2026-02-05', '500.00')],
  expect,
  ...changes,
});

describe.each(['reference', 'compiled'] as const)('a scenario on the %s evaluator', (evaluator) => {
  const run = (document: unknown) => runScenario(timeline, document, evaluator);

  test('passes where all is as expected, and amounts are compared as numbers', async () => {
    const result = await run(
      scenario(
        [
          {
            activity: 'a',
            tierBefore: 'registered',
            qualified: 'registered',
            tier: 'registered',
            lines: { commission: '60' },
            total: '60.0',
            graceUntil: null,
          },
          {
            activity: 'b',
            kind: 'deal-closed',
            on: '2026-02-05',
            partner: 'acme',
            partnerType: 'reseller',
            status: 'decided',
            provisional: false,
            tier: 'gold',
            measures: { revenue: '1100' },
            payees: { commission: 'partner' },
            failures: [],
          },
        ],
        { totals: { commission: '110' } },
      ),
    );
    expect(result).toMatchObject({ name: 'Two deals', evaluator, passed: true, findings: [], differences: [] });
    expect(result.decisions).toHaveLength(2);
    expect(Object.fromEntries(result.exercised)).toEqual({
      commission: { lookedAt: 2, held: 2 },
      'reseller-gold': { lookedAt: 2, held: 1 },
    });
  });

  test('tells every difference, with pointer, expected and found', async () => {
    const result = await run(
      scenario(
        [
          { activity: 'a', tier: 'gold', lines: { commission: '61.00' }, total: '60.00', measures: { revenue: null } },
          { activity: 'b', lines: { commission: null }, failures: ['commission'], registration: { outcome: 'approved' } },
        ],
        { totals: { commission: '111.00' } },
      ),
    );
    expect(result.passed).toBe(false);
    expect(result.differences.map(({ pointer, expected, found }) => [pointer, expected, found])).toEqual([
      ['/expect/0/tier', 'gold', 'registered'],
      ['/expect/0/lines/commission', '61.00', '60.00'],
      ['/expect/0/measures/revenue', null, '600.00'],
      ['/expect/1/failures', ['commission'], []],
      ['/expect/1/registration/outcome', 'approved', null],
      ['/expect/1/lines/commission', null, '50.00'],
      ['/totals/commission', '111.00', '110.00'],
    ]);
    expect(result.differences[1]?.message).toBe('lines commission: expected 61.00, found 60.00.');
  });

  test.each([
    ['an activity that isn’t there', { activity: 'z', tier: 'gold' }, 'There is no decision on “z”.'],
    ['nothing in particular', { tier: 'gold', status: 'decided' }, 'It can’t be told which decision'],
    ['a party that isn’t', { activity: 'a', partner: 'globex', tier: 'gold' }, 'No party of “a” is globex.'],
    ['several decisions', { kind: 'deal-closed', tier: 'gold' }, '2 decisions on deal-closed fit'],
  ])('an expectation of %s is a difference', async (_, expected, message) => {
    const { differences } = await run(scenario([expected]));
    expect(differences).toHaveLength(1);
    expect(differences[0]?.pointer).toBe('/expect/0');
    expect(differences[0]?.message).toContain(message);
  });

  test('a name that the program doesn’t know is a fault of the scenario', async () => {
    const { findings, passed } = await run(
      scenario([{ activity: 'a', lines: { comission: null }, tier: 'golden', measures: { revenues: null } }], {
        totals: { commision: '0' },
      }),
    );
    expect(passed).toBe(false);
    expect(findings.map(({ pointer, hint }) => [pointer, hint])).toEqual([
      ['/expect/0/tier', 'Did you mean gold?'],
      ['/expect/0/lines/comission', 'Did you mean commission?'],
      ['/expect/0/measures/revenues', 'Did you mean revenue?'],
      ['/totals/commision', 'Did you mean commission?'],
    ]);
  });

  test('a scenario that isn’t valid by its schema is refused with all findings', async () => {
    const { findings, passed, decisions } = await run({ ...(scenario([{ activity: 'a', tear: 'gold' }]) as object), surprise: 1 });
    expect(passed).toBe(false);
    expect(decisions).toEqual([]);
    expect(findings.map(({ pointer }) => pointer).toSorted()).toEqual(['/expect/0/tear', '/surprise']);
  });

  test('refused partners and activities are told with their place', async () => {
    const { findings } = await run(
      scenario([{ activity: 'a', tier: 'gold' }], {
        partners: [{ id: 'acme', enrollments: [{ partnerType: 'distributor', enrolledOn: '2026-01-01' }] }],
        activities: [deal('a', '2026-01-05', '600.001')],
      }),
    );
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/partners/0/enrollments/0/partnerType', '/activities/0/facts/deal.amount']);
  });

  test('conflicting revisions, and activities after the end, are faults of the scenario', async () => {
    const conflict = await run(
      scenario([{ activity: 'a', tier: 'gold' }], { activities: [deal('a', '2026-01-05', '1'), deal('a', '2026-01-05', '2')] }),
    );
    expect(conflict.findings).toMatchObject([{ code: 'conflicting-revision', pointer: '/activities/1' }]);
    const late = await run(scenario([{ activity: 'a', tier: 'registered' }], { until: '2026-01-31' }));
    expect(late.findings).toMatchObject([{ code: 'after-until', pointer: '/until' }]);
  });

  test('one that reaches too far is refused before anything is decided', async () => {
    const many = Array.from({ length: 10 }, (_, index) => ({
      id: `p-${index}`,
      enrollments: [{ partnerType: 'reseller', enrolledOn: '1990-01-01' }],
    }));
    const reaching = (changes: object) => run(scenario([{ activity: 'a', tier: 'gold' }], changes));
    const { findings, decisions } = await reaching({ partners: many, activities: [{ ...deal('a', '2026-01-05', '1'), partner: 'p-0' }] });
    expect(decisions).toEqual([]);
    expect(findings).toMatchObject([{ code: 'too-much-work', pointer: '/partners', message: expect.stringContaining('4385 months') }]);
    expect((await reaching({ until: '9999-12-31' })).findings).toMatchObject([{ code: 'too-much-work', pointer: '/partners' }]);
  });

  test('what is no document at all is refused', async () => {
    for (const document of [undefined, null, 7, [], { name: 3 }, JSON.parse('{"__proto__": 1}')]) {
      expect((await run(document)).findings.length).toBeGreaterThan(0);
    }
  });
});

test('2,000 months and 500 registrations are not too much, and more are', () => {
  const pointers = (days: number, registrations: number) => {
    const enrollment = { partner: 'acme', partnerType: 'reseller', enrolledOn: 10_000 } as Enrollment;
    const activity = { kind: 'registration-submitted', day: 10_000 + days } as Activity;
    return workFindings([enrollment], Array<Activity>(registrations).fill(activity)).map(({ pointer }) => pointer);
  };
  expect(pointers(60_000, 500)).toEqual([]);
  expect(pointers(60_001, 501)).toEqual(['/partners', '/activities']);
});

test('on both evaluators the decisions are compared too', async () => {
  const result = await runOnBoth(timeline, scenario([{ activity: 'a', tier: 'registered' }]));
  expect(result.disagreement).toBeUndefined();
  expect(result.passed).toBe(true);
});
