import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { postgresPrograms } from './databases.ts';

/** A PostgreSQL of one test, which may do to it what happens to databases. */
export interface OwnPostgres {
  readonly url: string;
  /** `fast`: connections are cut, what is done is kept; `immediate`: as in a crash; `kill`: all of its processes are killed. */
  stop(how: 'fast' | 'immediate' | 'kill'): Promise<void>;
  start(): Promise<void>;
  /** One of its processes is killed, and it recovers by itself (Linux). */
  crash(): Promise<void>;
  /** It is there, and says nothing (Linux). */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** One that is gone when the test is over. Unlike the one that tests share it forces what it keeps to the disk. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const programs = await postgresPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-own-'));
  // the server's user has to get in
  await chmod(folder, 0o755);
  const child = fork(fileURLToPath(new URL('postgres-to-stop.mjs', import.meta.url)));
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const told = teller(child);
  const url = await told('make', { programs, home: join(folder, 'home') });
  return {
    url: String(url),
    stop: async (how) => void (await told('stop', { how })),
    start: async () => void (await told('start')),
    crash: async () => void (await told('crash')),
    freeze: async () => void (await told('freeze')),
    thaw: async () => void (await told('thaw')),
  };
}

interface Answer {
  readonly number: number;
  readonly answer?: unknown;
  readonly failed?: string;
}

function teller(child: ChildProcess): (order: string, more?: object) => Promise<unknown> {
  const waiting = new Map<number, { readonly resolve: (answer: unknown) => void; readonly reject: (reason: Error) => void }>();
  child.on('message', (message) => {
    const { number, answer, failed } = message as Answer;
    const asked = waiting.get(number);
    waiting.delete(number);
    if (failed === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(failed));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process that runs PostgreSQL has ended'));
  });
  let count = 0;
  return (order, more = {}) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      child.send({ ...more, number: count, order });
    });
}
