import { sql } from 'kysely';
import type { PartnerDocument } from '../../schemas/types.ts';
import { enrollmentKey } from '../engine/facts/activity.ts';
import type { HistorySetting } from '../history/setting.ts';
import { type LinkKind, nextContent } from './content-hash.ts';
import type { Transaction } from './database.ts';
import { StoreError } from './errors.ts';
import { HISTORY_LIMITS, type StoredHistory } from './histories.ts';
import type { Step } from './import-steps.ts';
import { enrollmentsOf, type Prepared } from './prepare-documents.ts';
import { addReader, lastReader, type ReaderDocuments, withSetting } from './readers.ts';

/*
 * Enrollments and activities into a history, some thousands with one statement: rows go over as one JSON text, which
 * both databases take apart faster than arrays of columns.
 */

/** An activity as schemas/activity.schema.json has it, accepted before. */
export interface ActivityToRecord {
  readonly source?: string;
  readonly id: string;
  readonly revision?: number;
  readonly occurredOn: string;
}

/**
 * What became of a document: recorded; known, because the same stands there already; or refused, with the reason in
 * a sentence. Of an activity known under the same revision with other content the first stands, and of an enrollment
 * known with other facts: what changes later is said by activities.
 */
export type Recorded = 'recorded' | 'known' | { readonly refused: string };

/** Where nobody says which system reports an activity (server/engine/facts/activity-intake.ts). */
const DEFAULT_SOURCE = 'direct';
const DEFAULT_REVISION = 1;
/** Rows of one statement. */
const STATEMENT_ROWS = 2_000;

/** Adds to one history, to which nobody else adds meanwhile, what a program has accepted. */
export class Recorder {
  private readonly step: Step;
  private readonly history: StoredHistory;
  private readonly reader: ReaderDocuments;
  private readonly setting: HistorySetting;
  private content: Buffer;
  private last: number;
  private enrollments: number;
  private activities: number;
  private isReaderKept = false;

  /** Refuses a program that reads another currency or other days. */
  constructor(step: Step, history: StoredHistory, reader: ReaderDocuments) {
    this.step = step;
    this.history = history;
    this.reader = reader;
    this.setting = withSetting(history.setting, reader.setting);
    this.content = Buffer.from(history.contentHash, 'hex');
    this.last = history.lastRecorded;
    this.enrollments = history.enrollments;
    this.activities = history.activities;
  }

  /** In the order given; so is what became of each. */
  async recordActivities(documents: readonly Prepared<ActivityToRecord>[]): Promise<readonly Recorded[]> {
    const results: Recorded[] = [];
    for (const some of slices(documents)) results.push(...(await this.step((tx) => this.someActivities(tx, some))));
    return results;
  }

  private async someActivities(tx: Transaction, rows: readonly Prepared<ActivityToRecord>[]): Promise<readonly Recorded[]> {
    if (this.activities + rows.length > HISTORY_LIMITS.activities) {
      throw new StoreError('limit', `A history keeps at most ${HISTORY_LIMITS.activities} activities; this one would have more.`);
    }
    const first = this.last + 1;
    const json = activityRows(rows, first);
    const { numAffectedRows } = await sql`
      insert into history_activities (history, recorded, source, id, revision, occurred_on, document, hash)
      select ${this.history.id}::uuid, (e->>0)::int, e->>1, e->>2, (e->>3)::int, (e->>4)::date, e->5, decode(e->>6, 'hex')
      from jsonb_array_elements(${json}::jsonb) as t(e)
      on conflict (history, source, id, revision) do nothing`.execute(tx);
    const whole = numAffectedRows === BigInt(rows.length);
    const standing = whole ? undefined : await this.standing(tx, json);
    const results: Recorded[] = [];
    for (const [index, { document, hash, refused }] of rows.entries()) {
      const before = standing?.get(first + index);
      if (refused !== undefined) results.push({ refused });
      else if (before === undefined) {
        await this.add(tx, 'activity', hash, first + index);
        this.activities += 1;
        results.push('recorded');
      } else results.push(before === hash.toString('hex') ? 'known' : { refused: conflict(document) });
    }
    return results;
  }

  /** Hashes of activities that stood there before those with these numbers came. */
  private async standing(tx: Transaction, json: string): Promise<ReadonlyMap<number, string>> {
    const { rows } = await sql<{ asked: number; hash: string }>`
      select (e->>0)::int as asked, encode(a.hash, 'hex') as hash
      from jsonb_array_elements(${json}::jsonb) as t(e)
      join history_activities a on a.history = ${this.history.id}::uuid and a.source = e->>1 and a.id = e->>2 and a.revision = (e->>3)::int
      where a.recorded <> (e->>0)::int`.execute(tx);
    return new Map(rows.map(({ asked, hash }) => [asked, hash]));
  }

  /** A partner is recorded enrollment by enrollment; one of which any is refused is refused whole. */
  async recordPartners(documents: readonly Prepared<PartnerDocument>[]): Promise<readonly Recorded[]> {
    const results: Recorded[] = [];
    for (const some of slices(documents)) results.push(...(await this.step((tx) => this.somePartners(tx, some))));
    return results;
  }

