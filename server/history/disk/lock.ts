import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { HistoryError } from '../history-error.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/** Tells this process's own locks from those of a dead one that had its number. */
const held = new Set<string>();

/** One writer at a time: a file that names it. What a killed process of this machine left behind is taken over. */
export class Lock {
  private readonly path: string;
  private readonly token = randomUUID();

  private constructor(path: string) {
    this.path = path;
  }

  /** `folder`: what is locked, for the message. */
  static async take(path: string, folder: string): Promise<Lock> {
    const lock = new Lock(path);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await create(path, { pid: process.pid, host: hostname(), token: lock.token })) {
        held.add(lock.token);
        return lock;
      }
      const holder = await readHolder(path);
      if (holder === undefined) continue;
      if (!isAbandoned(holder)) {
        const who = holder.pid === 0 ? 'another process' : `process ${holder.pid} on ${holder.host}`;
        throw new HistoryError(`${folder} is being written by ${who}. Wait until it has finished; if it no longer runs, delete ${path}.`);
      }
      await rm(path, { force: true });
    }
    throw new HistoryError(`${folder} is being written by several processes at once. Try again.`);
  }

  /** Whether nobody has taken it over: of two that find an abandoned lock at once one may remove the other's new one. */
  async isHeld(): Promise<boolean> {
    return (await readHolder(this.path))?.token === this.token;
  }

  async release(): Promise<void> {
    if (await this.isHeld()) await rm(this.path, { force: true });
    held.delete(this.token);
  }
}

const isAbandoned = ({ pid, host, token }: Holder): boolean =>
  host === hostname() && pid > 0 && (pid === process.pid ? !held.has(token) : !isAlive(pid));

/** Written beside and linked, so that nobody sees half of it. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.${holder.token}`;
  try {
    await writeFile(draft, JSON.stringify(holder), { flag: 'wx' });
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** undefined: it is gone. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, host, token } = JSON.parse(await readFile(path, 'utf8'));
    return { pid: Number(pid) || 0, host: String(host), token: String(token) };
  } catch (error) {
    return isCode(error, 'ENOENT') ? undefined : { pid: 0, host: '', token: '' };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

export const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
