import type { ColumnType } from 'kysely';

/* The tables of the registry, as the migration leaves them. Days YYYY-MM-DD. */

type Json<T> = ColumnType<T, string, string>;

export interface PartnersTable {
  readonly id: string;
  revision: number;
  name: string;
  name_key: string;
  domain: string | null;
  registry_number: string | null;
  parent: string | null;
  readonly created_at: Date;
  changed_at: Date;
}

export interface Benefit {
  readonly benefit: string;
  readonly grant?: string;
  /** Decimal text, in the program's currency. */
  readonly amount?: string;
  readonly since: string;
}

export interface EnrollmentsTable {
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly enrolled_on: string;
  tier: string | null;
  /** The level whose requirements held when they were looked at last. */
  qualified: string | null;
  grace_until: string | null;
  tier_since: string | null;
  /** partner. facts as they stand, as in an activity's document. */
  facts: Json<Readonly<Record<string, unknown>>>;
  benefits: Json<readonly Benefit[]>;
  provisional: boolean;
  changed_at: Date;
}

export interface CustomersTable {
  readonly id: string;
  revision: number;
  name: string;
  name_key: string;
  domain: string | null;
  registry_number: string | null;
  country: string | null;
  affiliation: string | null;
  readonly created_at: Date;
  changed_at: Date;
}

export const CASE_KINDS = ['registration', 'enrollment', 'mdf', 'co-sell'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export const CASE_STATUSES = [
  'review',
  'waiting',
  'approved',
  'returned',
  'refused',
  'extended',
  'expired',
  'won',
  'lost',
  'withdrawn',
  'routed',
  'accepted',
  'claimed',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export interface CasesTable {
  readonly id: string;
  readonly program: string;
  readonly kind: CaseKind;
  readonly partner: string;
  readonly partner_type: string;
  readonly reference: string;
  status: CaseStatus;
  step: string;
  reasons: Json<readonly string[]>;
  customer: string | null;
  asked: Json<Readonly<Record<string, unknown>>>;
  /** Decimal text. */
  amount: string | null;
  readonly currency: string;
  stage: string | null;
  protection: string | null;
  protected_from: string | null;
  protected_until: string | null;
  submitted: number | null;
  /** Names of leaves. */
  waits: ColumnType<readonly string[] | null, string | null, string | null>;
  routed_to: string | null;
  urgency: string | null;
  deadline: string | null;
  due_on: string | null;
  assigned_to: string | null;
  assigned_name: string | null;
  readonly opened_on: string;
  decided_on: string;
  decision: string;
  events: number;
  changed_at: Date;
}

export interface CaseEventsTable {
  readonly case_id: string;
  /** Counts from 1 in its case. */
  readonly place: number;
  readonly step: string;
  readonly status: CaseStatus;
  readonly reasons: Json<readonly string[]>;
  readonly decision: string | null;
  readonly note: string | null;
  readonly on_day: string;
  readonly by_id: string;
  readonly by_name: string;
  readonly at: Date;
}

export interface ProtectionsTable {
  readonly id: string;
  readonly program: string;
  /** The range that holds one number: that of the hash of program and leaf. */
  readonly leaf: string;
  readonly leaf_name: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly registration: string;
  /** [first day, last day]. */
  during: string;
}

export interface RegistryTables {
  partners: PartnersTable;
  enrollments: EnrollmentsTable;
  customers: CustomersTable;
  cases: CasesTable;
  case_events: CaseEventsTable;
  protections: ProtectionsTable;
}
