import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type DraftThreads, type DraftThreadsOptions, openDraftThreads } from '../../server/lifecycle/draft-threads.ts';
import { build } from '../cli/support.ts';
import { hostileFiles } from '../support/hostile-program.ts';
import { filesOf, scenario, withFile } from './support.ts';

beforeAll(async () => {
  // threads run what was built
  await build();
}, 300_000);

function threadsOf(options?: DraftThreadsOptions) {
  const threads = openDraftThreads(options);
  onTestFinished(() => threads.close());
  return threads;
}

const small = (percent?: number) => ({ program: 'small', files: filesOf(percent === undefined ? {} : { percent }) });

describe('scenarios of a draft', () => {
  test('end at the limit: each that was not done is told so, and no thread is left', async () => {
    const threads = threadsOf({ testMs: 500 });
    const tested = threads.test({ program: 'small', files: hostileFiles() });
    const workers = await running(threads);
    const { reports, untried } = await tested;
    expect(reports.map(({ file, passed, diagnostics }) => [file, passed, diagnostics.map(({ code }) => code)])).toEqual([
      ['scenarios/a.json', false, ['timed-out']],
      ['scenarios/b.json', false, ['timed-out']],
    ]);
    expect(reports[0]?.diagnostics[0]?.message).toContain('0.5 seconds');
    expect(untried).toContain('commission');
    expect(threads.workers).toEqual([]);
    // what ended has no id
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1]);
    // and the next ones have a thread
    expect((await threads.test({ program: 'small', files: [] })).errors).toMatchObject([{ code: 'program-missing' }]);
  });

  test('run once for one content, however often they are asked for', async () => {
    const threads = threadsOf();
    const [first, second] = await Promise.all([threads.test(small()), threads.test(small())]);
    expect(second).toBe(first);
    expect(await threads.test({ ...small(), files: filesOf().toReversed() })).toBe(first);
    const other = await threads.test(small(12));
    expect(other).not.toBe(first);
    expect(other.reports).toMatchObject([{ name: 'pays 12.00', passed: true }]);
    expect(other.untried).toEqual(['reseller-gold']);
    // the same files of another program are another content
    expect(await threads.test({ ...small(), program: 'large' })).toMatchObject({ errors: [{ code: 'program-id' }], reports: [] });
  });

  test('of more than eight drafts are refused while those wait', async () => {
    const threads = threadsOf();
    const asked = Array.from({ length: 9 }, (_, index) => threads.test(small(index + 1)));
    const again = threads.test(small(1));
    const refused = await asked[8]?.catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'limit', message: expect.stringContaining('8 drafts') });
    await expect(Promise.all([...asked.slice(0, 8), again])).resolves.toHaveLength(9);
    await expect(threads.test(small(9))).resolves.toMatchObject({ reports: [{ passed: true }] });
  });

  test('of a program that takes too much memory are not run, and that is told', async () => {
    const threads = threadsOf({ memoryMb: 8 });
    const [error] = (await threads.test(small())).errors ?? [];
    expect(error).toMatchObject({ code: 'too-much-work', message: expect.stringContaining('more memory') });
    await expect(threads.check(small())).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('more memory') });
  });

  test('are told in so many findings', async () => {
    const threads = threadsOf();
    const wrong = { ...scenario('10.00'), expect: Array.from({ length: 150 }, () => ({ activity: 'd-1', lines: { commission: '9.99' } })) };
    const { reports } = await threads.test({ ...small(), files: withFile(filesOf(), 'scenarios/deal.json', JSON.stringify(wrong)) });
    expect(reports[0]?.diagnostics).toHaveLength(101);
    expect(reports[0]?.diagnostics.at(-1)).toMatchObject({ code: 'more', message: expect.stringMatching(/^50 more/) });
  });
});

test('drafts are read while scenarios run', async () => {
  const threads = threadsOf();
  let isTested = false;
  const tested = threads.test({ program: 'small', files: hostileFiles() }).finally(() => {
    isTested = true;
  });
  await running(threads);
  expect(await threads.check(small())).toMatchObject({ ok: true, version: { rules: ['reseller-gold', 'commission'] } });
  expect((await threads.compare('small', filesOf(), filesOf({ percent: 12 }))).meant?.edits).toMatchObject([
    { address: 'rules/commission' },
  ]);
  expect(isTested).toBe(false);
  const ended = expect(tested).rejects.toThrow(/ended/);
  await threads.close();
  await ended;
  expect(threads.workers).toEqual([]);
  await expect(threads.check(small())).rejects.toThrow(/closed/);
});

/** Its threads, as soon as there is one. */
async function running(threads: DraftThreads): Promise<readonly Worker[]> {
  while (threads.workers.length === 0) await setImmediate();
  return threads.workers;
}
