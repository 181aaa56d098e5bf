import { sql } from 'kysely';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { chooseHistory, countTold } from '../../../server/store/analytics/told.ts';
import { createHistory } from '../../../server/store/histories.ts';
import type { Store } from '../../../server/store/open-store.ts';

export interface Sizes {
  readonly opportunities: number;
  readonly partners: number;
  readonly actions: number;
  readonly investments: number;
  readonly renewals: number;
  readonly uses: number;
  /** Lines of the ledger, each for an action. */
  readonly paid: number;
}

const DAYS = 1_277;
const FIRST = '2023-02-01';

/** A number from 0 up to below `most` that looks random, of a row and a name: the same on every machine. */
const drawn = (name: string, most: number) => sql`(abs(hashtext(${name} || n::text)::bigint) % ${sql.lit(most)})::int`;
const day = (name: string) => sql`(date ${sql.lit(FIRST)} + ${drawn(name, DAYS)})`;
const of = (name: string, values: readonly string[]) =>
  sql`(array[${sql.join(values.map((value) => sql.lit(value)))}])[1 + ${drawn(name, values.length)}]`;
const partner = (name: string, partners: number) => sql`'partner-' || ${drawn(name, partners)}`;
const type = (name: string, partners: number) => sql`(array['reseller', 'reseller', 'isv', 'si', 'oem'])[1 + ${drawn(name, partners)} % 5]`;

const REGIONS = ['americas', 'emea', 'apac', 'north', 'south'];
const SEGMENTS = ['small', 'mid-market', 'enterprise', 'public-sector'];

/** A vendor of that size, told by statements of the database itself: nobody waits for a million rows to be read from files. */
export async function tellMillion(store: Store, timeline: Timeline, sizes: Sizes): Promise<void> {
  const { id: history } = await createHistory(store, { name: 'bench', timeline });
  const program = timeline.id;
  const { partners } = sizes;
  await store.transaction(
    async (tx) => {
      const rows = (count: number) => sql`generate_series(1, ${sql.lit(count)}) n`;
      await sql`
        insert into history_enrollments (history, recorded, partner, partner_type, document, hash)
        select ${history}, n, 'partner-' || (n - 1), (array['reseller', 'reseller', 'isv', 'si', 'oem'])[1 + (n - 1) % 5],
          jsonb_build_object('enrollments', jsonb_build_array(jsonb_build_object('enrolledOn', ${day('enrolled')}::text,
            'tier', ${of('tier', ['registered', 'silver', 'gold', 'platinum'])})),
            'facts', jsonb_build_object('partner.region', ${of('partner-region', REGIONS)}, 'partner.segment', ${of('partner-segment', ['boutique', 'national'])})),
          decode(md5(n::text) || md5(n::text), 'hex')
        from ${rows(partners)}`.execute(tx);
      await tx.updateTable('histories').set({ last_recorded: partners, enrollments: partners }).where('id', '=', history).execute();
      await sql`
        insert into opportunities (program, id, origin, customer, customer_new, created_on, outcome, closed_on, amount, margin, region, segment,
          competitor, integration, said_partner, said_partner_type, registration_approved_on)
        select ${program}, 'o-' || n, 'told', 'c-' || ${drawn('customer', 200_000)}, (array[true, false, null])[1 + ${drawn('new', 3)}], o.created,
          o.outcome, case when o.outcome <> 'open' then o.created + ${drawn('closing', 150)} end, 100000 + ${drawn('amount', 8_000_000)},
          case when ${drawn('margin', 2)} = 0 then 50000 + ${drawn('margins', 3_000_000)} end, ${of('region', REGIONS)}, ${of('segment', SEGMENTS)},
          (array[true, false, null])[1 + ${drawn('competitor', 3)}], case when ${drawn('integrated', 12)} = 0 then 'int-' || ${drawn('integration', 150)} end,
          case when o.sourced then ${partner('sourced-by', partners)} end, case when o.sourced then ${type('sourced-by', partners)} end,
          case when o.sourced then o.created end
        from (select n, ${day('created')} as created, ${of('outcome', ['won', 'won', 'lost', 'lost', 'lost', 'lost', 'won', 'open'])} as outcome,
          ${drawn('is-sourced', 5)} = 0 as sourced from ${rows(sizes.opportunities)}) o`.execute(tx);
      await sql`
        insert into partner_actions (program, origin, source, activity, partner, partner_type, kind, done_on, commercial, opportunity)
        select ${program}, 'told', 'told', 'a-' || n, ${partner('acted-by', partners)}, ${type('acted-by', partners)}, 'meeting', ${day('acted')}, true,
          'o-' || (1 + ${drawn('acted-on', sizes.opportunities)})
        from ${rows(sizes.actions)}`.execute(tx);
      await sql`
        insert into investments (program, id, kind, spent_on, amount, partner, partner_type, incentive, integration)
        select ${program}, 'i-' || n, ${of('kind', ['incentives', 'incentives', 'mdf', 'enablement', 'integration', 'co-sell', 'administration'])},
          ${day('spent')}, 1000 + ${drawn('spent-amount', 500_000)}, ${partner('spent-on', partners)}, ${type('spent-on', partners)},
          ${of('incentive', ['margin', 'deal-registration', 'volume-rebate', 'new-customer-bonus'])}, null
        from ${rows(sizes.investments)}`.execute(tx);
      await sql`
        insert into renewals (program, id, origin, customer, due_on, due, renewed, amount, partner, partner_type, region, segment)
        select ${program}, 'r-' || n, 'told', 'c-' || ${drawn('renewing', 200_000)}, ${day('due')}, 500000, ${drawn('renewed', 10)} < 8, 450000,
          ${partner('renewed-by', partners)}, ${type('renewed-by', partners)}, ${of('renewal-region', REGIONS)}, ${of('renewal-segment', SEGMENTS)}
        from ${rows(sizes.renewals)}`.execute(tx);
      await sql`
        insert into integration_uses (program, integration, customer, origin, partner, partner_type, since, adopted_on, region, segment)
        select ${program}, 'int-' || ${drawn('used', 150)}, 'c-' || n, 'told', ${partner('used-by', partners)}, 'isv', ${day('since')},
          case when ${drawn('adopted', 3)} > 0 then ${day('since')} + 30 end, ${of('use-region', REGIONS)}, ${of('use-segment', SEGMENTS)}
        from ${rows(sizes.uses)}`.execute(tx);
      await sql`
        insert into ledger_lines (id, program, partner, partner_type, source, activity, incentive, rule, decides, payee, payer, amount, currency, version,
          cause, occurred_on, period, posted_on, payable_on, dispute_days, posted_at, place)
        select gen_random_uuid(), ${program}, a.partner, a.partner_type, a.source, a.activity,
          ${of('earned', ['margin', 'deal-registration', 'volume-rebate', 'new-customer-bonus'])}, 'bench', 'incentive', 'partner', 'vendor',
          1000 + ${drawn('earned-amount', 400_000)}, 'USD', 'bench', 'decision', a.done_on, date_trunc('month', a.done_on)::date, a.done_on, a.done_on,
          15, now(), 0
        from ${rows(sizes.paid)} join partner_actions a on a.program = ${program} and a.source = 'told' and a.activity = 'a-' || n`.execute(
        tx,
      );
      await chooseHistory(tx, program, history);
      await countTold(tx, program);
    },
    { patient: true },
  );
}
