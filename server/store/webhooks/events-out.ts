import { sql } from 'kysely';
import type { Transaction } from '../database.ts';

/* What has happened, as it is told to the outside: a row for each event that anybody listens to, and one for each of those. */

/** A webhook that wants to know what happens in one of the programs. */
export interface Listening {
  readonly id: string;
  /** null: all. */
  readonly program: string | null;
  /** null: all kinds. */
  readonly events: readonly string[] | null;
}

/** Those who listen to any of these programs. None of them can be deleted before the transaction ends. */
export async function listeningTo(tx: Transaction, programs: readonly string[]): Promise<readonly Listening[]> {
  return tx
    .selectFrom('webhooks')
    .select(['id', 'program', 'events'])
    .where('active', '=', true)
    .where((where) => where.or([where('program', 'is', null), where('program', 'in', programs)]))
    .orderBy('id')
    .forKeyShare()
    .execute();
}

export interface NewEvent {
  readonly id: string;
  /** null: of a test. */
  readonly program: string | null;
  readonly kind: string;
  readonly body: string;
  /** To whom it is delivered. */
  readonly webhooks: readonly string[];
}

/** Parameters of a statement are counted. */
const ROWS = 1_000;

/** Keeps events, and that they are to be delivered, from now on. */
export async function insertEvents(tx: Transaction, events: readonly NewEvent[], at: Date): Promise<void> {
  const rows = events.map(({ webhooks: _, ...event }) => ({ ...event, at }));
  for (let first = 0; first < rows.length; first += ROWS)
    await tx
      .insertInto('events_out')
      .values(rows.slice(first, first + ROWS))
      .execute();
  const deliveries = events.flatMap(({ id: event, webhooks }) =>
    webhooks.map((webhook) => ({ webhook, event, state: 'waiting' as const, next_at: sql<Date>`now()` })),
  );
  for (let first = 0; first < deliveries.length; first += ROWS)
    await tx
      .insertInto('deliveries')
      .values(deliveries.slice(first, first + ROWS))
      .execute();
}
