import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Assembled } from '../building/part.ts';
import { HistoryError } from '../history-error.ts';
import type { HistorySetting } from '../setting.ts';
import { arrowFile } from './arrow-file.ts';
import { syncFolder, writeDurably } from './durable.ts';
import { isCode } from './lock.ts';
import { type Segment, type SegmentFile, segmentName } from './manifest.ts';
import { readSegment } from './read-segment.ts';
import { FILES, segmentTables } from './segment-files.ts';

export const SEGMENTS = 'segments';

/** Writes a segment's files into an empty folder. They are on the disk when this returns; the folder's name in its parent isn't. */
export async function writeSegment(folder: string, assembled: Assembled): Promise<Segment> {
  const { history } = assembled;
  const files: SegmentFile[] = [];
  let dictionaries = 0;
  await mkdir(join(folder, 'activities'), { recursive: true });
  for (const { file, columns, rows } of segmentTables(assembled)) {
    const about = { currency: history.currency.code, timeZone: history.timeZone };
    files.push({ file, ...(await writeHashed(join(folder, file), arrowFile(columns, rows, about))) });
    if (file === FILES.dictionaries) dictionaries = rows;
  }
  await syncFolder(join(folder, 'activities'));
  await syncFolder(folder);
  const { hash, activities, enrollments, rows, texts, firstDay, lastDay, kinds } = history;
  return {
    name: segmentName(files),
    hash,
    activities,
    enrollments: enrollments.count,
    rows: rows.count,
    texts: texts.offsets.length - 1,
    dictionaries,
    firstDay,
    lastDay,
    kinds: kinds.map(({ kind, count }) => ({ kind, count })),
    files,
  };
}

async function writeHashed(path: string, pieces: AsyncIterable<Uint8Array>): Promise<Omit<SegmentFile, 'file'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  let check = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of pieces) {
      bytes += piece.length;
      check = crc32(piece, check);
      hash.update(piece);
      yield piece;
    }
  }
  await writeDurably(path, counted());
  return { bytes, crc32: check, sha256: hash.digest('hex') };
}

/** `verify`: compare each file's hash too, which nobody can forge; it costs about as much again. */
export async function openSegment(folder: string, setting: HistorySetting, segment: Segment, verify: boolean): Promise<Assembled> {
  const read = await Promise.all(
    segment.files.map(async (file) => {
      const path = join(folder, SEGMENTS, segment.name, file.file);
      return [file.file, { path, bytes: await readShared(path, file, verify) }] as const;
    }),
  );
  const byName = new Map(read);
  return readSegment(setting, segment, (name) => {
    const file = byName.get(name);
    if (file === undefined) throw new HistoryError(`${join(folder, SEGMENTS, segment.name)} is damaged: it has no ${name}.`);
    return file;
  });
}

async function readShared(path: string, { bytes, crc32: check, sha256 }: SegmentFile, verify: boolean): Promise<Uint8Array> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    if (size !== bytes) throw new HistoryError(`${path} has ${size} bytes; ${bytes} were expected. Build the history again.`);
    const all = new Uint8Array(new SharedArrayBuffer(bytes));
    let found = 0;
    for (let done = 0; done < bytes; ) {
      const { bytesRead } = await file.read(all, done, Math.min(bytes - done, AT_ONCE), done);
      if (bytesRead === 0) throw new HistoryError(`${path} ended after ${done} of ${bytes} bytes while it was read.`);
      found = crc32(all.subarray(done, done + bytesRead), found);
      done += bytesRead;
    }
    // before any of it is believed: Arrow's reader trusts what it reads of lengths
    if (found !== check || (verify && createHash('sha256').update(all).digest('hex') !== sha256)) {
      throw new HistoryError(`${path} is damaged: it isn’t what was written there. Build the history again.`);
    }
    return all;
  } finally {
    await file.close();
  }
}

/** While a piece is summed up, those of other files are read. */
const AT_ONCE = 1 << 22;

async function openFile(path: string): ReturnType<typeof open> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new MissingFile(`${path} is missing. Build the history again.`);
    throw error;
  }
}

/** Also where a writer has put a larger segment in its place since the manifest was read. */
export class MissingFile extends HistoryError {}
