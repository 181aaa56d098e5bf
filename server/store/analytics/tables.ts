import type { ColumnType } from 'kysely';

/* The tables of what the program is worth, as the migration leaves them. Amounts in smallest units of the program's currency; days YYYY-MM-DD. */

type Json<T> = ColumnType<T, string, string>;

export interface AnalyticsProgramsTable {
  readonly program: string;
  history: string | null;
  read_history: string | null;
  read_through: ColumnType<number, number | undefined, number>;
  told: ColumnType<number, number | undefined, number>;
}

export interface AnalyticsMadeTable {
  readonly program: string;
  of: string;
  month: number;
  as_of: string;
  through: string;
  at: Date;
}

export type Origin = 'told' | 'history';
export type Outcome = 'open' | 'won' | 'lost';
/** Sourced and influenced exclude each other; none: the vendor's field alone. */
export type Attribution = 'sourced' | 'influenced' | 'none';

export interface OpportunitiesTable {
  readonly program: string;
  readonly id: string;
  origin: Origin;
  customer: string | null;
  customer_new: boolean | null;
  created_on: string;
  stage: string | null;
  outcome: Outcome;
  closed_on: string | null;
  /** null: not known. */
  amount: number | null;
  margin: number | null;
  stale_on: string | null;
  region: string | null;
  segment: string | null;
  competitor: boolean | null;
  integration: string | null;
  campaigns: string[];
  said_partner: string | null;
  said_partner_type: string | null;
  registration: string | null;
  registration_approved_on: string | null;
  attribution: ColumnType<Attribution, Attribution | undefined, Attribution>;
  evidence: string | null;
  doubt: string | null;
  partner: string | null;
  partner_type: string | null;
  tier: string | null;
  partner_region: string | null;
  incentives: ColumnType<string[], string[] | undefined, string[]>;
  quarter: string | null;
}

export interface PartnerActionsTable {
  readonly program: string;
  readonly origin: Origin;
  readonly source: string;
  readonly activity: string;
  readonly partner: string;
  readonly partner_type: string;
  kind: string;
  done_on: string;
  commercial: boolean;
  opportunity: string | null;
  registration: string | null;
  customer: string | null;
  integration: string | null;
  campaign: string | null;
  outcome: Outcome | null;
  amount: number | null;
  margin: number | null;
  cancels: string | null;
  cancelled_share: string | null;
  customer_new: boolean | null;
  region: string | null;
  segment: string | null;
  competitor: boolean | null;
}

export type InvestmentKind = 'integration' | 'enablement' | 'mdf' | 'co-sell' | 'administration' | 'incentives';

export interface InvestmentsTable {
  readonly program: string;
  readonly id: string;
  kind: InvestmentKind;
  spent_on: string;
  amount: number;
  partner_type: string | null;
  partner: string | null;
  integration: string | null;
  incentive: string | null;
  campaign: string | null;
  activity: string | null;
  moves: string | null;
}

export interface IntegrationUsesTable {
  readonly program: string;
  readonly integration: string;
  readonly customer: string;
  origin: Origin;
  partner: string;
  partner_type: string;
  since: string;
  adopted_on: string | null;
  ended_on: string | null;
  region: string | null;
  segment: string | null;
}

export interface RenewalsTable {
  readonly program: string;
  readonly id: string;
  origin: Origin;
  customer: string | null;
  due_on: string;
  due: number | null;
  renewed: boolean | null;
  amount: number | null;
  partner: string | null;
  partner_type: string | null;
  tier: string | null;
  region: string | null;
  segment: string | null;
  integrated: boolean | null;
  integration: string | null;
  quarter: string | null;
}

export interface DeparturesTable {
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  ended_on: string;
}

export interface TierChangesTable {
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly since: string;
  tier: string;
}

export interface TiersHeldTable {
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly since: string;
  readonly until: string;
  readonly tier: string | null;
}

export interface SavedViewsTable {
  readonly id: string;
  readonly program: string;
  name: string;
  view: Json<object>;
  revision: number;
  readonly by_id: string;
  readonly by_name: string;
  readonly created_at: Date;
  changed_at: Date;
}

export interface EnrollmentQuartersTable {
  readonly program: string;
  readonly quarter: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly tier: string | null;
  readonly region: string | null;
  readonly segment: string | null;
  readonly enrolled_on: string;
  readonly ended_on: string | null;
  readonly at_start: boolean;
  readonly at_end: boolean;
  readonly actions: number;
  readonly joined: boolean;
  readonly first_on: string | null;
  readonly known: boolean;
  readonly incentives: readonly string[];
  readonly integrations: readonly string[];
}

export interface CostSumsTable {
  readonly program: string;
  readonly quarter: string;
  readonly kind: InvestmentKind;
  readonly partner_type: string | null;
  readonly tier: string | null;
  readonly region: string | null;
  readonly segment: string | null;
  readonly integration: string | null;
  readonly incentive: string | null;
  readonly amount: number;
  readonly left_out: number;
  readonly left_out_amount: number;
}

export interface ProgramCostsTable {
  readonly program: string;
  readonly id: string;
  readonly origin: 'ledger' | 'investment';
  readonly kind: InvestmentKind;
  readonly spent_on: string;
  readonly quarter: string;
  readonly amount: number;
  readonly partner: string | null;
  readonly partner_type: string | null;
  readonly tier: string | null;
  readonly region: string | null;
  readonly segment: string | null;
  readonly integration: string | null;
  readonly incentive: string | null;
  readonly campaign: string | null;
  readonly left_out: string | null;
}

export interface OpportunitySumsTable {
  readonly program: string;
  readonly grain: 'cells' | 'partners' | 'integrations' | 'incentives';
  readonly what: 'closed' | 'open';
  readonly quarter: string;
  readonly attribution: Attribution;
  readonly partner_type: string | null;
  readonly tier: string | null;
  readonly region: string | null;
  readonly segment: string | null;
  readonly competitor: boolean | null;
  readonly partner: string | null;
  readonly integration: string | null;
  readonly incentive: string | null;
  readonly opportunities: number;
  readonly amount: number;
  readonly won: number;
  readonly lost: number;
  readonly won_amount: number;
  readonly won_squares: number;
  readonly margin_deals: number;
  readonly margin_revenue: number;
  readonly margin: number;
  readonly new_known: number;
  readonly new_customers: number;
  readonly unknown: number;
  readonly sizes: number[] | null;
}

export interface DealSizesTable {
  readonly program: string;
  readonly slice: string;
  readonly quarter: string;
  readonly value: string | null;
  readonly partnered: boolean;
  readonly deals: number;
  readonly total: number;
  readonly low: number | null;
  readonly median: number;
  readonly high: number | null;
}

export interface AnalyticsTables {
  analytics_programs: AnalyticsProgramsTable;
  analytics_made: AnalyticsMadeTable;
  opportunities: OpportunitiesTable;
  partner_actions: PartnerActionsTable;
  investments: InvestmentsTable;
  integration_uses: IntegrationUsesTable;
  renewals: RenewalsTable;
  departures: DeparturesTable;
  tier_changes: TierChangesTable;
  tiers_held: TiersHeldTable;
  saved_views: SavedViewsTable;
  enrollment_quarters: EnrollmentQuartersTable;
  program_costs: ProgramCostsTable;
  cost_sums: CostSumsTable;
  opportunity_sums: OpportunitySumsTable;
  deal_sizes: DealSizesTable;
}
