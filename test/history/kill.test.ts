import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openHistory } from '../../server/history/open-history.ts';
import { openWriter } from '../../server/history/writer.ts';
import { build } from '../cli/support.ts';
import { folderOf } from '../support/folder.ts';
import { setting } from './support.ts';

const script = fileURLToPath(new URL('write-and-wait.mjs', import.meta.url));
const FIRST = 1000;
const MORE = 20_000;

/** What the child says, or that it ended. */
async function said(child: ChildProcess): Promise<unknown> {
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  return message;
}

async function write(folder: string, from: number, count: number): Promise<unknown> {
  const child = fork(script);
  child.send({ folder, setting, from, count });
  expect(await said(child)).toBe('committing');
  const told = await said(child);
  await once(child, 'exit');
  return told;
}

beforeAll(build, 300_000);

describe('a writer that is killed while it commits', () => {
  test('leaves the earlier history or the new one, and the folder to the next writer', { timeout: 300_000 }, async () => {
    const folder = await folderOf({});
    expect(await write(folder, 0, FIRST)).toMatchObject({ activities: FIRST });
    const before = await openHistory(folder);
    const after = new Set<number>();
    for (const delay of [0, 5, 10, 20, 40, 80, 160, 320]) {
      const child = fork(script);
      child.send({ folder, setting, from: FIRST, count: MORE });
      expect(await said(child)).toBe('committing');
      await setTimeout(delay);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const left = await openHistory(folder, { verify: true });
      after.add(left.activities);
      if (left.activities === FIRST) expect(left.hash).toBe(before.hash);
      else {
        expect(left.activities).toBe(FIRST + MORE);
        break;
      }
    }
    expect(after).toContain(FIRST);
    const writer = await openWriter(folder, setting);
    await writer.abort();
    await write(folder, FIRST, MORE);
    expect((await openHistory(folder, { verify: true })).activities).toBe(FIRST + MORE);
    expect(await readdir(join(folder, 'segments'))).toHaveLength(1);
  });
});

describe.skipIf(process.platform === 'win32')('a disk that takes no more', () => {
  test('leaves the earlier history, and says so', async () => {
    const folder = await folderOf({});
    await write(folder, 0, FIRST);
    const before = (await readdir(folder, { recursive: true })).sort();
    // files of at most 100 blocks of 1,024 bytes
    const child = spawn('bash', ['-c', 'ulimit -f 100; exec "$0" "$1"', process.execPath, script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.send({ folder, setting, from: FIRST, count: MORE });
    expect(await said(child)).toBe('committing');
    expect(await said(child)).toMatchObject({ error: expect.stringMatching(/EFBIG|ENOSPC|file too large/i) });
    expect((await openHistory(folder, { verify: true })).activities).toBe(FIRST);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before);
  });
});
