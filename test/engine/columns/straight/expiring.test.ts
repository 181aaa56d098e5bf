import { expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../../schemas/types.ts';
import { dayToIso } from '../../../../server/engine/facts/render.ts';
import { buildHistory } from '../../../../server/history/builder.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { prepare } from '../../../differential/compare.ts';
import { foldBoth } from './both-folds.ts';

/** Gold is who has two certified persons. */
const program = {
  id: 'certified',
  name: 'Certified persons',
  currency: 'EUR',
  rounding: 'half-even',
  calendar: { fiscalYearStart: '01-01', timeZone: 'UTC', holidays: [] },
  partnerTypes: {
    reseller: {
      objective: 'To be decided alike.',
      judgedBy: 'win-rate',
      produces: ['certificate-earned', 'certificate-revoked', 'person-left'],
      commercialModel: { pricing: 'p', support: 's', customerSuccess: 'c', renewal: 'r' },
      tiers: { levels: ['base', 'gold'], upgrade: 'at-once', downgrade: 'at-once', graceDays: 0 },
    },
  },
  measures: { certified: { countDistinct: 'certificate.person', of: ['certificate-earned'], window: 'valid' } },
  rules: [
    {
      name: 'gold',
      for: ['reseller'],
      decides: 'tier',
      conditions: { all: [{ fact: 'measure.certified', operator: 'greaterThanInclusive', value: 2 }] },
      event: { type: 'tier', params: { level: 'gold' } },
    },
  ],
} as unknown as ProgramDocument;

type Told = readonly [day: string, kind: string, facts: Record<string, string>];
const earned = (day: string, id: string, person: string, until?: string): Told => [
  day,
  'certificate-earned',
  { 'certificate.id': id, 'certificate.person': person, ...(until === undefined ? {} : { 'certificate.expiresOn': until }) },
];

/** Days on which the tier moves, with the place of the level taken. */
function moves(activities: readonly Told[]): readonly (readonly [string, number])[] {
  const documents = activities.map(
    ([occurredOn, kind, facts], index): ActivityDocument => ({
      ...{ source: 'test', id: `a${index}`, kind, occurredOn, partner: 'p', partnerType: 'reseller' },
      facts: kind === 'certificate-earned' ? { 'certificate.name': 'sales', ...facts } : facts,
    }),
  );
  const partners = [{ id: 'p', enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] }];
  const { timeline, enrollments, activities: read, until } = prepare({ program, partners, activities: documents, until: '2025-12-31' });
  const [version] = timeline.versions;
  if (version === undefined) throw new Error('a timeline without versions');
  const both = foldBoth({ timeline, history: buildHistory(settingOf(version), enrollments, read), until }, true);
  expect(both.straight).toEqual(both.general);
  expect({ folded: both.folded, because: both.because }).toEqual({ folded: 1, because: [] });
  const { day, after } = both.straight.moves;
  return [...day].map((each, index) => [dayToIso(each), after[index] ?? -1] as const);
}

test('a certificate counts through its last day, and at its end no more', () => {
  const [ann, bob] = [earned('2024-01-10', 'c1', 'ann', '2024-03-31'), earned('2024-02-01', 'c2', 'bob')];
  expect(moves([ann, bob])).toEqual([
    ['2024-02-01', 1],
    ['2024-03-31', 0],
  ]);
  expect(moves([ann, earned('2024-03-31', 'c2', 'bob')])).toEqual([
    ['2024-03-31', 1],
    ['2024-03-31', 0],
  ]);
  expect(moves([ann, earned('2024-04-01', 'c2', 'bob')])).toEqual([]);
});

test('one that had run out before it was recorded never counts', () => {
  expect(moves([earned('2024-02-01', 'c1', 'ann', '2024-01-31'), earned('2024-02-02', 'c2', 'bob')])).toEqual([]);
});

test('a person who left takes the certificates along, one revoked is its own only; neither comes back', () => {
  const held = [earned('2024-01-10', 'c1', 'ann', '2024-12-31'), earned('2024-01-11', 'c2', 'ann'), earned('2024-01-12', 'c3', 'bob')];
  expect(moves([...held, ['2024-02-01', 'certificate-revoked', { 'certificate.id': 'c1' }]])).toEqual([['2024-01-12', 1]]);
  expect(moves([...held, ['2024-02-01', 'person-left', { 'person.id': 'ann' }]])).toEqual([
    ['2024-01-12', 1],
    ['2024-02-01', 0],
  ]);
});
