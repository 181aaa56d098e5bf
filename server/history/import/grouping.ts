import { ExternalSort } from './external-sort.ts';
import { IMPORT_LIMITS } from './limits.ts';
import type { ActivityRule } from './plan.ts';
import type { Fault, Row } from './row.ts';

/** A row on its way: which of the file's rules takes it, or what is wrong with it. */
export interface Taken {
  readonly row: Row;
  /** Number of the rule; missing where the row can't be read so far. */
  readonly rule?: number;
  /** Refused already; it may still spoil its group. */
  readonly faults?: readonly Fault[];
}

/** Rows that become one activity, or none. */
export interface Unit {
  readonly rule: number;
  readonly rows: readonly Row[];
}

export interface Refusal {
  readonly row: Row;
  readonly faults: readonly Fault[];
}

/** Whole groups as they come out, in the order of their first lines. */
export interface Sorted {
  readonly units: readonly Unit[];
  readonly refused: readonly Refusal[];
}

/** Lines with the same key, of whatever rule. Only the first lines of a group that is too large are held. */
export class Bucket {
  readonly key: string;
  readonly first: number;
  private readonly lines: Taken[] = [];

  constructor(key: string, first: number) {
    this.key = key;
    this.first = first;
  }

  /** A line more than a group may have isn't held: it is refused at once. */
  add(taken: Taken): Sorted | undefined {
    if (this.lines.length <= IMPORT_LIMITS.groupLines) {
      this.lines.push(taken);
      return undefined;
    }
    return { units: [], refused: [{ row: taken.row, faults: taken.faults ?? [tooLarge(this.key)] }] };
  }

  close(rules: readonly ActivityRule[]): Sorted {
    const units: Unit[] = [];
    const refused: Refusal[] = [];
    const bad = this.lines.filter(({ faults }) => faults !== undefined);
    for (const { row, faults = [] } of bad) refused.push({ row, faults });
    for (const [index, rule] of rules.entries()) {
      const rows = this.lines.filter((line) => line.rule === index && line.faults === undefined).map(({ row }) => row);
      if (rows.length === 0) continue;
      const spoiled = bad.find((line) => line.rule === undefined || line.rule === index);
      if (this.lines.length > IMPORT_LIMITS.groupLines) refused.push(...together(rows, tooLarge(this.key)));
      else if (spoiled !== undefined && rule.group?.leaveOut !== true) refused.push(...together(rows, spoiledBy(this.key, spoiled.row)));
      else units.push({ rule: index, rows });
    }
    return { units, refused };
  }
}

const together = (rows: readonly Row[], fault: Fault): readonly Refusal[] => rows.map((row) => ({ row, faults: [fault] }));

const shown = (key: string): string => key.replaceAll('\0', ', ').slice(0, 60);

const tooLarge = (key: string): Fault => ({
  code: 'group-too-large',
  message: `The group ${shown(key)} has more than ${IMPORT_LIMITS.groupLines} lines.`,
});

const spoiledBy = (key: string, { line }: Row): Fault => ({
  code: 'group-refused',
  message: `Its group ${shown(key)} has a line that is refused: line ${line}.`,
});

/** Groups of a file, by neighbouring lines or by sorting. */
export class Grouping {
  private readonly rules: readonly ActivityRule[];
  private readonly sort: ExternalSort<Taken> | undefined;
  private open: Bucket | undefined;
  private seen = 0;
  private readonly heldBytes: number;

  /** `heldBytes`: what lines may take in memory before they are put aside on disk. */
  constructor(rules: readonly ActivityRule[], heldBytes: number = IMPORT_LIMITS.heldBytes) {
    this.rules = rules;
    this.heldBytes = heldBytes;
    const grouped = rules.flatMap(({ group }) => group ?? []);
    this.sort = grouped.some(({ sorted }) => !sorted) ? new ExternalSort(heldBytes) : undefined;
  }

  /** Rows without a key are groups by themselves. `out`: what comes out meanwhile. */
  add(taken: Taken, key: string | undefined, out: (sorted: Sorted) => void): void {
    this.seen += 1;
    if (this.sort !== undefined) {
      // by itself: no other line has its number for a key
      this.sort.add(key === undefined ? `\u0001${this.seen}` : `\u0002${key}`, taken, bytesOfRow(taken.row));
      return;
    }
    if (key === undefined) {
      out(alone(taken));
      return;
    }
    if (this.open !== undefined && this.open.key !== key) out(this.open.close(this.rules));
    if (this.open?.key !== key) this.open = new Bucket(key, this.seen);
    const refused = this.open.add(taken);
    if (refused !== undefined) out(refused);
  }

  relieve(): Promise<void> {
    return this.sort?.relieve() ?? Promise.resolve();
  }

  /** What is left when all rows have come. */
  async *end(): AsyncGenerator<Sorted> {
    if (this.sort === undefined) {
      if (this.open !== undefined) yield this.open.close(this.rules);
      return;
    }
    const ordered = new ExternalSort<Sorted>(this.heldBytes);
    try {
      let bucket: Bucket | undefined;
      const close = (): void => {
        if (bucket === undefined) return;
        const sorted = bucket.close(this.rules);
        ordered.add(String(bucket.first).padStart(16, '0'), sorted, bytesOf(sorted));
      };
      for await (const { key, place, item } of this.sort.sorted()) {
        if (bucket?.key !== key.slice(1) || key.startsWith('\u0001')) {
          close();
          bucket = new Bucket(key.slice(1), place);
        }
        const refused = bucket.add(item);
        if (refused !== undefined) yield refused;
        await ordered.relieve();
      }
      close();
      for await (const { item } of ordered.sorted()) yield item;
    } finally {
      await ordered.close();
    }
  }

  async close(): Promise<void> {
    await this.sort?.close();
  }
}

function alone({ row, rule, faults }: Taken): Sorted {
  if (faults !== undefined) return { units: NONE, refused: [{ row, faults }] };
  return { units: rule === undefined ? NONE : [{ rule, rows: [row] }], refused: NONE };
}

const NONE: readonly never[] = [];

/** About what a row takes in memory: its text, and a string a field. */
const bytesOfRow = ({ raw, cells }: Row): number => 200 + raw.length * 3 + (Array.isArray(cells) ? cells.length * 40 : 0);

const bytesOf = ({ units, refused }: Sorted): number =>
  [...units.flatMap(({ rows }) => rows), ...refused.map(({ row }) => row)].reduce((sum, row) => sum + bytesOfRow(row), 0);
