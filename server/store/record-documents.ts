import { sql } from 'kysely';
import { type DocumentKind, hashDocument, nextContent } from './content-hash.ts';
import type { Transaction } from './database.ts';
import { StoreError } from './errors.ts';
import { HISTORY_LIMITS, type StoredHistory } from './histories.ts';

/*
 * Partners and activities into a history, some thousands with one statement: rows go over as one JSON text, which
 * both databases take apart faster than arrays of columns.
 */

/** An activity as schemas/activity.schema.json has it, accepted before. */
export interface ActivityToRecord {
  readonly source?: string;
  readonly id: string;
  readonly revision?: number;
  readonly occurredOn: string;
}

/** A partner as schemas/partner.schema.json has it, accepted before. */
export interface PartnerToRecord {
  readonly id: string;
}

/**
 * What became of a document: recorded; known, because the same stands there already; or refused, with the reason in
 * a sentence. Of an activity known under the same revision with other content the first stands.
 */
export type Recorded = 'recorded' | 'known' | { readonly refused: string };

/** Where nobody says which system reports an activity (server/engine/facts/activity-intake.ts). */
const DEFAULT_SOURCE = 'direct';
const DEFAULT_REVISION = 1;
/** Rows of one statement. */
const STATEMENT_ROWS = 2_000;
const MAX_DOCUMENT_LENGTH = 1_000_000;

/** JSON escapes of what PostgreSQL has no text for: NUL, and halves of surrogate pairs. Behind an even number of backslashes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Adds to one history, which the transaction has locked. */
export class Recorder {
  private readonly tx: Transaction;
  private readonly history: StoredHistory;
  private content: Buffer;
  private last: number;
  private partners: number;
  private activities: number;

  constructor(tx: Transaction, history: StoredHistory) {
    this.tx = tx;
    this.history = history;
    this.content = Buffer.from(history.contentHash, 'hex');
    this.last = history.lastRecorded;
    this.partners = history.partners;
    this.activities = history.activities;
  }

  /** In the order given; so is what became of each. */
  async recordActivities(documents: readonly ActivityToRecord[]): Promise<readonly Recorded[]> {
    const results: Recorded[] = [];
    for (const some of slices(documents)) results.push(...(await this.someActivities(some)));
    return results;
  }

  private async someActivities(documents: readonly ActivityToRecord[]): Promise<readonly Recorded[]> {
    if (this.activities + documents.length > HISTORY_LIMITS.activities) {
      throw new StoreError('limit', `A history keeps at most ${HISTORY_LIMITS.activities} activities; this one would have more.`);
    }
    const first = this.last + 1;
    const rows = documents.map(prepare);
    const json = jsonArray(
      rows.map(({ document, text, hash, refused }, index) => {
        if (refused !== undefined) return undefined;
        const { source = DEFAULT_SOURCE, id, revision = DEFAULT_REVISION, occurredOn } = document;
        const names = JSON.stringify([first + index, source, id, revision, occurredOn]);
        return `${names.slice(0, -1)},${text},"${hash.toString('hex')}"]`;
      }),
    );
    const { numAffectedRows } = await sql`
      insert into history_activities (history, recorded, source, id, revision, occurred_on, document, hash)
      select ${this.history.id}::uuid, (e->>0)::int, e->>1, e->>2, (e->>3)::int, (e->>4)::date, e->5, decode(e->>6, 'hex')
      from jsonb_array_elements(${json}::jsonb) as t(e)
      on conflict (history, source, id, revision) do nothing`.execute(this.tx);
    const whole = numAffectedRows === BigInt(documents.length);
    const standing = whole ? undefined : await this.standing(json);
    return rows.map(({ hash, refused }, index) => {
      if (refused !== undefined) return { refused };
      const before = standing?.get(first + index);
      if (before === undefined) {
        this.add('activity', hash, first + index);
        this.activities += 1;
        return 'recorded';
      }
      return before === hash.toString('hex') ? 'known' : { refused: conflict(documents[index]) };
    });
  }

