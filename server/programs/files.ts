import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { SourceFile } from '../engine/program/source.ts';

/*
 * Files of a folder that somebody else wrote: how many and how large they are is looked at before they
 * are read, and a link may not lead out of the folder.
 */

export const FOLDER_LIMITS = {
  /** Bytes of one file; what its text may hold is the reader's to say. */
  fileBytes: 8_000_000,
  /** Entries of one directory. */
  entries: 5_000,
} as const;

/** Why a file or folder can't be read, as a sentence with its path. */
export class UnreadableError extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.name = 'UnreadableError';
    this.path = path;
  }
}

/** What went wrong in the operating system, without its jargon. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder, a file was expected',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

/** The text of a regular file of at most so many bytes. */
export async function readTextFile(path: string, maxBytes: number = FOLDER_LIMITS.fileBytes): Promise<string> {
  let bytes: Buffer;
  try {
    const info = await stat(path);
    if (!info.isFile())
      throw new UnreadableError(path, `${path} can't be read: it is ${info.isDirectory() ? 'a folder' : 'no ordinary file'}.`);
    if (info.size > maxBytes) throw tooLarge(path, info.size, maxBytes);
    bytes = await readAtMost(path, maxBytes);
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    throw new UnreadableError(path, `${path} can't be read: ${systemReason(error)}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnreadableError(path, `${path} can't be read: it is no UTF-8 text.`);
  }
}

const tooLarge = (path: string, size: number, maxBytes: number): UnreadableError =>
  new UnreadableError(path, `${path} is not read: it has ${size} bytes, at most ${maxBytes} are allowed.`);

/** Not more even where the file grows while it is read. */
async function readAtMost(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw tooLarge(path, size, maxBytes);
    const buffer = Buffer.alloc(size);
    let read = 0;
    while (read < size) {
      const { bytesRead } = await handle.read(buffer, read, size - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return buffer.subarray(0, read);
  } finally {
    await handle.close();
  }
}

export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Why it may not be read. */
  readonly refused?: UnreadableError;
}

/** A folder and the root that nothing in it may lead out of. */
export interface Folder {
  readonly path: string;
  /** Without links. */
  readonly root: string;
}

export async function openFolder(path: string): Promise<Folder> {
  try {
    const root = await realpath(path);
    if (!(await stat(root)).isDirectory()) throw new UnreadableError(path, `${path} is no folder.`);
    return { path, root };
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    throw new UnreadableError(path, `${path} can't be read: ${systemReason(error)}.`);
  }
}

/** Entries in the order of their names, without hidden ones; of a folder that isn't there none. */
export async function listFolder(folder: Folder, under = ''): Promise<readonly Entry[]> {
  const path = under === '' ? folder.path : join(folder.path, under);
  let names: string[];
  try {
    if (!isInside(folder, await realpath(path))) throw leadsOut(folder, path);
    names = await readdir(path);
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    if (under !== '' && error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new UnreadableError(path, `${path} can't be read: ${systemReason(error)}.`);
  }
  if (names.length > FOLDER_LIMITS.entries) {
    throw new UnreadableError(path, `${path} is not read: it has ${names.length} entries, at most ${FOLDER_LIMITS.entries} are allowed.`);
  }
  const shown = names.filter((name) => !name.startsWith('.')).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return Promise.all(shown.map((name) => entryOf(folder, name, join(path, name))));
}

const isInside = ({ root }: Folder, target: string): boolean => target === root || target.startsWith(root + sep);

const leadsOut = (folder: Folder, path: string): UnreadableError =>
  new UnreadableError(path, `${path} is not read: it is a link that leads out of ${folder.path}.`);

/** What can't be looked at is an entry too, so that it spoils only what needs it. */
async function entryOf(folder: Folder, name: string, at: string): Promise<Entry> {
  const path = sep === '/' ? at : at.replaceAll(sep, '/');
  try {
    let info = await lstat(at);
    if (info.isSymbolicLink()) {
      const target = await realpath(at);
      if (!isInside(folder, target)) return { name, path, kind: 'other', refused: leadsOut(folder, path) };
      info = await stat(target);
    }
    return { name, path, kind: info.isFile() ? 'file' : info.isDirectory() ? 'folder' : 'other' };
  } catch (error) {
    return { name, path, kind: 'other', refused: new UnreadableError(path, `${path} can't be read: ${systemReason(error)}.`) };
  }
}

/** The JSON files among them, read. */
export async function readJsonFiles(entries: readonly Entry[]): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const { path, kind, name, refused } of entries) {
    if (!name.endsWith('.json')) continue;
    if (refused !== undefined) throw refused;
    if (kind === 'file') files.push({ path, text: await readTextFile(path) });
  }
  return files;
}
