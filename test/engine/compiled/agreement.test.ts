/**
 * What the differential test of one version and everyday amounts does not meet: timelines of several
 * versions, and amounts so large that sums leave their bounds.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { withoutReasoning } from '../../../server/engine/decisions/without-reasoning.ts';
import { firstDifference, foldCompiled, foldReference, load, type Prepared, prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';
import { digitsOf } from '../../differential/generate/values.ts';

const CASES = Number(process.env.DEALWRIGHT_CASES ?? 60);
const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));
const OPTIONS = { numRuns: CASES, seed: 20260401, endOnFailure: true };

async function agree(prepared: Prepared): Promise<readonly Decision[]> {
  const reference = await foldReference(prepared, true);
  expect(firstDifference('with reasoning', reference, foldCompiled(prepared, true))).toBeUndefined();
  expect(firstDifference('without', reference.map(withoutReasoning), foldCompiled(prepared, false))).toBeUndefined();
  return reference;
}

/** The same currency, so that one history suits both. */
function another(stream: ArrayLike<number>, first: ProgramDocument): ProgramDocument {
  for (let currency = 0; currency < 20; currency += 1) {
    const second = aProgram(new Choices([currency, ...Array.from(stream).reverse()]));
    if (second.currency === first.currency) return second;
  }
  throw new Error('no program of that currency');
}

const HUGE = /^(deal|renewal|sale|shipment)\.amount$/;

/** Amounts near the largest that may be reported, 10¹⁵ smallest units. */
function enlarge(activity: ActivityDocument, digits: number): ActivityDocument {
  const large = (value: string): string =>
    `${value.startsWith('-') ? '-' : ''}9${value
      .replace(/\D/g, '')
      .padEnd(14, '7')
      .slice(0, 14 - digits)}`;
  const facts = Object.fromEntries(
    Object.entries(activity.facts ?? {}).map(([name, value]) => [
      name,
      HUGE.test(name) && typeof value === 'string' ? large(value) : value,
    ]),
  );
  const { currency: _, exchange: __, ...rest } = activity;
  return { ...rest, facts };
}

/** Sums that are sure to leave their bounds at some time, also such as nobody reads. */
const SUMS: ProgramDocument['measures'] = {
  everything: { sum: 'deal.amount', of: ['deal-closed', 'invoice'], window: 'lifetime', scope: 'program' },
  ofCustomer: { average: 'deal.amount', of: ['deal-closed', 'invoice'], window: 'trailing-90-days', scope: 'customer' },
  own: { sum: 'deal.amount', of: ['deal-closed', 'invoice'], window: 'fiscal-year' },
};

describe('both evaluators', () => {
  test('agree on timelines of versions', async () => {
    const met = { started: 0, notInForce: 0 };
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const choices = new Choices(stream);
        const first = aProgram(choices);
        const second = another(stream, first);
        const one = prepare({ program: first, ...aHistory(choices, first) });
        const versions = [
          choices.oneIn(3) ? { ...first, effectiveFrom: '2024-01-20' } : first,
          { ...second, effectiveFrom: choices.pick(['2024-03-01', '2024-06-15', '2024-02-01']) },
        ].map(load);
        const decisions = await agree({ ...one, timeline: { id: 'random', versions } });
        met.started += decisions.filter(({ kind }) => kind === 'version-started').length;
        met.notInForce += decisions.filter(({ status }) => status === 'not-in-force').length;
      }),
      OPTIONS,
    );
    expect(met.started).toBeGreaterThan(0);
    expect(met.notInForce).toBeGreaterThan(0);
  });

  test('agree on sums out of bounds', async () => {
    let setAside = 0;
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const choices = new Choices(stream);
        const random = aProgram(choices);
        const program = { ...random, measures: { ...random.measures, ...SUMS } };
        const history = aHistory(choices, program);
        const deals = history.activities.map((activity) => enlarge(activity, digitsOf(program.currency)));
        const again = deals.flatMap((activity, index) => [
          activity,
          { ...activity, id: `again-${index}` },
          { ...activity, id: `more-${index}` },
        ]);
        const decisions = await agree(prepare({ program, ...history, activities: again }));
        setAside += decisions.filter(({ status }) => status === 'set-aside').length;
      }),
      OPTIONS,
    );
    expect(setAside).toBeGreaterThan(0);
  });
});
