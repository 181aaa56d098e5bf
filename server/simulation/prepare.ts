import type { ProgramDocument } from '../../schemas/types.ts';
import { prepareFold } from '../engine/columns/fold.ts';
import type { ColumnFold } from '../engine/columns/fold-columns.ts';
import { canonicalJson, documentHash, hashText } from '../engine/program/hash.ts';
import { reloadTimeline } from '../engine/program/load.ts';
import type { Program, Timeline } from '../engine/program/model.ts';

export interface Prepared {
  /** Hash of the timeline. */
  readonly hash: string;
  readonly timeline: Timeline;
  readonly fold: ColumnFold;
}

/** Compiling a program takes longer than a small fold; a slider comes back to the same ones. */
const KEPT = 24;
const timelines = new Map<string, Timeline>();
const prepared = new Map<string, Prepared>();

/** By identity, so that shards of one program cost no hashing. */
const seen = new WeakMap<readonly ProgramDocument[], Prepared>();

/** Versions that load without errors, made ready to fold; the last ones asked for are kept, by their hash. */
export function prepare(programs: readonly ProgramDocument[]): Prepared {
  const known = seen.get(programs);
  if (known !== undefined) return known;
  const ready = prepareByHash(programs);
  seen.set(programs, ready);
  return ready;
}

function prepareByHash(programs: readonly ProgramDocument[]): Prepared {
  const hash = hashOfVersions(programs.map(hashOfDocument));
  const known = prepared.get(hash);
  if (known !== undefined) return keep(prepared, hash, known);
  const timeline = timelines.get(hash) ?? reloadTimeline(programs);
  return keep(prepared, hash, { hash, timeline, fold: prepareFold(timeline) });
}

/** Spares the next `prepare` to load it again. */
export function rememberTimeline(timeline: Timeline): void {
  keep(timelines, timelineHash(timeline), timeline);
}

/** The last asked for stands last. */
function keep<V>(kept: Map<string, V>, hash: string, value: V): V {
  kept.delete(hash);
  kept.set(hash, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return value;
}

const documentHashes = new WeakMap<ProgramDocument, string>();

/** Reckoned once for a document: nobody changes them. */
export function hashOfDocument(document: ProgramDocument): string {
  const known = documentHashes.get(document);
  if (known !== undefined) return known;
  const hash = documentHash(document);
  documentHashes.set(document, hash);
  return hash;
}

const hashes = new WeakMap<Timeline, string>();

/** By document with its day: versions that say the same from other days on fold otherwise. */
export function timelineHash(timeline: Timeline): string {
  const known = hashes.get(timeline);
  if (known !== undefined) return known;
  const hash = hashOfVersions(timeline.versions.map(hashOfVersion));
  hashes.set(timeline, hash);
  return hash;
}

/** Of one that has no day its name is the hash of all that it says. */
const hashOfVersion = ({ document, hash }: Program): string => (document.effectiveFrom === undefined ? hash : hashOfDocument(document));

/** One version is named by its own hash, several by that of all of theirs, in whatever order. */
function hashOfVersions(hashes: readonly string[]): string {
  const [only, ...others] = hashes;
  return only !== undefined && others.length === 0 ? only : hashText(canonicalJson([...hashes].sort()));
}
