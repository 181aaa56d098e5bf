import type { MappingDocument } from '../../../schemas/types.ts';
import type { Finding } from '../../engine/program/diagnostic.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { compileMapping } from './compile-mapping.ts';
import { Grouping, type Sorted } from './grouping.ts';
import type { HistoryWriter } from './history-writer.ts';
import { loadJoins } from './joins.ts';
import { ImportStopped } from './limits.ts';
import { LinePlaces } from './line-places.ts';
import { Partners } from './partners.ts';
import type { Plan, SourcePlan } from './plan.ts';
import { RejectsFile, rejectsPath } from './rejects.ts';
import { Counts, type ImportReport } from './report.ts';
import type { Fault, Row } from './row.ts';
import { type Files, readRows, reasonOf } from './source-file.ts';
import { classify, readUnit } from './take-rows.ts';

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
  private readonly places = new LinePlaces();
  private readonly partners: Partners;
  private readonly rejects: ReadonlyMap<string, RejectsFile>;
  private bytesRead = 0;

  constructor(request: ImportRequest, plan: Plan, warnings: readonly Finding[]) {
    this.request = request;
    this.plan = plan;
    this.warnings = warnings;
    this.partners = new Partners(request.program, request.into, this.counts);
    const path = request.rejects;
    this.rejects = new Map(
      path === undefined
        ? []
        : plan.sources.map(({ file }) => [file.name, new RejectsFile(rejectsPath(path, file.name, plan.sources.length > 1), file)]),
    );
  }

  async run(): Promise<Imported> {
    const { into, signal } = this.request;
    try {
      this.checkRejects();
      for (const note of await loadJoins(this.plan.joins, signal)) this.counts.note(note);
      for (const [index, source] of this.plan.sources.entries()) await this.source(source, index);
      const report = this.counts.report(this.finishRejects());
      await into.commit();
      return { status: 'imported', report, warnings: this.warnings };
    } catch (error) {
      await into.abort();
      const stopped = stoppedBy(error, signal);
      if (stopped === undefined) {
        for (const file of this.rejects.values()) file.discard();
        throw error;
      }
      return { status: 'stopped', ...stopped, report: this.halfway() };
    }
  }

  /** Rejects may not be written over what is read. */
  private checkRejects(): void {
    const read = new Set([...this.plan.sources, ...this.plan.joins].map(({ file }) => file.path));
    for (const { path } of this.rejects.values()) {
      if (read.has(path))
        throw new ImportStopped(
          'rejects-unwritable',
          `refused rows can't be written to ${path}: it is one of the files that are imported.`,
        );
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

  private async source(source: SourcePlan, index: number): Promise<void> {
    const { file } = source;
    const { signal, onProgress } = this.request;
    const total = this.plan.sources.reduce((sum, one) => sum + one.file.bytes, 0);
    for (const [what, guess] of Object.entries(file.guessed)) {
      if (what === 'encoding')
        this.counts.note(`${file.name} is read as ${guess}, since it is no UTF-8. Write "encoding" in the mapping to be sure.`);
    }
    const grouping = new Grouping(source.activities);
    let last: Row | undefined;
    const counted = (bytes: number): void => {
      this.bytesRead += bytes;
    };
    try {
      for await (const rows of readRows(file, { signal, counted })) {
        for (const row of rows) {
          this.row(source, row, grouping, index);
          last = row;
        }
        signal?.throwIfAborted();
        await grouping.relieve();
        onProgress?.(this.bytesRead, total, this.counts.read);
      }
      for await (const sorted of grouping.end()) {
        this.take(source, sorted, index);
        signal?.throwIfAborted();
      }
      onProgress?.(this.bytesRead, total, this.counts.read);
    } finally {
      await grouping.close();
    }
    if (last !== undefined && !/[\r\n]$/.test(last.raw)) {
      this.counts.note(`The last line of ${file.name}, line ${last.line}, has no line end: the file may have been cut off.`);
    }
  }

  private row(source: SourcePlan, row: Row, grouping: Grouping, index: number): void {
    const counts = this.counts.of(source.file.name);
    counts.read += 1;
    const classified = classify(source, row, this.partners);
    if (classified.as === 'partner') counts.accepted += 1;
    else if (classified.as === 'left-out') {
      counts.leftOut += 1;
      counts.rejected += 1;
    } else for (const sorted of grouping.add(classified.taken, classified.key)) this.take(source, sorted, index);
  }

  private take(source: SourcePlan, { units, refused }: Sorted, index: number): void {
    for (const { row, faults } of refused) this.refuse(source, row, faults);
    for (const unit of units) {
      const rule = source.activities[unit.rule];
      if (rule === undefined) throw new Error(`${source.file.name} has no rule ${unit.rule}`);
      const { read, refused: bad } = readUnit(rule, unit, this.request.program);
      for (const { row, faults } of bad) this.refuse(source, row, faults);
      if (read === undefined) continue;
      const { activity, rows } = read;
      const became = this.request.into.add(activity);
      if (became === 'conflict') {
        const fault = this.conflict(activity, rule.group !== undefined);
        for (const row of rows) this.refuse(source, row, [fault]);
        continue;
      }
      if (became !== 'unchanged') this.places.note(activity, index, rows[0]?.line ?? 0);
      this.counts.activities[became] += 1;
      this.counts.of(source.file.name).accepted += rows.length;
    }
  }

  private conflict(activity: Parameters<LinePlaces['find']>[0], grouped: boolean): Fault {
    const { source, id, revision } = activity;
    const place = this.places.find(activity);
    const file = place && this.plan.sources[place.file]?.file.name;
    const where = place === undefined ? 'is in the history already' : `stands on line ${place.line} of ${file}`;
    const hint = grouped && place !== undefined ? ' If lines of a group do not stand together, leave "sorted" out.' : '';
    return {
      code: 'conflict',
      message: `Revision ${revision} of ${id} of ${source} ${where}, with other content. A change needs a higher revision.${hint}`,
    };
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
  if (error instanceof ImportStopped) return { code: error.code, message: error.message };
  if (signal?.aborted === true) return { code: 'aborted', message: 'it was told to stop.' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^E[A-Z]+$/.test(code)) return undefined;
  return { code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'io', message: `${reasonOf(error)}.` };
}
