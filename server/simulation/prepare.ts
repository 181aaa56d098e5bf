import type { ProgramDocument } from '../../schemas/types.ts';
import { prepareFold } from '../engine/columns/fold.ts';
import type { ColumnFold } from '../engine/columns/fold-columns.ts';
import { canonicalJson, documentHash, hashText } from '../engine/program/hash.ts';
import { loadTimeline } from '../engine/program/load.ts';
import type { Timeline } from '../engine/program/model.ts';

export interface Prepared {
  /** Hash of the timeline. */
  readonly hash: string;
  readonly timeline: Timeline;
  readonly fold: ColumnFold;
}

/** Compiling a program takes longer than a small fold; a slider comes back to the same ones. */
const KEPT = 24;
const prepared = new Map<string, Prepared>();

/** Versions that load without errors, made ready to fold; the last ones asked for are kept, by their hash. */
export function prepare(programs: readonly ProgramDocument[]): Prepared {
  const hash = hashOfVersions(programs.map(documentHash));
  const known = prepared.get(hash);
  if (known !== undefined) {
    prepared.delete(hash);
    prepared.set(hash, known);
    return known;
  }
  const loaded = loadTimeline(programs.map((document) => [{ path: 'program.json', text: JSON.stringify(document) }]));
  if (!loaded.ok) throw new Error(`a program was not checked before: ${loaded.diagnostics[0]?.message ?? ''}`);
  return keep(loaded.timeline, hash);
}

/** The same where the timeline is at hand. */
export function prepareTimeline(timeline: Timeline): Prepared {
  const hash = timelineHash(timeline);
  return prepared.get(hash) ?? keep(timeline, hash);
}

function keep(timeline: Timeline, hash: string): Prepared {
  const ready = { hash, timeline, fold: prepareFold(timeline) };
  prepared.set(hash, ready);
  for (const oldest of prepared.keys()) {
    if (prepared.size <= KEPT) break;
    prepared.delete(oldest);
  }
  return ready;
}

export const timelineHash = ({ versions }: Timeline): string => hashOfVersions(versions.map(({ hash }) => hash));

/** One version is named by its own hash, several by that of all of theirs, in whatever order. */
function hashOfVersions(hashes: readonly string[]): string {
  const [only, ...others] = hashes;
  return only !== undefined && others.length === 0 ? only : hashText(canonicalJson([...hashes].sort()));
}
