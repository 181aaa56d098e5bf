import { sql } from 'kysely';
import { StoreError } from './errors.ts';
import type { Step } from './import-steps.ts';
import type { Store } from './open-store.ts';

/* Rows that an import rejected, as they were, each with its reason. */

/** What a document was made of, in the file: a rejected one is kept as it was. */
export interface Origin {
  /** Number of its first line. */
  readonly line: number;
  /** Its rows: of a deal grouped from three, 3. */
  readonly rows: number;
  /** Those rows as they stand in the file. */
  readonly bytes: Uint8Array;
}

export interface RejectedRow extends Origin {
  readonly reason: string;
}

const MOST_REJECTS = 100_000;
const MOST_BYTES = 64_000_000;
const PAGE_ROWS = 1_000;

/** Keeps what an import rejects. */
export class Rejects {
  private readonly step: Step;
  private readonly id: string;
  private kept = 0;
  private bytes = 0;

  constructor(step: Step, id: string) {
    this.step = step;
    this.id = id;
  }

  async keep(rejects: readonly RejectedRow[]): Promise<void> {
    if (rejects.length === 0) return;
    for (const { bytes } of rejects) this.bytes += bytes.length;
    if (this.kept + rejects.length > MOST_REJECTS || this.bytes > MOST_BYTES) {
      const most = `at most ${MOST_REJECTS}, with ${MOST_BYTES} bytes, are kept`;
      throw new StoreError('limit', `More rows are refused than that: ${most}. Mend the mapping, or the file, and import it again.`);
    }
    const rows = rejects.map(({ line, bytes, reason }, index) => [
      this.kept + index,
      line,
      Buffer.from(bytes).toString('base64'),
      Buffer.from(reason.replaceAll('\0', '')).toString(),
    ]);
    this.kept += rejects.length;
    const statement = sql`
      insert into import_rejects (import, place, line, bytes, reason)
      select ${this.id}::uuid, (e->>0)::int, (e->>1)::int, decode(e->>2, 'base64'), e->>3
      from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as t(e)`;
    await this.step((tx) => statement.execute(tx));
  }
}

/** Rejected rows in the order they were met, some at a time. */
export async function* importRejects(store: Store, id: string): AsyncGenerator<Omit<RejectedRow, 'rows'>> {
  for (let last = -1; ; ) {
    const rows = await store.db
      .selectFrom('import_rejects')
      .select(['place', 'line', 'bytes', 'reason'])
      .where('import', '=', id)
      .where('place', '>', last)
      .orderBy('place')
      .limit(PAGE_ROWS)
      .execute();
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.place;
  }
}
