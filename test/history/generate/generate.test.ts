import { beforeAll, describe, expect, it } from 'vitest';
import type { Activity, Enrollment } from '../../../server/engine/facts/activity.ts';
import { readActivity, readPartner } from '../../../server/engine/facts/intake.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { Program } from '../../../server/engine/program/model.ts';
import { activityDocument, partnerDocument } from '../../../server/history/generate/document.ts';
import { generateHistory } from '../../../server/history/generate/generate.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';

const FROM = isoToDay('2023-02-01') ?? 0;
const TO = isoToDay('2026-07-31') ?? 0;

async function programOf(name: string): Promise<Program> {
  const { timeline } = await loadProgramFolder(`rules/${name}`);
  const version = timeline?.versions[0];
  if (version === undefined) throw new Error(`rules/${name} has errors`);
  return version;
}

interface Generated {
  readonly enrollments: readonly Enrollment[];
  readonly activities: readonly Activity[];
}

function generate(program: Program, activities: number, seed = 1, from = FROM, to = TO): Generated {
  const events = [...generateHistory({ program, seed, activities, from, to })];
  return {
    enrollments: events.flatMap((event) => ('enrollment' in event ? [event.enrollment] : [])),
    activities: events.flatMap((event) => ('activity' in event ? [event.activity] : [])),
  };
}

