import { describe, expect, test } from 'vitest';
import { type LanguageWorker, startLanguage } from '../../../editor/monaco/client.ts';
import type { Answer, Call } from '../../../editor/monaco/protocol.ts';

/** A worker that answers as it is told, and remembers what it was asked. */
class Scripted implements LanguageWorker {
  onmessage: LanguageWorker['onmessage'] = null;
  onerror: LanguageWorker['onerror'] = null;
  readonly asked: Call[] = [];
  terminated = false;

  postMessage(call: Call): void {
    this.asked.push(call);
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(method: string, by: (id: number) => Answer): void {
    const call = this.asked.findLast((one) => one.method === method);
    if (call === undefined) throw new Error(`${method} was not asked`);
    this.onmessage?.({ data: by(call.id) });
  }
}

function started(patienceMs = 10_000) {
  const workers: Scripted[] = [];
  const language = startLanguage(() => {
    const worker = new Scripted();
    workers.push(worker);
    return worker;
  }, patienceMs);
  return { language, workers, worker: () => workers.at(-1) ?? new Scripted() };
}

describe('the language service behind a worker', () => {
  test('answers each question with its own answer, in whatever order they come', async () => {
    const { language, worker } = started();
    const [format, rename] = [language.format('a.json'), language.rename('a.json', 3, 'x')];
    worker().answer('rename', (id) => ({ id, result: { ok: false, reason: 'no' } }));
    worker().answer('format', (id) => ({ id, result: '{}\n' }));
    expect(await rename).toEqual({ ok: false, reason: 'no' });
    expect(await format).toBe('{}\n');
    language.dispose();
  });

  test('says so when something newer was asked, or when it failed', async () => {
    const { language, worker } = started();
    const earlier = language.diagnose();
    worker().answer('diagnose', (id) => ({ id, superseded: true }));
    await expect(earlier).rejects.toThrow('something newer was asked');
    const failing = language.hover('a.json', 0);
    worker().answer('hover', (id) => ({ id, error: 'broken' }));
    await expect(failing).rejects.toThrow('broken');
    language.dispose();
  });

  test('replaces a worker that breaks down, and tells it again what its forerunner knew', async () => {
    const { language, workers, worker } = started();
    const told = [
      language.replace([
        { path: 'program.json', text: '{}' },
        { path: 'rules.json', text: '[]' },
      ]),
      language.update('program.json', '{ }'),
      language.update('rules.json'),
      language.setSpread({ profile: [], kinds: [] }),
    ];
    const settled = Promise.allSettled(told);
    worker().onerror?.({ message: 'out of memory' });
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(workers[0]?.terminated).toBe(true);
    const found = language.diagnose();
    expect(workers).toHaveLength(2);
    expect(worker().asked.map(({ method, args }) => [method, args])).toEqual([
      ['replace', [[{ path: 'program.json', text: '{ }' }]]],
      ['setSpread', [{ profile: [], kinds: [] }]],
      ['setFigures', []],
      ['diagnose', []],
    ]);
    worker().answer('diagnose', (id) => ({ id, result: [] }));
    expect(await found).toEqual([]);
    language.dispose();
  });

  test('starts no other worker once it is disposed of', async () => {
    const { language, workers } = started();
    const asked = language.diagnose();
    language.dispose();
    await expect(asked).rejects.toThrow('closed');
    await expect(language.format('a.json')).rejects.toThrow('closed');
    expect(workers).toHaveLength(1);
    expect(workers[0]?.terminated).toBe(true);
  });

  test('replaces a worker that does not answer', async () => {
    const { language, workers } = started(20);
    await expect(language.diagnose()).rejects.toThrow('did not answer');
    expect(workers[0]?.terminated).toBe(true);
    language.dispose();
  });
});
