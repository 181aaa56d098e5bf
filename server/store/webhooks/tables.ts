import type { ColumnType } from 'kysely';

/* The tables of events out, as the migration leaves them. */

type Json<T> = ColumnType<T, string, string>;

export interface WebhooksTable {
  readonly id: string;
  name: string;
  url: string;
  /** Sealed, like the one before it (server/webhooks/seal.ts). */
  secret: Uint8Array;
  secret_before: Uint8Array | null;
  /** How long the one before signs too. */
  secret_before_until: Date | null;
  /** null: all programs. */
  program: string | null;
  /** null: all kinds. */
  events: Json<readonly string[]> | null;
  active: boolean;
  /** Of one that the server itself has paused. */
  paused_because: string | null;
  readonly created_by: string;
  readonly created_by_name: string;
  readonly created_at: Date;
  changed_at: Date;
}

export interface EventsOutTable {
  readonly id: string;
  /** null: of a test. */
  readonly program: string | null;
  readonly kind: string;
  /** What is sent, byte for byte. */
  readonly body: string;
  /** When it happened. */
  readonly at: Date;
  readonly kept_at: ColumnType<Date, never, never>;
}

export interface DeliveriesTable {
  readonly webhook: string;
  readonly event: string;
  state: 'waiting' | 'delivered' | 'dead';
  attempts: ColumnType<number, number | undefined, number>;
  /** Of one that waits: not before; while a server is at it, when it is given up for lost. */
  next_at: Date;
  /** Of whoever is at it. */
  claim: ColumnType<string | null, string | null | undefined, string | null>;
  last_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Of the last answer. */
  status: ColumnType<number | null, number | null | undefined, number | null>;
  error: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface WebhookTables {
  webhooks: WebhooksTable;
  events_out: EventsOutTable;
  deliveries: DeliveriesTable;
}
