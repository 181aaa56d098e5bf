import type { Activity, Enrollment } from '../../engine/facts/activity.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { Grouping, type Refusal, type Sorted } from './grouping.ts';
import { loadJoins } from './joins.ts';
import { Partners } from './partners.ts';
import type { Plan, SourcePlan } from './plan.ts';
import type { Row } from './row.ts';
import { readRows } from './source-file.ts';
import { classify, readUnit } from './take-rows.ts';

/** A partner, and the row that names it. */
export interface ReadPartner {
  readonly row: Row;
  /** The row says nothing else: it is accepted if the partner is. */
  readonly alone: boolean;
  readonly document: unknown;
  readonly enrollments: readonly Enrollment[];
}

/** An activity, and the rows that it was made of. */
export interface ReadActivity {
  readonly rows: readonly Row[];
  readonly document: unknown;
  readonly activity: Activity;
  /** It is made of a group of lines. */
  readonly grouped: boolean;
}

/** Some rows of a file, and what came of them. Rows of a group come out when the group does. */
export interface ReadBatch {
  readonly source: SourcePlan;
  /** Rows that were read. */
  readonly read: number;
  readonly partners: readonly ReadPartner[];
  readonly activities: readonly ReadActivity[];
  readonly refused: readonly Refusal[];
  readonly leftOut: readonly Row[];
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of a file with rows, as they are read. */
  readonly counted?: (bytes: number) => void;
  /** What lines of groups may take in memory before they are put aside on disk; missing: 64 MB. */
  readonly heldBytes?: number | undefined;
  /** Things that a person should know. */
  readonly note?: (text: string) => void;
}

/** Activities of the end of a file, batch by batch. */
const BATCH = 2_000;

/** Reads the files of a plan: each row is in one batch, as accepted for now, refused or left out. */
export async function* readPlan(plan: Plan, program: Timeline, options: ReadOptions = {}): AsyncGenerator<ReadBatch> {
  const { note = () => undefined } = options;
  for (const each of await loadJoins(plan.joins, options.signal)) note(each);
  const partners = new Partners(program);
  for (const source of plan.sources) {
    const { name, guessed } = source.file;
    if (guessed.encoding !== undefined)
      note(`${name} is read as ${guessed.encoding}, since it is no UTF-8. Write "encoding" in the mapping to be sure.`);
    yield* readSource(source, partners, program, options);
  }
}

async function* readSource(source: SourcePlan, partners: Partners, program: Timeline, options: ReadOptions): AsyncGenerator<ReadBatch> {
  const grouping = new Grouping(source.activities, options.heldBytes);
  const { signal, counted, note = () => undefined } = options;
  let last: Row | undefined;
  try {
    for await (const rows of readRows(source.file, { signal, ...(counted && { counted }) })) {
      const batch = new Batch(source, program);
      batch.read = rows.length;
      for (const row of rows) batch.row(row, partners, grouping);
      last = rows.at(-1) ?? last;
      signal?.throwIfAborted();
      yield batch;
      await grouping.relieve();
    }
    let batch = new Batch(source, program);
    for await (const sorted of grouping.end()) {
      batch.take(sorted);
      if (batch.size < BATCH) continue;
      signal?.throwIfAborted();
      yield batch;
      batch = new Batch(source, program);
    }
    yield batch;
  } finally {
    await grouping.close();
  }
  if (last !== undefined && !/[\r\n]$/.test(last.raw)) {
    note(`The last line of ${source.file.name}, line ${last.line}, has no line end: the file may have been cut off.`);
  }
}

/** A batch while rows come into it. */
export class Batch implements ReadBatch {
  readonly source: SourcePlan;
  read = 0;
  readonly partners: ReadPartner[] = [];
  readonly activities: ReadActivity[] = [];
  readonly refused: Refusal[] = [];
  readonly leftOut: Row[] = [];
  private readonly program: Timeline;

  constructor(source: SourcePlan, program: Timeline) {
    this.source = source;
    this.program = program;
  }

  get size(): number {
    return this.activities.length + this.refused.length;
  }

  row(row: Row, partners: Partners, grouping: Grouping): void {
    const classified = classify(this.source, row, partners);
    if (classified.as === 'left-out') {
      this.leftOut.push(row);
      return;
    }
    const { partner } = classified;
    const alone = classified.as === 'partner';
    // of a partner that stands in every line of its deals the first is enough
    if (partner !== undefined && (alone || !partner.again)) {
      this.partners.push({ row, alone, document: partner.document, enrollments: partner.enrollments });
    }
    if (!alone) grouping.add(classified.taken, classified.key, this.out);
  }

  private readonly out = (sorted: Sorted): void => this.take(sorted);

  take({ units, refused }: Sorted): void {
    for (const one of refused) this.refused.push(one);
    for (const unit of units) {
      const rule = this.source.activities[unit.rule];
      if (rule === undefined) throw new Error(`${this.source.file.name} has no rule ${unit.rule}`);
      const { read, refused: bad } = readUnit(rule, unit, this.program);
      for (const one of bad) this.refused.push(one);
      if (read !== undefined) this.activities.push({ ...read, grouped: rule.group !== undefined });
    }
  }
}
