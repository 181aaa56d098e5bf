import { expect, test } from 'vitest';
import type { DraftAnswer, DraftQuestion } from '../../server/lifecycle/draft-thread.ts';
import { runScenarios } from '../../server/lifecycle/run-scenarios.ts';

const version = { hash: 'f', text: '{}', timeZone: 'UTC', currency: 'USD', rules: ['gold', 'silver'] };
const file = (name: string) => ({ path: `scenarios/${name}.json`, text: '{}' });
const passing = (name: string): DraftAnswer => ({
  tried: { report: { file: file(name).path, name, passed: true, diagnostics: [] }, held: [name] },
});

/** A thread that has what it checked until it ends, as a real one does. */
function threadThat(answer: (name: string) => DraftAnswer | Error) {
  const asked: string[] = [];
  let hasContent = false;
  const ask = async (question: DraftQuestion): Promise<DraftAnswer> => {
    if (!('scenario' in question)) {
      asked.push('read');
      hasContent = true;
      return { checked: { ok: true, version, diagnostics: [] } };
    }
    const [, name = ''] = /\/(.*)\.json/.exec(question.scenario.path) ?? [];
    asked.push(name);
    if (!hasContent) return {};
    const given = answer(name);
    if (!(given instanceof Error)) return given;
    hasContent = false;
    throw given;
  };
  return { thread: { ask, end: async () => undefined }, asked };
}

const content = { program: 'small', files: [{ path: 'program.json', text: '{}' }, file('huge'), file('gold')] };
const limits = { readMs: 60_000, testMs: 60_000 };

test('a scenario that took all memory is told so, and the next one runs on a thread that has read the draft again', async () => {
  const full = Object.assign(new Error('out of memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
  const { thread, asked } = threadThat((name) => (name === 'huge' ? full : passing(name)));
  const { reports, untried } = await runScenarios(thread, content, limits);
  expect(reports.map(({ passed, diagnostics }) => [passed, diagnostics.map(({ code }) => code)])).toEqual([
    [false, ['out-of-memory']],
    [true, []],
  ]);
  expect(untried).toEqual(['silver']);
  expect(asked).toEqual(['read', 'huge', 'gold', 'read', 'gold']);
});

test('a fault of ours is no finding', async () => {
  const { thread } = threadThat(() => new Error('no such rule'));
  await expect(runScenarios(thread, content, limits)).rejects.toThrow('no such rule');
});
