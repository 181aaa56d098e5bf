import type { ColumnType } from 'kysely';

/* The tables of events out, as the migration leaves them. */

type Json<T> = ColumnType<T, string, string>;

export interface WebhooksTable {
  readonly id: string;
  readonly url: string;
  readonly secret: Uint8Array;
  /** null: all programs. */
  readonly program: string | null;
  readonly events: Json<readonly string[]>;
  active: boolean;
  readonly created_by: string;
  readonly created_at: Date;
}

export interface EventsOutTable {
  readonly id: string;
  readonly program: string;
  readonly kind: string;
  readonly subject: Json<unknown>;
  /** What is sent, byte for byte. */
  readonly body: string;
  readonly at: Date;
}

export interface DeliveriesTable {
  readonly webhook: string;
  readonly event: string;
  state: 'waiting' | 'delivered' | 'dead';
  attempts: ColumnType<number, number | undefined, number>;
  next_at: Date;
  status: number | null;
  error: string | null;
}

export interface WebhookTables {
  webhooks: WebhooksTable;
  events_out: EventsOutTable;
  deliveries: DeliveriesTable;
}
