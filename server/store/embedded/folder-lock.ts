import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../errors.ts';

/*
 * One process to a folder. The embedded database reads and writes its files as if it were alone; two at once would
 * spoil them. So the folder holds a file that names its process. A process that was killed leaves it behind: on this
 * machine we can see that nobody has that id any more, or that whoever has it now was started at another time; of
 * another machine we only see that the file is no longer touched.
 */

const NAME = 'lock.json';
const TOUCH_MS = 5_000;
/** A lock of another machine that was not touched for so long is taken for left behind. */
const SILENT_MS = 60_000;
const SETTLE_MS = 50;
const ATTEMPTS = 5;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process was started, in the kernel's words; empty where that can't be found out. */
  readonly started: string;
  /** Different for every lock. */
  readonly token: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

/** Takes the folder for this process, or says who has it. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, NAME);
  const own: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid), token: randomUUID() };
  const draft = join(folder, `lock-${own.token}`);
  await writeFile(draft, JSON.stringify(own), { flag: 'wx' });
  try {
    await take(folder, path, draft, own.token);
  } finally {
    await rm(draft, { force: true });
  }
  const touching = setInterval(() => {
    const now = new Date();
    // it matters to other machines only, and one missed touch doesn't
    utimes(path, now, now).catch(() => undefined);
  }, TOUCH_MS);
  touching.unref();
  return {
    release: async () => {
      clearInterval(touching);
      if ((await holderOf(path))?.token === own.token) await rm(path, { force: true });
    },
  };
}

async function take(folder: string, path: string, draft: string, token: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      // whole from the first moment on, and refused where there is one
      await link(draft, path);
      if (attempt === 0) return;
      // another one that found the same stale lock may just be removing what stands in its place
      await setTimeout(SETTLE_MS);
      if ((await holderOf(path))?.token === token) return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const holder = await holderOf(path);
    if (holder !== undefined && (await isAlive(holder, path))) throw inUse(folder, holder);
    await putAside(path, holder);
  }
  throw new StoreError('in-use', `The folder ${folder} is being opened by other processes; try again.`);
}

/** Removes the lock that was found stale, and no other that came in its place meanwhile. */
async function putAside(path: string, stale: Holder | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await holderOf(aside);
  if (moved?.token !== stale?.token) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname()) {
    const touched = await stat(path).catch(() => undefined);
    return touched !== undefined && Date.now() - touched.mtimeMs < SILENT_MS;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // it is there and belongs to somebody else
    if (!hasCode(error, 'EPERM')) return false;
  }
  return holder.started === (await startOf(holder.pid));
}

/** Ids of processes are given again; together with the start they name one. */
async function startOf(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // behind the name, which may hold anything, the start is the 20th
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** undefined: there is none, or nobody can read it. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  Number.isInteger(value.pid) &&
  'host' in value &&
  typeof value.host === 'string' &&
  'started' in value &&
  typeof value.started === 'string' &&
  'token' in value &&
  typeof value.token === 'string';

const inUse = (folder: string, holder: Holder): StoreError =>
  new StoreError(
    'in-use',
    `The folder ${folder} is in use by the process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}. ` +
      'One process at a time may open it: stop that one, choose another folder, or set DATABASE_URL to share a PostgreSQL.',
  );

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
