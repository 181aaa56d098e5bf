import { expect, test } from 'vitest';
import { explainActivity, explainGenerated } from '../../../server/engine/columns/explain-activity.ts';
import { activitiesInOrder } from '../../../server/engine/columns/read-history.ts';
import { historyPlaces } from '../../../server/engine/columns/rows.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import { aColumnCase, decisionsOf } from './cases.ts';

test.each([true, false])('any recorded activity is told as step by step with reasoning (shared %s)', (shared) => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const one = aColumnCase(seed * 15_485_863, shared);
    const decisions = decisionsOf(one, one.history.lastDay, true);
    for (const { source, id } of activitiesInOrder(one.history)) {
      const expected = decisions.find(({ activity, generated }) => !generated && activity.source === source && activity.id === id);
      expect(explainActivity(one.timeline, one.history, { source, id }), `seed ${seed}, ${id}`).toEqual(expected);
    }
  }
});

test.each([true, false])('so is what is generated for an enrollment (shared %s)', (shared) => {
  let told = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const one = aColumnCase(seed * 32_452_843, shared);
    const places = historyPlaces(one.history);
    const generated = decisionsOf(one, one.until, true).filter((decision) => decision.generated);
    const asked = new Set<string>();
    for (const decision of generated) {
      const { kind, on, parties } = decision;
      const [party] = parties;
      if (party === undefined || asked.has(`${kind} ${on} ${party.partner} ${party.partnerType}`)) continue;
      asked.add(`${kind} ${on} ${party.partner} ${party.partnerType}`);
      const expected = generated.filter(
        (other) =>
          other.kind === kind &&
          other.on === on &&
          other.parties[0]?.partner === party.partner &&
          other.parties[0]?.partnerType === party.partnerType,
      );
      const enrollment = places.enrollment(party.partner, party.partnerType);
      expect(explainGenerated(one.timeline, one.history, { enrollment, kind, day: isoToDay(on) ?? 0 }), `seed ${seed}`).toEqual(expected);
      expect(explainActivity(one.timeline, one.history, decision.activity), `seed ${seed}`).toEqual(decision);
      told += 1;
      if (asked.size === 8) break;
    }
  }
  expect(told).toBeGreaterThan(20);
});

test('an activity that the history does not have is not told', () => {
  const one = aColumnCase(1, false);
  expect(explainActivity(one.timeline, one.history, { source: 'test', id: 'nowhere' })).toBeUndefined();
});