  /** Hashes of activities that stood there before those with these numbers came. */
  private async standing(json: string): Promise<ReadonlyMap<number, string>> {
    const { rows } = await sql<{ asked: number; hash: string }>`
      select (e->>0)::int as asked, encode(a.hash, 'hex') as hash
      from jsonb_array_elements(${json}::jsonb) as t(e)
      join history_activities a on a.history = ${this.history.id}::uuid and a.source = e->>1 and a.id = e->>2 and a.revision = (e->>3)::int
      where a.recorded <> (e->>0)::int`.execute(this.tx);
    return new Map(rows.map(({ asked, hash }) => [asked, hash]));
  }

  /** Of a partner the document that came last counts. */
  async recordPartners(documents: readonly PartnerToRecord[]): Promise<readonly Recorded[]> {
    const results: Recorded[] = [];
    for (const some of slices(documents)) results.push(...(await this.somePartners(some)));
    return results;
  }

  private async somePartners(documents: readonly PartnerToRecord[]): Promise<readonly Recorded[]> {
    const rows = documents.map(prepare);
    const { rows: before } = await sql<{ partner: string; hash: string }>`
      select distinct on (partner) partner, encode(hash, 'hex') as hash from history_partners
      where history = ${this.history.id}::uuid and partner in (select jsonb_array_elements_text(${JSON.stringify(names(rows))}::jsonb))
      order by partner, recorded desc`.execute(this.tx);
    const standing = new Map(before.map(({ partner, hash }) => [partner, hash]));
    const values: string[] = [];
    const results = rows.map(({ document: { id }, text, hash, refused }): Recorded => {
      if (refused !== undefined) return { refused };
      const known = standing.get(id);
      const hex = hash.toString('hex');
      if (known === hex) return 'known';
      if (known === undefined) this.partners += 1;
      standing.set(id, hex);
      this.add('partner', hash, this.last + 1);
      values.push(`[${this.last},${JSON.stringify(id)},${text},"${hex}"]`);
      return 'recorded';
    });
    if (this.partners > HISTORY_LIMITS.partners) {
      throw new StoreError('limit', `A history keeps at most ${HISTORY_LIMITS.partners} partners; this one would have more.`);
    }
    await sql`
      insert into history_partners (history, recorded, partner, document, hash)
      select ${this.history.id}::uuid, (e->>0)::int, e->>1, e->2, decode(e->>3, 'hex')
      from jsonb_array_elements(${jsonArray(values)}::jsonb) as t(e)`.execute(this.tx);
    return results;
  }

  private add(kind: DocumentKind, hash: Buffer, recorded: number): void {
    this.content = nextContent(this.content, kind, hash);
    this.last = recorded;
  }

  /** Writes down what the history holds now. */
  async finish(): Promise<void> {
    if (this.last === this.history.lastRecorded) return;
    await this.tx
      .updateTable('histories')
      .set({
        content_hash: this.content.toString('hex'),
        columns_hash: null,
        last_recorded: this.last,
        partners: this.partners,
        activities: this.activities,
        changed_at: new Date(),
      })
      .where('id', '=', this.history.id)
      .execute();
  }
}

interface Prepared<D> {
  readonly document: D;
  readonly text: string;
  readonly hash: Buffer;
  readonly refused?: string;
}

function prepare<D>(document: D): Prepared<D> {
  const { text, hash } = hashDocument(document);
  if (text.length > MAX_DOCUMENT_LENGTH) {
    return { document, text, hash, refused: `It has ${text.length} characters as JSON, at most ${MAX_DOCUMENT_LENGTH} are kept.` };
  }
  if (UNSTORABLE.test(text)) {
    return {
      document,
      text,
      hash,
      refused: 'It has a character that is no Unicode text (U+0000, or half of a surrogate pair); remove it.',
    };
  }
  return { document, text, hash };
}

const names = (rows: readonly Prepared<PartnerToRecord>[]): readonly string[] =>
  rows.filter(({ refused }) => refused === undefined).map(({ document: { id } }) => id);

const conflict = (document: ActivityToRecord | undefined): string =>
  `The activity ${document?.id} of ${document?.source ?? DEFAULT_SOURCE} is there under revision ${document?.revision ?? DEFAULT_REVISION} ` +
  'already, and says something else; give the mended one a higher revision.';

const jsonArray = (texts: readonly (string | undefined)[]): string => `[${texts.filter((text) => text !== undefined).join(',')}]`;

function* slices<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += STATEMENT_ROWS) yield all.slice(from, from + STATEMENT_ROWS);
}
