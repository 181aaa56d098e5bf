import { expect, test } from 'vitest';
import { AskedOnce } from '../../server/lifecycle/asked-once.ts';

function counted(most = { underWay: 2, kept: 2 }) {
  const once = new AskedOnce<string>('questions', most);
  const begun: string[] = [];
  const ask = (key: string, answer: Promise<string> = Promise.resolve(key)) =>
    once.ask(key, () => {
      begun.push(key);
      return answer;
    });
  return { ask, begun };
}

test('the same is worked on once, while and after, until others have taken its place', async () => {
  const { ask, begun } = counted();
  expect(await Promise.all([ask('a'), ask('a')])).toEqual(['a', 'a']);
  await ask('b');
  await ask('a');
  await ask('c');
  expect(begun).toEqual(['a', 'b', 'c']);
  // b was asked for before a
  await ask('a');
  await ask('b');
  expect(begun).toEqual(['a', 'b', 'c', 'b']);
});

test('what failed is worked on again, and is told to all who waited', async () => {
  const { ask, begun } = counted();
  const failing = ask('a', Promise.reject(new Error('not now')));
  await expect(ask('a')).rejects.toThrow('not now');
  await expect(failing).rejects.toThrow('not now');
  expect(await ask('a')).toBe('a');
  expect(begun).toEqual(['a', 'a']);
});

test('more than so many are not begun, and what is under way or known is told all the same', async () => {
  const { ask, begun } = counted();
  await ask('known');
  let resolve: (answer: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  const working = [ask('a', promise), ask('b', promise)];
  await expect(ask('c')).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('2 questions') });
  expect(await ask('known')).toBe('known');
  const joined = ask('a');
  resolve('done');
  expect(await Promise.all([...working, joined])).toEqual(['done', 'done', 'done']);
  expect(await ask('c')).toBe('c');
  expect(begun).toEqual(['known', 'a', 'b', 'c']);
});
