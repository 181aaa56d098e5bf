import type { Fault, Row } from './row.ts';

/** Rows of a file: accepted + rejected = read. */
export interface RowCounts {
  readonly read: number;
  readonly accepted: number;
  /** With those that the mapping leaves out. */
  readonly rejected: number;
  /** Rows that no rule takes, where the mapping leaves them out; they are not in the rejects file. */
  readonly leftOut: number;
}

export interface FileReport extends RowCounts {
  readonly file: string;
  /** Where its refused rows are; missing where none was. */
  readonly rejects?: string;
}

/** Rows that were refused for one reason. */
export interface ReasonReport {
  readonly code: string;
  readonly rows: number;
  /** The first of them. */
  readonly first: { readonly file: string; readonly line: number; readonly column?: string; readonly message: string };
}

export interface ImportReport {
  readonly rows: RowCounts;
  readonly files: readonly FileReport[];
  readonly reasons: readonly ReasonReport[];
  /** Superseded: the history has a later revision, which counts. */
  readonly activities: { readonly added: number; readonly unchanged: number; readonly revised: number; readonly superseded: number };
  /** Enrollments. */
  readonly partners: { readonly added: number; readonly unchanged: number };
  /** Things that a person should know beside: guesses, what is joined and can't be read, a last line without an end. */
  readonly notes: readonly string[];
}

const MOST_REASONS = 100;
const MOST_NOTES = 50;

interface Counting {
  read: number;
  accepted: number;
  rejected: number;
  leftOut: number;
}

/** Counts while rows come in. */
export class Counts {
  private readonly files = new Map<string, Counting>();
  private readonly reasons = new Map<string, { rows: number; readonly first: ReasonReport['first'] }>();
  readonly activities = { added: 0, unchanged: 0, revised: 0, superseded: 0 };
  readonly partners = { added: 0, unchanged: 0 };
  private readonly notes: string[] = [];

  of(file: string): Counting {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    const fresh = { read: 0, accepted: 0, rejected: 0, leftOut: 0 };
    this.files.set(file, fresh);
    return fresh;
  }

  note(text: string): void {
    if (this.notes.length < MOST_NOTES && !this.notes.includes(text)) this.notes.push(text);
  }

  refuse(file: string, row: Row, faults: readonly Fault[]): void {
    const [fault] = faults;
    if (fault === undefined) throw new Error(`line ${row.line} is refused without a reason`);
    this.of(file).rejected += 1;
    const known = this.reasons.get(fault.code);
    if (known !== undefined) known.rows += 1;
    else if (this.reasons.size < MOST_REASONS) {
      const { message, column } = fault;
      this.reasons.set(fault.code, { rows: 1, first: { file, line: row.line, ...(column !== undefined && { column }), message } });
    }
  }

  /** Refused so far, without what was left out. */
  get refused(): number {
    let sum = 0;
    for (const { rejected, leftOut } of this.files.values()) sum += rejected - leftOut;
    return sum;
  }

  get read(): number {
    let sum = 0;
    for (const { read } of this.files.values()) sum += read;
    return sum;
  }

  report(rejects: ReadonlyMap<string, string>): ImportReport {
    const rows = { read: 0, accepted: 0, rejected: 0, leftOut: 0 };
    const files = [...this.files].map(([file, counts]) => {
      if (counts.accepted + counts.rejected !== counts.read) {
        throw new Error(`${file}: ${counts.accepted} rows accepted, ${counts.rejected} rejected, ${counts.read} read`);
      }
      for (const name of ['read', 'accepted', 'rejected', 'leftOut'] as const) rows[name] += counts[name];
      const path = rejects.get(file);
      return { file, ...counts, ...(path !== undefined && { rejects: path }) };
    });
    const reasons = [...this.reasons].map(([code, reason]) => ({ code, ...reason })).sort((a, b) => b.rows - a.rows);
    return { rows, files, reasons, activities: { ...this.activities }, partners: { ...this.partners }, notes: [...this.notes] };
  }
}
