import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Gathering } from '../../server/http/gathering.ts';

/** Does what it is asked slowly, and notes what it did together. */
function slow(spoilt: ReadonlySet<number> = new Set(), isWorthTrying = true) {
  const done: number[][] = [];
  const once = async (asked: readonly number[]): Promise<readonly string[]> => {
    done.push([...asked]);
    await setTimeout(10);
    if (asked.some((each) => spoilt.has(each))) throw new Error('spoilt');
    return asked.map((each) => `did ${each}`);
  };
  const gathering = new Gathering<number, string>({
    together: once,
    alone: async (asked) => {
      const [did = ''] = await once([asked]);
      return did;
    },
    isWorthTrying: () => isWorthTrying,
  });
  return { done, gathering };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('what is asked at once', () => {
  test('is done together, at most so many, and each is told its own', async () => {
    const { done, gathering } = slow();
    const told = await Promise.all(upTo(70).map((each) => gathering.ask('a', each)));
    expect(told).toEqual(upTo(70).map((each) => `did ${each}`));
    expect(done.flat()).toEqual(upTo(70));
    expect(Math.max(...done.map(({ length }) => length))).toBe(32);
  });

  test('what comes meanwhile gathers; who comes alone is done alone', async () => {
    const { done, gathering } = slow();
    expect(await gathering.ask('a', 0)).toBe('did 0');
    const first = Promise.all([1, 2].map((each) => gathering.ask('a', each)));
    await setTimeout(2);
    const second = gathering.ask('a', 3);
    await setTimeout(5);
    await Promise.all([first, second, ...[4, 5].map((each) => gathering.ask('a', each))]);
    expect(await gathering.ask('a', 6)).toBe('did 6');
    expect(done[0]).toEqual([0]);
    expect(done[1]).toEqual([1, 2]);
    expect(done.flat()).toEqual(upTo(7));
  });

  test('what waits for something else isn’t waited for', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const alone = async (each: number): Promise<number> => {
      if (each < 2) await held;
      return each;
    };
    const gathering = new Gathering<number, number>({
      together: (asked) => Promise.all(asked.map(alone)),
      alone,
      isWorthTrying: () => true,
    });
    const first = gathering.ask('a', 0);
    await setTimeout(10);
    const second = gathering.ask('a', 1);
    await setTimeout(10);
    // as many as may be are under way, until they are known to be slow
    expect(await gathering.ask('a', 2)).toBe(2);
    letGo();
    expect(await Promise.all([first, second])).toEqual([0, 1]);
    expect(await gathering.ask('a', 3)).toBe(3);
  });

  test('of other names is done by itself', async () => {
    const { done, gathering } = slow();
    await Promise.all(upTo(6).map((each) => gathering.ask(each % 2 === 0 ? 'even' : 'odd', each)));
    expect(done).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
  });

  test('one that is bad spoils no other', async () => {
    const { done, gathering } = slow(new Set([2]));
    const told = await Promise.allSettled(upTo(4).map((each) => gathering.ask('a', each)));
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(done).toEqual([[0, 1, 2, 3], [0], [1], [2], [3]]);
    expect(await gathering.ask('a', 4)).toBe('did 4');
  });

  test('nothing is tried again where that is of no use', async () => {
    const { done, gathering } = slow(new Set([2]), false);
    const told = await Promise.allSettled(upTo(4).map((each) => gathering.ask('a', each)));
    expect(told.every(({ status }) => status === 'rejected')).toBe(true);
    expect(done).toEqual([[0, 1, 2, 3]]);
  });
});
