import type { ProgramDocument } from '../../schemas/types.ts';
import { cutOf } from '../engine/columns/cut.ts';
import { type CompiledState, createCompiled } from '../engine/compiled/evaluator.ts';
import { ZoneDays } from '../engine/facts/zone-days.ts';
import type { CompiledEvaluator, ReferenceEvaluator } from '../engine/fold/evaluator.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import type { Timeline } from '../engine/program/model.ts';
import { createReference, type ReferenceState } from '../engine/reference/evaluator.ts';
import { timelineOf } from '../lifecycle/dated-documents.ts';
import { baselineOf, type DatedVersion, documentsOf } from '../lifecycle/in-force.ts';
import { findTimeline } from '../store/deals/live.ts';
import { StoreError } from '../store/errors.ts';
import type { Reader } from '../store/life/contents.ts';
import { liveEntries } from '../store/life/timeline.ts';
import { type ReaderDocuments, readerOf } from '../store/readers.ts';

/** A timeline with all that is made of it once. */
export interface LiveTimeline {
  /** Of its versions and their days. */
  readonly hash: string;
  readonly versions: readonly DatedVersion[];
  readonly timeline: Timeline;
  readonly compiled: CompiledEvaluator<CompiledState>;
  readonly reference: ReferenceEvaluator<ReferenceState>;
  readonly cut: 'enrollment' | 'nothing';
  /** Of its versions, in their order. */
  readonly documents: readonly ProgramDocument[];
  /** What is kept of it with documents that it reads. */
  readonly reader: ReaderDocuments;
  /** Days where the program is. */
  readonly zone: ZoneDays;
}

/** An evaluator costs more to make than a decision. */
const KEPT = 32;

/** Timelines by which is decided, those that were used last. */
export class Timelines {
  private readonly byHashes = new Map<string, LiveTimeline>();

  /** What is in force of a program, as the reader sees it. Throws `not-found` where it has no version. */
  async current(db: Reader, program: string): Promise<LiveTimeline> {
    const { hash, versions } = baselineOf(await liveEntries(db, program));
    if (versions.length === 0) throw new StoreError('not-found', `There is no program ${program.slice(0, 80)} with a version in force.`);
    return this.named(db, hash, versions);
  }

  /** One of those in memory; undefined: it isn't. */
  known(hash: string, versions: readonly DatedVersion[]): LiveTimeline | undefined {
    const known = this.byHashes.get(hash);
    const isSame = known?.versions.length === versions.length && known.versions.every((each, index) => isSameEntry(each, versions[index]));
    return isSame ? known : undefined;
  }

  /** One by which was decided. */
  async byHash(db: Reader, hash: string): Promise<LiveTimeline> {
    const known = this.byHashes.get(hash);
    if (known !== undefined) return known;
    const versions = await findTimeline(db, hash);
    if (versions === undefined) throw new Error(`the timeline ${hash} is not kept`);
    return this.named(db, hash, versions);
  }

  /** Versions that hold from these days on. */
  async of(db: Reader, versions: readonly DatedVersion[]): Promise<LiveTimeline> {
    return this.named(db, hashText(canonicalJson(versions)), versions);
  }

  private async named(db: Reader, hash: string, versions: readonly DatedVersion[]): Promise<LiveTimeline> {
    const known = this.byHashes.get(hash) ?? (await made(db, hash, versions));
    this.byHashes.delete(hash);
    this.byHashes.set(hash, known);
    for (const [oldest] of this.byHashes) {
      if (this.byHashes.size <= KEPT) break;
      this.byHashes.delete(oldest);
    }
    return known;
  }
}

const isSameEntry = (a: DatedVersion, b: DatedVersion | undefined): boolean =>
  a.version === b?.version && a.effectiveFrom === b.effectiveFrom;

async function made(db: Reader, hash: string, versions: readonly DatedVersion[]): Promise<LiveTimeline> {
  const documents = await documentsOf(db, versions);
  const loaded = timelineOf(documents);
  if (!loaded.ok) {
    const [first] = loaded.diagnostics.filter(({ severity }) => severity === 'error');
    throw new StoreError('refused', `These versions do not go together: ${first?.message ?? ''} (${first?.pointer ?? ''})`);
  }
  const { timeline } = loaded;
  const last = timeline.versions.at(-1);
  if (last === undefined) throw new Error(`program ${timeline.id} has no version`);
  return {
    hash,
    versions,
    timeline,
    documents,
    compiled: createCompiled(timeline),
    reference: createReference(timeline),
    cut: cutOf(timeline).by,
    reader: readerOf(timeline),
    zone: new ZoneDays(last.calendar.timeZone),
  };
}
