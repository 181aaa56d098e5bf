/*
 * What a backup has. Every table is in one of the two lists; a test fails for one that is in neither.
 */

export interface BackedUp {
  readonly name: string;
  /** A row may have megabytes: one is read at a time. */
  readonly isLarge?: true;
  /** Which rows, in SQL; missing: all. */
  readonly where?: string;
}

/** Behind the last number of its history stands what an import has not brought to its end. */
const seen = (number: string, table: string): string =>
  `${number} <= (select last_recorded from histories h where h.id = ${table}.history)`;

/** In an order in which rows only refer to what is there already. */
export const BACKED_UP: readonly BackedUp[] = [
  { name: 'people' },
  { name: 'keys' },
  { name: 'histories', isLarge: true },
  { name: 'history_contents' },
  { name: 'history_readers', isLarge: true, where: seen('since', 'history_readers') },
  { name: 'history_enrollments', where: seen('recorded', 'history_enrollments') },
  { name: 'history_activities', where: seen('recorded', 'history_activities') },
  { name: 'imports' },
  { name: 'import_rejects' },
  { name: 'simulations', isLarge: true },
  { name: 'programs' },
  { name: 'contents', isLarge: true },
  { name: 'drafts' },
  { name: 'draft_authors' },
  { name: 'submissions', isLarge: true },
  { name: 'submission_authors' },
  { name: 'approvals' },
  { name: 'comments' },
  { name: 'versions' },
  { name: 'timeline' },
  { name: 'live_programs' },
  { name: 'live_timelines' },
  { name: 'live_shards' },
  { name: 'live_steps' },
  { name: 'inbox' },
  { name: 'reconcile_queue' },
  { name: 'decisions', isLarge: true },
  { name: 'decision_parties' },
  { name: 'promises_kept' },
  { name: 'protections_granted' },
  { name: 'shadows' },
  { name: 'shadow_differences' },
  { name: 'partners' },
  { name: 'enrollments' },
  { name: 'customers' },
  { name: 'cases' },
  { name: 'case_events' },
  { name: 'protections' },
  { name: 'adjustments' },
  { name: 'ledger_lines' },
  { name: 'line_states' },
  { name: 'closed_periods' },
  { name: 'disputes' },
  { name: 'payout_batches' },
  { name: 'webhooks' },
  { name: 'events_out' },
  { name: 'deliveries' },
  { name: 'analytics_programs' },
  { name: 'opportunities' },
  { name: 'partner_actions' },
  { name: 'investments' },
  { name: 'integration_uses' },
  { name: 'renewals' },
  { name: 'departures' },
  { name: 'tier_changes' },
  { name: 'saved_views' },
  { name: 'kept_answers' },
  { name: 'audit_entries' },
  { name: 'audit_head' },
];

/** Of no use elsewhere or later: who is signed in, which process does what, parts of simulations, sums. */
export const TRANSIENT: readonly string[] = [
  'sessions',
  'sign_ins',
  'simulation_tasks',
  'shards',
  'workers',
  'claims',
  'live_states',
  // made again of what is told
  'analytics_made',
  'tiers_held',
  'cost_sums',
  'enrollment_quarters',
  'program_costs',
  'opportunity_sums',
  'deal_sizes',
];

/** Of the migrations themselves: their names are in the header. */
export const OF_MIGRATIONS: readonly string[] = ['kysely_migration', 'kysely_migration_lock'];
