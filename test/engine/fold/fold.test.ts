import { describe, expect, test } from 'vitest';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import { foldHistory } from '../../../server/engine/fold/fold.ts';
import { readActivities, readPartners } from '../../../server/engine/fold/read.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { createReference } from '../../../server/engine/reference/evaluator.ts';
import { smallProgram } from '../../support/small-program.ts';

function timelineOf(...documents: readonly unknown[]): Timeline {
  const versions = documents.map((document) => {
    const loaded = loadProgramDocument(document);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    return loaded.program;
  });
  return { id: 'small', versions };
}

const timeline = timelineOf(smallProgram());
const partner = { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] };
const deal = (id: string, occurredOn: string, amount: unknown = '600.00'): unknown => ({
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': amount },
});

describe('reading a history', () => {
  test('a bad row is refused, and spoils none of the others', () => {
    const { activities, places, refused } = readActivities(timeline, [
      deal('a', '2026-01-05'),
      deal('b', '2026-01-06', 600),
      7,
      deal('c', '2026-01-07'),
    ]);
    expect(activities.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(places).toEqual([0, 3]);
    expect(refused.map(({ index }) => index)).toEqual([1, 2]);
    expect(refused[0]?.findings[0]?.pointer).toBe('/facts/deal.amount');
  });

  test('a partner that is enrolled twice in one type is refused', () => {
    const { enrollments, refused } = readPartners(timeline, [partner, { ...partner, enrollments: [...partner.enrollments] }]);
    expect(enrollments).toHaveLength(1);
    expect(refused).toMatchObject([{ index: 1, findings: [{ code: 'enrolled-twice' }] }]);
  });

  test('a document is read by the version of its day, a profile by any that knows it', () => {
    const attributes = { 'partner.region': { type: 'text' as const, of: ['partner'] } };
    const rules = smallProgram().rules.map((rule) =>
      rule.decides === 'incentive'
        ? { ...rule, conditions: { all: [{ fact: 'partner.region', operator: 'equal', value: 'north' }] } }
        : rule,
    );
    const two = timelineOf(smallProgram(), smallProgram({ effectiveFrom: '2026-06-01', attributes, rules }));
    const read = readPartners(two, [{ ...partner, facts: { 'partner.region': 'north' } }]);
    expect(read.refused).toEqual([]);
    expect(read.enrollments[0]?.profile.get('partner.region')).toBe('north');
  });
});

describe.each([
  ['reference', () => createReference(timeline)],
  ['compiled', () => createCompiled(timeline)],
] as const)('folding with the %s evaluator', (_, create) => {
  const { enrollments } = readPartners(timeline, [partner]);
  const { activities } = readActivities(timeline, [
    deal('b', '2026-02-05'),
    deal('a', '2026-01-05'),
    deal('c', '2026-03-05'),
    deal('c', '2026-03-05', '1.00'),
  ]);

  test('decides in the order of history', async () => {
    const { decisions, conflicts, later } = await foldHistory(create() as ReturnType<typeof createCompiled>, enrollments, activities);
    expect(decisions.map(({ activity }) => activity.id)).toEqual(['a', 'b', 'c']);
    expect(decisions.map(({ parties }) => parties[0]?.tier?.after)).toEqual(['registered', 'gold', 'gold']);
    expect(decisions[0]?.parties[0]?.reasoning).toBeUndefined();
    expect(conflicts).toMatchObject([{ id: 'c', kept: 2, refused: 3 }]);
    expect(later).toEqual([]);
  });

  test('goes through a day and no further', async () => {
    const until = isoToDay('2026-02-05') ?? 0;
    const { decisions, later } = await foldHistory(create() as ReturnType<typeof createCompiled>, enrollments, activities, {
      until,
      explain: true,
    });
    expect(decisions.map(({ activity }) => activity.id)).toEqual(['a', 'b']);
    expect(decisions[0]?.parties[0]?.reasoning?.rules.length).toBeGreaterThan(0);
    expect(later.map(({ id }) => id)).toEqual(['c']);
  });
});
