import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FACT_TYPES } from '../../engine/facts/value.ts';
import { canonicalJson } from '../../engine/program/hash.ts';
import { HistoryError } from '../history-error.ts';
import type { HistorySetting } from '../setting.ts';
import { isCode } from './lock.ts';
import type { SegmentCounts } from './read-segment.ts';
import { list, named, optional, record, text, whole } from './shape.ts';

/* history.json: what the values of a history are read by, and of which segments it is made. */

export const MANIFEST = 'history.json';
const FORMAT = 'dealwright-history';
const VERSION = 1;
const MOST_BYTES = 16 * 1024 * 1024;

export interface SegmentFile {
  /** Path in the segment's folder. */
  readonly file: string;
  readonly bytes: number;
  /** Looked at whenever it is opened: quick, and finds what went wrong by accident. */
  readonly crc32: number;
  readonly sha256: string;
}

export interface Segment extends SegmentCounts {
  /** Its folder: SHA-256 over names, lengths and hashes of the files, hexadecimal. */
  readonly name: string;
  readonly files: readonly SegmentFile[];
}

export interface Manifest {
  readonly setting: HistorySetting;
  /** Activities, each once. */
  readonly activities: number;
  /** In the order recorded. */
  readonly segments: readonly Segment[];
}

export const segmentName = (files: readonly SegmentFile[]): string => createHash('sha256').update(canonicalJson(files)).digest('hex');

export const manifestText = (manifest: Manifest): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, ...manifest }, null, 1)}\n`;

/** undefined: there is no history in the folder. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new HistoryError(`${path} has ${size} bytes; at most ${MOST_BYTES} were expected.`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
  return checkManifest(path, text);
}

function checkManifest(path: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new HistoryError(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
  const head = typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  if (head.format !== FORMAT) throw new HistoryError(`${path} is no manifest of a history: "format": "${FORMAT}" was expected.`);
  if (head.version !== VERSION) {
    throw new HistoryError(`${path} has version ${JSON.stringify(head.version)} of the format; this program reads version ${VERSION}.`);
  }
  const fault = manifestShape(json, '');
  if (fault !== undefined) throw new HistoryError(`${path} is damaged: ${fault} was expected.`);
  const manifest = json as Manifest;
  for (const { name, files } of manifest.segments) {
    if (segmentName(files) !== name) throw new HistoryError(`${path} is damaged: segment ${name} isn’t named by its files.`);
  }
  return manifest;
}

const count = whole(2 ** 31 - 2);
const sha256 = text(/^[0-9a-f]{64}$/);
const file = record({
  file: text(/^(activities\/)?[a-z][a-z0-9-]{0,80}\.arrow$/),
  bytes: whole(Number.MAX_SAFE_INTEGER),
  crc32: whole(2 ** 32 - 1),
  sha256,
});
const segment = record({
  name: sha256,
  hash: sha256,
  activities: count,
  enrollments: count,
  rows: count,
  texts: count,
  dictionaries: count,
  firstDay: count,
  lastDay: count,
  kinds: list(255, record({ kind: text(/^[a-z][a-z0-9-]{0,79}$/), count })),
  files: list(300, file),
});
const attribute = record({
  type: text(new RegExp(`^(${FACT_TYPES.join('|')})$`)),
  choices: optional(list(10_000, text(/^[\s\S]{0,200}$/))),
});
const manifestShape = record({
  format: text(/^/),
  version: whole(VERSION),
  setting: record({
    currency: record({ code: text(/^[A-Z]{3}$/), digits: whole(9) }),
    timeZone: text(/^[\s\S]{1,100}$/),
    attributes: named(10_000, attribute),
  }),
  activities: count,
  segments: list(1000, segment),
});
