/** Protections that are given to a fold: by both evaluators, on random programs, on many registrations for few customers, and the plain cases. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { withoutReasoning } from '../../../server/engine/decisions/without-reasoning.ts';
import { dayToIso } from '../../../server/engine/facts/render.ts';
import type { CompiledEvaluator, GivenProtection, ReferenceEvaluator } from '../../../server/engine/fold/evaluator.ts';
import { createReference } from '../../../server/engine/reference/evaluator.ts';
import { firstDifference, type Prepared, prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';
import { act, day, partnerType, program, reseller, rule, when } from '../reference/support.ts';

const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 60), seed: 20261130, endOnFailure: true };
const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));

type Either<S> = CompiledEvaluator<S> | ReferenceEvaluator<S>;

interface Way {
  readonly explain?: boolean;
  readonly protections?: readonly GivenProtection[];
  readonly granted?: (protection: GivenProtection) => void;
}

async function foldBy<S>(evaluator: Either<S>, { enrollments, activities, until }: Prepared, way: Way): Promise<Decision[]> {
  const { protections = [], ...options } = way;
  const state = evaluator.begin(enrollments, { protections });
  const decisions: Decision[] = [];
  for (const [index, activity] of activities.entries()) {
    decisions.push(...(await evaluator.step(state, activity, options)));
    if (index === activities.length >> 1) expect(evaluator.save(evaluator.restore(evaluator.save(state)))).toBe(evaluator.save(state));
  }
  return [...decisions, ...(await evaluator.advance(state, until, options))];
}

/** What the compiled evaluator decides and grants. */
async function told(prepared: Prepared, way: Way = {}): Promise<{ readonly decisions: Decision[]; readonly granted: GivenProtection[] }> {
  const granted: GivenProtection[] = [];
  const decisions = await foldBy(createCompiled(prepared.timeline), prepared, { ...way, granted: (each) => granted.push(each) });
  return { decisions, granted };
}

async function bothAgree(prepared: Prepared, protections: readonly GivenProtection[]): Promise<void> {
  const reference = await foldBy(createReference(prepared.timeline), prepared, { explain: true, protections });
  const explained = await foldBy(createCompiled(prepared.timeline), prepared, { explain: true, protections });
  expect(firstDifference('with reasoning', reference, explained)).toBeUndefined();
  const plain = await foldBy(createCompiled(prepared.timeline), prepared, { protections });
  expect(firstDifference('without', reference.map(withoutReasoning), plain)).toBeUndefined();
}

const nameOf = ({ source, activity, partner }: GivenProtection): string => `${source} ${activity} ${partner}`;

/** `minimum`: what a registration must be worth. */
const protecting = (minimum: string, days: number): ProgramDocument =>
  program({
    partnerTypes: {
      reseller: partnerType([
        'deal-closed',
        'registration-submitted',
        'registration-approved',
        'registration-refused',
        'registration-extended',
        'registration-withdrawn',
      ]),
    },
    protections: {
      deal: { scope: ['customer.id', 'registration.closeOn'], days: `days(${days})`, extensionDays: 'days(15)', extensions: 2 },
    },
    rules: [
      rule('small', 'registration', ['registration-submitted'], { outcome: 'refuse' }, when('registration.amount', 'lessThan', minimum)),
      rule(
        'large',
        'registration',
        ['registration-submitted'],
        { outcome: 'review', protection: 'deal', stages: ['sales', 'manager'] },
        when('registration.amount', 'greaterThan', '900.00'),
      ),
      rule(
        'plain',
        'registration',
        ['registration-submitted'],
        { outcome: 'approve', protection: 'deal' },
        when('registration.amount', 'lessThanInclusive', '900.00'),
      ),
    ],
  } as Parameters<typeof program>[0]);

const KINDS = ['submitted', 'submitted', 'submitted', 'approved', 'approved', 'withdrawn', 'extended', 'refused', 'won'] as const;

