import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { syncFolder } from '../history/disk/durable.ts';

/*
 * Secrets of the server itself lie in a folder outside the database: whoever can write to the tables can neither sign
 * a cookie nor the audit trail. Processes that share a database share the folder as well, or copies of it.
 */

/** A secret that can't be used as it is; the message is a sentence for the person who runs the server. */
export class KeysFolderError extends Error {
  override readonly name = 'KeysFolderError';
}

/** Larger is none of ours. */
const MOST_BYTES = 16_384;
/** Reading, writing or more for everybody, and writing for the group. Mounted secrets are often the group's to read. */
const FOREIGN = 0o027;

/** The folder, by where the store is. */
export function keysFolder(
  store: { readonly folder: string } | { readonly url: string },
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if ('folder' in store) return join(store.folder, 'keys');
  if (env.DEALWRIGHT_KEYS !== undefined && env.DEALWRIGHT_KEYS !== '') return env.DEALWRIGHT_KEYS;
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'dealwright', 'keys');
}

/**
 * The file `name` of the folder; undefined: there is none. Throws KeysFolderError where it is not a secret, since
 * others may read it or write to it, or is none of ours.
 */
export async function readKey(folder: string, name: string): Promise<Buffer | undefined> {
  const path = join(folder, name);
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new KeysFolderError(`The key ${path} can't be read: ${reasonOf(error)}.`, { cause: error });
  }
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size === 0 || about.size > MOST_BYTES)
      throw new KeysFolderError(`${path} is no key: a file of 1 to ${MOST_BYTES} bytes is expected.`);
    // Windows has no such bits
    if (process.platform !== 'win32' && (about.mode & FOREIGN) !== 0)
      throw new KeysFolderError(
        `Others may use the key ${path} (mode ${(about.mode & 0o777).toString(8)}). Say chmod 600 ${path}, and replace it if they may have read it.`,
      );
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The same, made where there is none; the first one who makes it wins, and all get that one. */
export async function keyMadeOnce(folder: string, name: string, make: () => Buffer | string): Promise<Buffer> {
  const there = await readKey(folder, name);
  if (there !== undefined) return there;
  const path = join(folder, name);
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeSecret(draft, make());
    // whole from the first moment on, and refused where there is one
    await link(draft, path).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    await syncFolder(folder);
  } catch (error) {
    throw new KeysFolderError(`The key ${path} can't be made: ${reasonOf(error)}.`, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readKey(folder, name);
  if (made === undefined) throw new KeysFolderError(`The key ${path} was removed while it was being made; start again.`);
  return made;
}

async function writeSecret(path: string, secret: Buffer | string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(secret);
    await file.sync();
  } finally {
    await file.close();
  }
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
