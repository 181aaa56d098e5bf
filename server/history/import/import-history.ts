import { resolve } from 'node:path';
import type { MappingDocument } from '../../../schemas/types.ts';
import type { Activity } from '../../engine/facts/activity.ts';
import type { Finding } from '../../engine/program/diagnostic.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { HistoryError } from '../history-error.ts';
import { compileMapping } from './compile-mapping.ts';
import type { HistoryWriter } from './history-writer.ts';
import { ImportStopped } from './limits.ts';
import { Newcomers } from './newcomers.ts';
import { partnerConflict } from './partners.ts';
import type { Plan, SourcePlan } from './plan.ts';
import { type ReadActivity, type ReadBatch, type ReadPartner, readPlan } from './read-plan.ts';
import { RejectsFile, rejectsPath } from './rejects.ts';
import { Counts, type ImportReport } from './report.ts';
import type { Fault, Row } from './row.ts';
import { type Files, reasonOf } from './source-file.ts';

export interface ImportRequest {
  /** Fits its schema: see read-mapping.ts. */
  readonly mapping: MappingDocument;
  readonly files: Files;
  readonly program: Timeline;
  /** Committed where the import comes to its end, aborted where it doesn't. */
  readonly into: HistoryWriter;
  /** Bytes of all files with rows, and rows, so far. */
  readonly onProgress?: (bytesRead: number, bytesTotal: number, rows: number) => void;
  /** Path of the rejects file; missing: refused rows are only counted. */
  readonly rejects?: string;
  /** Rows that may be refused before the import stops; missing: any number. */
  readonly maxRejects?: number;
  /** What lines of groups may take in memory before they are put aside on disk; missing: 64 MB. */
  readonly heldBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * `imported`: all that was accepted is in the history. `refused`: something is wrong with the mapping, nothing was
 * read. `stopped`: the import ended midway, and the history is as it was before; rejects written so far are kept.
 */
export type Imported =
  | { readonly status: 'imported'; readonly report: ImportReport; readonly warnings: readonly Finding[] }
  | { readonly status: 'refused'; readonly findings: readonly Finding[] }
  | { readonly status: 'stopped'; readonly code: string; readonly message: string; readonly report: ImportReport };

/** Reads files by a mapping into a history: all of it or nothing. */
export async function importHistory(request: ImportRequest): Promise<Imported> {
  const compiled = await compileMapping(request.mapping, request.files, request.program);
  if (!compiled.ok) {
    await request.into.abort();
    return { status: 'refused', findings: compiled.findings };
  }
  return new Import(request, compiled.plan, compiled.warnings).run();
}

class Import {
  private readonly request: ImportRequest;
  private readonly plan: Plan;
  private readonly warnings: readonly Finding[];
  private readonly counts = new Counts();
  private readonly newcomers = new Newcomers();
  private readonly rejects: ReadonlyMap<string, RejectsFile>;
  private bytesRead = 0;
  /** Places that the writer is told: lines, those of each file behind those of the one before. */
  private readonly starts: { readonly source: SourcePlan; readonly place: number }[] = [];
  private place = 0;

  constructor(request: ImportRequest, plan: Plan, warnings: readonly Finding[]) {
    this.request = request;
    this.plan = plan;
    this.warnings = warnings;
    const { rejects: path } = request;
    const several = plan.sources.length > 1;
    const files = path === undefined ? [] : plan.sources.map(({ file }) => new RejectsFile(rejectsPath(path, file.name, several), file));
    this.rejects = new Map(files.map((file) => [file.source.name, file]));
  }

  async run(): Promise<Imported> {
    const { into, signal, program, onProgress, heldBytes } = this.request;
    const total = this.plan.sources.reduce((sum, { file }) => sum + file.bytes, 0);
    const counted = (bytes: number): void => {
      this.bytesRead += bytes;
    };
    try {
      this.checkRejects();
      for await (const batch of readPlan(this.plan, program, { signal, counted, heldBytes, note: (text) => this.counts.note(text) })) {
        this.take(batch);
        onProgress?.(this.bytesRead, total, this.counts.read);
      }
      signal?.throwIfAborted();
      if (this.newcomers.note !== undefined) this.counts.note(this.newcomers.note);
      const report = this.counts.report(this.finishRejects());
      await into.commit();
      return { status: 'imported', report, warnings: this.warnings };
    } catch (error) {
      await into.abort();
      const stopped = stoppedBy(error, signal);
      if (stopped !== undefined) return { status: 'stopped', ...stopped, report: this.halfway() };
      for (const file of this.rejects.values()) file.discard();
      throw error;
    }
  }