/** Many registrations for few customers. */
function crowded(choices: Choices, document: ProgramDocument): Prepared {
  const start = day('2026-02-01');
  const activities: ActivityDocument[] = [];
  for (let index = 0; index < 40; index += 1) {
    const kind = choices.pick(KINDS);
    const id = `r${choices.below(14)}`;
    const on = dayToIso(start + choices.below(120));
    const to = { partner: choices.pick(['acme', 'bolt', 'cord']) };
    const facts = { 'customer.id': choices.pick(['c1', 'c2']), 'registration.closeOn': choices.pick(['2026-08-01', '2026-08-02']) };
    if (kind === 'submitted') {
      const amount = `${choices.between(1, 10) * 100}.00`;
      activities.push(act('registration-submitted', on, { 'registration.id': id, 'registration.amount': amount, ...facts }, to));
    } else if (kind === 'won') activities.push(act('deal-closed', on, { 'deal.amount': '5.00', 'deal.registration': id }, to));
    else activities.push(act(`registration-${kind}`, on, { 'registration.id': id }, to));
  }
  return prepare({ program: document, partners: ['acme', 'bolt', 'cord'].map((id) => reseller(id)), activities, until: '2026-12-31' });
}

describe('both evaluators, given protections', () => {
  test('on random programs: their own change nothing, and others are taken alike', async () => {
    let granted = 0;
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const choices = new Choices(stream);
        const document = aProgram(choices);
        const prepared = prepare({ program: document, ...aHistory(choices, document) });
        const own = await told(prepared);
        expect(await foldBy(createCompiled(prepared.timeline), prepared, { protections: own.granted })).toEqual(own.decisions);
        const some = prepared.activities.filter(() => !choices.oneIn(4));
        const before = await told({ ...prepared, activities: some });
        granted += before.granted.length;
        if (before.granted.length > 0) await bothAgree(prepared, before.granted);
      }),
      RUNS,
    );
    expect(granted).toBeGreaterThan(4);
  });

  test('where many ask for the same: what was granted is granted again, whatever came late and whatever the rules became', async () => {
    const met = { again: 0, differently: 0, reconsidered: 0, extended: 0 };
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const choices = new Choices(stream);
        const prepared = crowded(choices, protecting('200.00', 30));
        const own = await told(prepared);
        expect(await foldBy(createCompiled(prepared.timeline), prepared, { protections: own.granted })).toEqual(own.decisions);

        // some are late, and the program is another one from the beginning
        const late = new Set(prepared.activities.filter(({ kind }) => kind === 'registration-submitted' && choices.oneIn(3)));
        const before = await told({ ...prepared, activities: prepared.activities.filter((each) => !late.has(each)) });
        const other = prepare({ program: protecting('500.00', 45), partners: [], activities: [], until: '2026-12-31' });
        const now = { ...prepared, timeline: choices.oneIn(2) ? other.timeline : prepared.timeline };
        await bothAgree(now, before.granted);
        const after = await told(now, { protections: before.granted });
        for (const given of before.granted) {
          const same = after.granted.find((each) => nameOf(each) === nameOf(given) && each.registration === given.registration);
          expect(same, JSON.stringify(given)).toBeDefined();
          met.again += 1;
          if (given.source === 'dealwright') met.reconsidered += 1;
          if (dayToIso(given.from) !== before.decisions.find(({ activity }) => activity.id === given.activity)?.on) met.extended += 1;
          for (const leaf of given.leaves) {
            const held = same?.leaves.find(({ values }) => JSON.stringify(values) === JSON.stringify(leaf.values));
            expect(held?.until ?? 0).toBeGreaterThanOrEqual(leaf.until);
          }
        }
        const without = await told(now);
        if (JSON.stringify(without.granted) !== JSON.stringify(after.granted)) met.differently += 1;
      }),
      RUNS,
    );
    expect(met.again).toBeGreaterThan(200);
    expect(Math.min(met.differently, met.reconsidered, met.extended)).toBeGreaterThan(5);
  });
});
