import { expect, test } from 'vitest';
import { joinQueue, settleAs, submit, waitingFor } from '../../../server/engine/compiled/queue.ts';
import { restore, save } from '../../../server/engine/compiled/save.ts';
import { beginState, type CompiledState, type Registration } from '../../../server/engine/compiled/state.ts';
import { load } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { smallProgram } from '../../support/small-program.ts';
import { randomNumbers } from '../columns/cases.ts';

const LEAVES = ['a', 'b', 'c', 'd'];

/** By definition: all that wait for one of the leaves, in order of submission. */
function waitingByHand({ registrations }: CompiledState, leaves: readonly string[]): Registration[] {
  return [...registrations.values()]
    .filter(({ waits }) => waits?.some((leaf) => leaves.includes(leaf)) === true)
    .sort((a, b) => a.order - b.order);
}

function submitted(state: CompiledState, id: string): Registration {
  const nothing = { review: null, granted: null, waits: null, won: false };
  return submit(state, { enrollment: 0, id, facts: new Map(), items: [], status: 'undecided', ...nothing });
}

test('places in queues are those of the definition, whatever joins, leaves and is submitted again', () => {
  const timeline = { id: 'small', versions: [load(smallProgram())] };
  for (let seed = 1; seed <= 40; seed += 1) {
    const choices = new Choices(randomNumbers(seed));
    let state = beginState(timeline, []);
    for (let index = 0; index < 300; index += 1) {
      const known = [...state.registrations.values()];
      const one = known.length === 0 || choices.oneIn(2) ? submitted(state, `r${choices.below(60)}`) : choices.pick(known);
      if (choices.oneIn(3)) {
        settleAs(state, one, choices.pick(['approved', 'returned', 'withdrawn'] as const));
        expect(one.waits).toBeNull();
      } else {
        const leaves = Array.from({ length: choices.between(1, 3) }, () => choices.pick(LEAVES));
        const place = joinQueue(state, one, leaves);
        const earlier = waitingByHand(state, leaves).filter(({ order }) => order < one.order);
        expect(place, `seed ${seed}, step ${index}`).toBe(earlier.length + 1);
        expect(one.status).toBe('refused');
      }
      const asked = choices.some(LEAVES, 1, 3);
      expect(waitingFor(state, asked).map(({ id }) => id)).toEqual(waitingByHand(state, asked).map(({ id }) => id));
      if (choices.oneIn(20)) state = restore(save(state));
    }
  }
});

test('a queue that nobody waits in is let go', () => {
  const state = beginState({ id: 'small', versions: [load(smallProgram())] }, []);
  const one = submitted(state, 'r1');
  joinQueue(state, one, ['a', 'b']);
  settleAs(state, one, 'approved');
  expect(state.waiting.size).toBe(0);
});
