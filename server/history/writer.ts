import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { type Added, HistoryBuilder } from './builder.ts';
import { assemble } from './building/assemble.ts';
import { type Part, partOf } from './building/part.ts';
import { replaceDurably, syncFolder } from './disk/durable.ts';
import { clean } from './disk/leftovers.ts';
import { Lock } from './disk/lock.ts';
import { MANIFEST, type Manifest, manifestText, readManifest, type Segment } from './disk/manifest.ts';
import { SEGMENTS, writeSegment } from './disk/segment.ts';
import { HistoryError } from './history-error.ts';
import { openSegments } from './open-history.ts';
import { type HistorySetting, joinSettings } from './setting.ts';

/** The same revision with other content. `conflict`: the place given with the report that stands; undefined: it was kept before. */
export interface Conflict {
  readonly conflict: number | undefined;
}

export interface Committed {
  /** Whether anything was new; if not, nothing was written. */
  readonly changed: boolean;
  /** Activities of the history now, each once. */
  readonly activities: number;
  readonly segments: number;
}

/** One writer for a folder at a time; until `commit` nobody sees anything of it. */
export class HistoryWriter {
  private readonly folder: string;
  private readonly lock: Lock;
  private readonly before: Manifest | undefined;
  private readonly earlier: readonly Part[];
  private builder: HistoryBuilder | undefined;

  constructor(folder: string, lock: Lock, before: Manifest | undefined, earlier: readonly Part[], setting: HistorySetting) {
    this.folder = folder;
    this.lock = lock;
    this.before = before;
    this.earlier = earlier;
    this.builder = new HistoryBuilder(setting, earlier);
  }

  /** In the order recorded. `place`: the caller's, told again to whom this report stands in the way. */
  add(activity: Activity, place?: number): Exclude<Added, 'conflict'> | Conflict {
    const builder = this.open();
    const added = builder.add(activity, place);
    return added === 'conflict' ? { conflict: builder.placeOf(activity) } : added;
  }

  enroll(enrollment: Enrollment, place?: number): 'added' | 'unchanged' | Conflict {
    const builder = this.open();
    const enrolled = builder.enroll(enrollment, place);
    return enrolled === 'conflict' ? { conflict: builder.placeOfEnrollment(enrollment) } : enrolled;
  }

  /** All that was added, or, where it fails, nothing. The writer is done then. */
  async commit(): Promise<Committed> {
    const builder = this.open();
    this.builder = undefined;
    const temporary = join(this.folder, SEGMENTS, `tmp-${randomUUID()}`);
    try {
      const segments = this.before?.segments ?? [];
      const { activities, enrollments, added } = builder.size;
      const total = (this.before?.activities ?? 0) + added;
      if (activities === 0 && enrollments === 0 && this.before !== undefined)
        return { changed: false, activities: total, segments: segments.length };
      const kept = keptApart(segments, activities);
      const assembled = assemble(builder.setting, [...this.earlier.slice(kept), builder.part]);
      await mkdir(temporary, { recursive: true });
      const segment = await writeSegment(temporary, assembled);
      await this.publish(temporary, { setting: builder.setting, activities: total, segments: [...segments.slice(0, kept), segment] });
      return { changed: true, activities: total, segments: kept + 1 };
    } finally {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
      await this.lock.release();
    }
  }

  /** As if it had never been opened. */
  async abort(): Promise<void> {
    if (this.builder === undefined) return;
    this.builder = undefined;
    await this.lock.release();
    // there only for this writer
    if (this.before === undefined) for (const path of [join(this.folder, SEGMENTS), this.folder]) await rmdir(path).catch(() => undefined);
  }

  private open(): HistoryBuilder {
    if (this.builder === undefined) throw new Error('the writer was committed or aborted');
    return this.builder;
  }

  /** The new segment gets its name, then the manifest names it: whoever is stopped in between leaves the earlier history. */
  private async publish(temporary: string, manifest: Manifest): Promise<void> {
    const name = manifest.segments.at(-1)?.name ?? '';
    const folder = join(this.folder, SEGMENTS, name);
    // what a writer left that was stopped before it could name it
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
    await syncFolder(join(this.folder, SEGMENTS));
    if (!(await this.lock.isHeld())) throw new HistoryError(`${this.folder} was taken over by another writer; nothing was written.`);
    await replaceDurably(join(this.folder, MANIFEST), manifestText(manifest));
    await clean(this.folder, manifest);
  }
}

/** How many segments stay as they are: those behind them, no more than twice as large as what comes, are put together with it. So there are few, and each activity is written again a few times at most. */
function keptApart(segments: readonly Segment[], activities: number): number {
  let kept = segments.length;
  for (let size = activities; kept > 0; kept -= 1) {
    const last = segments[kept - 1]?.activities ?? 0;
    if (last > 2 * size) break;
    size += last;
  }
  return kept;
}

/** A writer of the history in a folder, or of a new one. What the folder holds already counts: the same activities again change nothing. */
export async function openWriter(folder: string, setting: HistorySetting): Promise<HistoryWriter> {
  await mkdir(folder, { recursive: true });
  const lock = await Lock.take(join(folder, 'writer.lock'), folder);
  try {
    const manifest = await readManifest(folder);
    await clean(folder, manifest);
    if (manifest === undefined) return new HistoryWriter(folder, lock, undefined, [], setting);
    const joined = joinSettings(folder, manifest.setting, setting);
    const { segments } = await openSegments(folder);
    return new HistoryWriter(folder, lock, manifest, segments.map(partOf), joined);
  } catch (error) {
    await lock.release();
    throw error;
  }
}