describe('a demo history', () => {
  let northwind: Program;
  let some: Generated;
  beforeAll(async () => {
    northwind = await programOf('northwind');
    some = generate(northwind, 20_000);
  });
  const ofKind = (kind: string): readonly Activity[] => some.activities.filter((activity) => activity.kind === kind);

  it('is the same for the same seed, and another for another', () => {
    expect(generate(northwind, 3000, 5)).toEqual(generate(northwind, 3000, 5));
    expect(generate(northwind, 3000, 6)).not.toEqual(generate(northwind, 3000, 5));
  });

  it.each([0, 1, 7, 1000])('has as many activities as asked for: %i', (activities) => {
    expect(generate(northwind, activities).activities).toHaveLength(activities);
  });

  it('may last a day', () => {
    const { activities } = generate(northwind, 500, 1, FROM, FROM);
    expect(activities).toHaveLength(500);
    expect(new Set(activities.map(({ day }) => day))).toEqual(new Set([FROM]));
  });

  it('refuses numbers that are none, and ranges that end before they begin', () => {
    expect(() => generate(northwind, -1)).toThrow('-1');
    expect(() => generate(northwind, 1.5)).toThrow('1.5');
    expect(() => generate(northwind, 10, 1, TO, FROM)).toThrow(RangeError);
  });

  it('runs by day within its range, each activity with a name of its own', () => {
    const { activities } = some;
    expect(activities.every(({ day }, at) => day >= (activities[at - 1]?.day ?? FROM) && day <= TO)).toBe(true);
    expect(new Set(activities.map(({ source, id }) => `${source} ${id}`)).size).toBe(activities.length);
    expect(activities.every((activity) => Object.isFrozen(activity))).toBe(true);
  });

  it.each(['northwind', 'gitlab', 'odoo', 'aws-marketplace', 'oem-minimum'])(
    'reads back from documents as it was under %s',
    async (name) => {
      const program = await programOf(name);
      const { enrollments, activities } = generate(program, 4000, 9);
      expect(activities).toHaveLength(4000);
      for (const activity of activities) {
        const document: unknown = JSON.parse(JSON.stringify(activityDocument(program, activity)));
        expect(readActivity(program, document)).toEqual({ ok: true, activity });
      }
      for (const enrollment of enrollments) {
        expect(readPartner(program, partnerDocument(program, enrollment))).toEqual({ ok: true, enrollments: [enrollment] });
      }
    },
  );

  it('has every kind that the program takes from somebody, and every partner type', () => {
    const taken = new Set([...northwind.partnerTypes.values()].flatMap(({ produces }) => [...produces]));
    expect(new Set(some.activities.map(({ kind }) => kind))).toEqual(taken);
    expect(new Set(some.enrollments.map(({ partnerType }) => partnerType))).toEqual(new Set(northwind.partnerTypes.keys()));
  });

  it('has few large partners and a long tail', () => {
    const counts = new Map<string, number>();
    for (const { parties } of generate(northwind, 60_000).activities) {
      const [first] = parties;
      if (first?.partnerType === 'reseller') counts.set(first.partner, (counts.get(first.partner) ?? 0) + 1);
    }
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0);
    expect(sum(sorted.slice(0, Math.ceil(sorted.length / 10)))).toBeGreaterThan(sum(sorted) * 0.4);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(sum(sorted) / sorted.length);
  });

  it('rushes at the end of quarters, rests at weekends, and grows', () => {
    const between = (from: string, to: string, kind?: string): number => {
      const [first, last] = [isoToDay(from) ?? 0, isoToDay(to) ?? 0];
      return some.activities.filter((each) => (kind === undefined || each.kind === kind) && each.day >= first && each.day <= last).length;
    };
    expect(between('2025-04-21', '2025-04-30', 'deal-closed')).toBeGreaterThan(1.5 * between('2025-03-21', '2025-03-30', 'deal-closed'));
    expect(between('2025-02-01', '2026-01-31')).toBeGreaterThan(1.1 * between('2023-02-01', '2024-01-31'));
    // 1970-01-01 was a Thursday
    const weekend = some.activities.filter(({ day }) => (day + 4) % 7 === 0 || (day + 4) % 7 === 6).length;
    expect(weekend).toBeLessThan(some.activities.length * 0.1);
  });

  it('renews and loses what was sold, and cancels by name', () => {
    const kept = ofKind('renewal').map(({ facts }) => facts.get('renewal.kept'));
    expect(kept.filter((each) => each === true).length).toBeGreaterThan(kept.filter((each) => each === false).length);
    expect(kept).toContain(false);
    const known = new Set(some.activities.map(({ source, id }) => `${source} ${id}`));
    for (const { source, facts } of ofKind('cancellation')) expect(known).toContain(`${source} ${String(facts.get('cancelled.activity'))}`);
  });

  it('has rivals for one customer, and deals that name their registrations', () => {
    const submitted = ofKind('registration-submitted');
    const holders = new Map<string, Set<string>>();
    for (const { facts, parties } of submitted) {
      const key = `${String(facts.get('customer.id'))} ${String(facts.get('deal.productLine'))}`;
      holders.set(key, (holders.get(key) ?? new Set()).add(parties[0]?.partner ?? ''));
    }
    expect([...holders.values()].filter((firms) => firms.size > 1).length).toBeGreaterThan(20);
    const ids = new Set(submitted.map(({ facts }) => facts.get('registration.id')));
    const won = ofKind('deal-closed').flatMap(({ facts }) => facts.get('deal.registration') ?? []);
    expect(won.length).toBeGreaterThan(100);
    for (const id of won) expect(ids).toContain(id);
  });

  it('has deals just above the amounts at which the program changes', () => {
    const step = 2_500_000;
    const amounts = generate(northwind, 60_000).activities.flatMap(({ kind, facts }) =>
      kind === 'deal-closed' ? [Number(facts.get('deal.amount'))] : [],
    );
    const above = amounts.filter((amount) => amount >= step && amount < step * 1.025).length;
    const below = amounts.filter((amount) => amount < step && amount >= step * 0.975).length;
    expect(above).toBeGreaterThan(2 * below);
  });

  it('has items that add up to their deals, and parties that share at most the whole', () => {
    for (const { facts, items, parties } of some.activities) {
      if (items.length > 0) expect(items.reduce((sum, item) => sum + Number(item.get('item.amount')), 0)).toBe(facts.get('deal.amount'));
      expect(parties.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1_000_000_000);
    }
    expect(some.activities.some(({ parties }) => parties.length > 1)).toBe(true);
  });

  it('leaves facts out now and then', () => {
    const deals = ofKind('deal-closed');
    for (const fact of ['customer.segment', 'deal.quantity', 'deal.competitorPresent', 'deal.person', 'deal.months']) {
      const said = deals.filter(({ facts }) => facts.has(fact)).length;
      expect(said).toBeGreaterThan(deals.length * 0.3);
      expect(said).toBeLessThan(deals.length);
    }
  });
});