  /** Rejects may not be written over what is read. */
  private checkRejects(): void {
    const read = new Set([...this.plan.sources, ...this.plan.joins].map(({ file }) => file.path));
    for (const { path } of this.rejects.values()) {
      if (!read.has(resolve(path))) continue;
      throw new ImportStopped('rejects-unwritable', `refused rows can't be written to ${path}: it is one of the files that are imported.`);
    }
  }

  /** Rows that were read and not yet decided when an import stops are neither accepted nor rejected: the history has none of them. */
  private halfway(): ImportReport {
    for (const { file } of this.plan.sources) {
      const counts = this.counts.of(file.name);
      counts.read = counts.accepted + counts.rejected;
    }
    try {
      return this.counts.report(this.finishRejects());
    } catch {
      for (const file of this.rejects.values()) file.discard();
      return this.counts.report(new Map());
    }
  }

  private finishRejects(): ReadonlyMap<string, string> {
    return new Map([...this.rejects].flatMap(([name, file]) => (file.finish() ? [[name, file.path] as const] : [])));
  }

  private take({ source, read, partners, activities, refused, leftOut }: ReadBatch): void {
    if (this.starts.at(-1)?.source !== source) this.starts.push({ source, place: this.place });
    const counts = this.counts.of(source.file.name);
    counts.read += read;
    counts.leftOut += leftOut.length;
    counts.rejected += leftOut.length;
    for (const { row, faults } of refused) this.refuse(source, row, faults);
    for (const partner of partners) this.enroll(source, partner);
    for (const one of activities) this.add(source, one);
  }

  /** The place of a line, for the writer. */
  private placeOf({ line }: Row): number {
    const place = (this.starts.at(-1)?.place ?? 0) + line;
    this.place = Math.max(this.place, place);
    return place;
  }

  private enroll(source: SourcePlan, { row, alone, enrollments }: ReadPartner): void {
    const faults: Fault[] = [];
    for (const enrollment of enrollments) {
      this.newcomers.enroll(enrollment);
      const became = this.request.into.enroll(enrollment, this.placeOf(row));
      if (typeof became === 'object') faults.push(partnerConflict(enrollment));
      else this.counts.partners[became] += 1;
    }
    if (!alone) for (const { message } of faults) this.counts.note(`Line ${row.line} of ${source.file.name}: ${message}`);
    else if (faults.length > 0) this.refuse(source, row, faults);
    else this.counts.of(source.file.name).accepted += 1;
  }

  private add(source: SourcePlan, { activity, rows, grouped }: ReadActivity): void {
    const [first] = rows;
    if (first === undefined) throw new Error('an activity of no rows');
    const became = this.request.into.add(activity, this.placeOf(first));
    if (typeof became === 'object') {
      const fault = this.conflict(activity, became.conflict, grouped);
      for (const row of rows) this.refuse(source, row, [fault]);
      return;
    }
    this.newcomers.see(activity);
    this.counts.activities[became] += 1;
    this.counts.of(source.file.name).accepted += rows.length;
  }

  private conflict({ source, id, revision }: Activity, place: number | undefined, grouped: boolean): Fault {
    const start = place === undefined ? undefined : this.starts.findLast((one) => one.place < place);
    const where =
      place === undefined || start === undefined
        ? 'is in the history already'
        : `stands on line ${place - start.place} of ${start.source.file.name}`;
    const hint = grouped && start !== undefined ? ' If lines of a group do not stand together, leave "sorted" out.' : '';
    const message = `Revision ${revision} of ${id} of ${source} ${where}, with other content. A change needs a higher revision.${hint}`;
    return { code: 'conflict', message };
  }

  private refuse({ file }: SourcePlan, row: Row, faults: readonly Fault[]): void {
    this.counts.refuse(file.name, row, faults);
    this.rejects.get(file.name)?.write(row, faults);
    const { maxRejects } = this.request;
    if (maxRejects !== undefined && this.counts.refused > maxRejects) {
      throw new ImportStopped('too-many-rejects', `more than ${maxRejects} rows are refused.`);
    }
  }
}

/** Ends that are not our own bugs. */
function stoppedBy(error: unknown, signal: AbortSignal | undefined): { readonly code: string; readonly message: string } | undefined {
  if (error instanceof HistoryError) return { code: 'history', message: error.message };
  if (error instanceof ImportStopped) return { code: error.code, message: error.message };
  if (signal?.aborted === true) return { code: 'aborted', message: 'it was told to stop.' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^E[A-Z]+$/.test(code)) return undefined;
  return { code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'io', message: `${reasonOf(error)}.` };
}
