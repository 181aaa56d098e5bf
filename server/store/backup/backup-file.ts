import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { syncFolder } from '../../history/disk/durable.ts';
import { StoreError } from '../errors.ts';
import type { Store, StoreOptions } from '../open-store.ts';
import { damaged, notOurs } from './read-backup.ts';
import { type Restored, restoreBackup } from './restore.ts';
import { type BackupCounts, writeBackup } from './write-backup.ts';

export interface BackupWritten extends BackupCounts {
  /** Of the file. */
  readonly bytes: number;
}

/** A backup as a file, there once it is whole and on the disk; one that is there already stays. */
export async function backupToFile(store: Store, path: string, signal?: AbortSignal): Promise<BackupWritten> {
  await refuseThere(path);
  const draft = `${path}.${process.pid}.tmp`;
  await rm(draft, { force: true });
  try {
    const counts = await writeBackup(store, createWriteStream(draft, { flags: 'wx', mode: 0o600 }), signal === undefined ? {} : { signal });
    const file = await open(draft, 'r+');
    await file.sync().finally(() => file.close());
    const { size: bytes } = await stat(draft);
    await refuseThere(path);
    await rename(draft, path);
    await syncFolder(dirname(path));
    return { ...counts, bytes };
  } finally {
    await rm(draft, { force: true });
  }
}

/** Restores a file into an empty store. */
export async function restoreFromFile(options: StoreOptions, path: string): Promise<Restored> {
  const name = basename(path);
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.once('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  try {
    return await restoreBackup(options, packed(unpacked, name), name);
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

async function* packed(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let isBegun = false;
  try {
    for await (const piece of source) {
      isBegun = true;
      yield piece;
    }
  } catch (error) {
    if (hasCode(error, 'Z_DATA_ERROR') || hasCode(error, 'Z_BUF_ERROR'))
      throw isBegun || hasCode(error, 'Z_BUF_ERROR') ? damaged(name, "it can't be unpacked to its end") : notOurs(name);
    throw error;
  }
}

async function refuseThere(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined)
    throw new StoreError('refused', `${path} is there already, and stays as it is. Give the backup a name of its own.`);
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