  private async somePartners(tx: Transaction, documents: readonly Prepared<PartnerDocument>[]): Promise<readonly Recorded[]> {
    const partners = documents.map((prepared) => ({ ...prepared, enrollments: enrollmentsOf(prepared.document) }));
    const standing = await this.standingEnrollments(
      tx,
      partners.filter(({ refused }) => refused === undefined).map(({ document }) => document.id),
    );
    const values: string[] = [];
    const results: Recorded[] = [];
    for (const { document, refused, enrollments } of partners) {
      if (refused !== undefined) {
        results.push({ refused });
        continue;
      }
      const added = enrollments.filter(({ key }) => !standing.has(key));
      const other = enrollments.find(({ key, hex }) => (standing.get(key) ?? hex) !== hex);
      if (other !== undefined) {
        results.push({
          refused: `${document.id} is enrolled as ${other.partnerType} already, with other facts; what changes later is told by activities.`,
        });
        continue;
      }
      for (const { key, partnerType, text, hash, hex } of added) {
        standing.set(key, hex);
        await this.add(tx, 'enrollment', hash, this.last + 1);
        this.enrollments += 1;
        values.push(`[${this.last},${JSON.stringify(document.id)},${JSON.stringify(partnerType)},${text},"${hex}"]`);
      }
      results.push(added.length > 0 ? 'recorded' : 'known');
    }
    if (this.enrollments > HISTORY_LIMITS.enrollments) {
      throw new StoreError('limit', `A history keeps at most ${HISTORY_LIMITS.enrollments} enrollments; this one would have more.`);
    }
    await sql`
      insert into history_enrollments (history, recorded, partner, partner_type, document, hash)
      select ${this.history.id}::uuid, (e->>0)::int, e->>1, e->>2, e->3, decode(e->>4, 'hex')
      from jsonb_array_elements(${jsonArray(values)}::jsonb) as t(e)`.execute(tx);
    return results;
  }

  /** Hashes of the enrollments that these partners have. */
  private async standingEnrollments(tx: Transaction, partners: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ partner: string; type: string; hash: string }>`
      select partner, partner_type as type, encode(hash, 'hex') as hash from history_enrollments
      where history = ${this.history.id}::uuid and partner in (select jsonb_array_elements_text(${JSON.stringify(partners)}::jsonb))`.execute(
      tx,
    );
    return new Map(rows.map(({ partner, type, hash }) => [enrollmentKey(partner, type), hash]));
  }

  private async add(tx: Transaction, kind: LinkKind, hash: Buffer, recorded: number): Promise<void> {
    await this.keepReader(tx);
    this.content = nextContent(this.content, kind, hash);
    this.last = recorded;
  }

  /** Once there is something to read. */
  private async keepReader(tx: Transaction): Promise<void> {
    if (this.isReaderKept) return;
    this.isReaderKept = true;
    if ((await lastReader(tx, this.history.id)) === this.reader.hash) return;
    await addReader(tx, this.history.id, this.last + 1, this.reader);
    this.content = nextContent(this.content, 'reader', Buffer.from(this.reader.hash, 'hex'));
  }

  /** Writes down what the history holds now; from then on it is seen. */
  async finish(tx: Transaction): Promise<void> {
    if (this.last === this.history.lastRecorded) return;
    await tx
      .updateTable('histories')
      .set({
        content_hash: this.content.toString('hex'),
        columns_hash: null,
        last_recorded: this.last,
        attributes: JSON.stringify(this.setting.attributes),
        enrollments: this.enrollments,
        activities: this.activities,
        changed_at: new Date(),
      })
      .where('id', '=', this.history.id)
      .execute();
    await tx
      .insertInto('history_contents')
      .values({ history: this.history.id, last_recorded: this.last, content_hash: this.content.toString('hex') })
      .execute();
  }
}

/** As JSON: number, source, id, revision, day, document and hash of each that isn't refused; numbers count from `first`. */
export const activityRows = (rows: readonly Prepared<ActivityToRecord>[], first: number): string =>
  jsonArray(
    rows.map(({ document, text, hash, refused }, index) => {
      if (refused !== undefined) return undefined;
      const { source = DEFAULT_SOURCE, id, revision = DEFAULT_REVISION, occurredOn } = document;
      const names = JSON.stringify([first + index, source, id, revision, occurredOn]);
      return `${names.slice(0, -1)},${text},"${hash.toString('hex')}"]`;
    }),
  );

const conflict = ({ source = DEFAULT_SOURCE, id, revision = DEFAULT_REVISION }: ActivityToRecord): string =>
  `The activity ${id} of ${source} is there under revision ${revision} ` +
  'already, and says something else; give the mended one a higher revision.';

const jsonArray = (texts: readonly (string | undefined)[]): string => `[${texts.filter((text) => text !== undefined).join(',')}]`;

function* slices<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += STATEMENT_ROWS) yield all.slice(from, from + STATEMENT_ROWS);
}
