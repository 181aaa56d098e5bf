import type { Test } from '../../decide/workload.ts';
import { BEST_CAMPAIGNS, campaigns, LINES, PAID_REGIONS, PLAN } from '../program.ts';

/*
 * The same part as one query over `activities` and `enrollments` (table.ts): windows as window functions, cents and
 * basis points as whole numbers, so that an amount before rounding counts hundredths of a per cent of a cent. It
 * answers one row: lines and cents of each incentive.
 */

const STEPS = 10_000;

/** Texts by their codes: choices stand as numbers in the table, as in our columns. */
export type Codes = (text: string) => number;

interface Band {
  readonly fromMinor: number;
  readonly basisPoints: number;
}

const rounded = (steps: string): string => `((${steps}) + ${STEPS / 2}) // ${STEPS}`;

const rateOf = (bands: readonly Band[], value: string): string =>
  `case ${[...bands]
    .reverse()
    .map(({ fromMinor, basisPoints }) => `when ${value} >= ${fromMinor} then ${basisPoints}`)
    .join(' ')} end`;

const slices = (bands: readonly Band[], before: string, after: string): string =>
  bands
    .map(({ fromMinor, basisPoints }, at) => {
      const next = bands[at + 1]?.fromMinor;
      const high = next === undefined ? after : `least(${after}, ${next})`;
      return `greatest(${high} - greatest(${before}, ${fromMinor}), 0) * ${basisPoints}`;
    })
    .join(' + ');

function condition(test: Test, code: Codes): string {
  if ('oneOf' in test) return `${test.fact} in (${test.oneOf.map(code).join(', ')})`;
  if ('is' in test) return typeof test.is === 'boolean' ? (test.is ? test.fact : `not ${test.fact}`) : `${test.fact} = ${code(test.is)}`;
  return 'below' in test ? `${test.fact} < ${test.below}` : `${test.fact} >= ${test.atLeast}`;
}

/** The most that pays of those that hold; null: none does. No two campaigns pay the same. */
function best(of: readonly (typeof campaigns)[number][], code: Codes): string {
  const sorted = [...of].sort((a, b) => b.sumMinor - a.sumMinor);
  return `case ${sorted.map(({ all, sumMinor }) => `when ${holds(all, code)} then ${sumMinor}`).join(' ')} end`;
}

const holds = (all: readonly Test[], code: Codes): string => all.map((test) => condition(test, code)).join(' and ');

export function queryOf(code: Codes): string {
  const rivals = campaigns.slice(0, BEST_CAMPAIGNS);
  const exclusive = campaigns.slice(BEST_CAMPAIGNS, BEST_CAMPAIGNS + 2);
  const beside = campaigns.slice(BEST_CAMPAIGNS + 2);
  // Before rounding, within the stack in its order: each may have what those before it left of the cap.
  const stack = [
    [
      'commission',
      `amount * ${caseOf(
        'line',
        LINES.map((line, at) => [code(line), PLAN.commissionBasisPoints.registered[at] ?? 0]),
      )}`,
    ],
    [
      'newCustomer',
      `case when kind = ${code('new')} and bought = amount then least(amount * ${PLAN.newCustomerBasisPoints}, ${PLAN.newCustomerMostMinor * STEPS}) end`,
    ],
    [
      'loyal',
      `case when registered and bought >= ${PLAN.loyalFromMinor} then least(amount * ${PLAN.loyalBasisPoints}, bought * ${PLAN.loyalCapBasisPoints}) end`,
    ],
    ['momentum', `amount * ${rateOf(PLAN.momentumBands, 'revenue90')}`],
    ['campaign', `${best(rivals, code)} * ${STEPS}`],
  ] as const;
  const upTo = (index: number): string =>
    index < 0
      ? '0'
      : `least(${stack
          .slice(0, index + 1)
          .map(([name]) => `coalesce(${name}Steps, 0)`)
          .join(' + ')}, amount * ${PLAN.dealCapBasisPoints})`;
  const within = stack.map(
    ([name], index) => `case when ${name}Steps is not null then ${rounded(`${upTo(index)} - ${upTo(index - 1)}`)} end as ${name}`,
  );
  const answer = [
    ...['commission', 'newCustomer', 'loyal', 'momentum', 'volume', 'growth'].map((name) => total(INCENTIVE[name] ?? name, name)),
    ...rivals.map(({ name, sumMinor }) => total(name, `case when campaignSteps = ${sumMinor * STEPS} then campaign end`)),
    ...exclusive.map(({ name, sumMinor }) => total(name, `case when exclusive = ${sumMinor} then exclusive end`)),
    ...beside.map(({ name, all, sumMinor }) => total(name, `case when ${holds(all, code)} then ${sumMinor} end`)),
  ];
  return `
with known as (
  select a.*, coalesce(
    last_value(movedTo ignore nulls) over (partition by a.enrollment order by a.row rows between unbounded preceding and current row),
    e.region) in (${PAID_REGIONS.map(code).join(', ')}) as paidRegion
  from activities a join enrollments e on e.enrollment = a.enrollment
), measured as (
  select *,
    sum(amount) over (partition by enrollment, year order by row rows between unbounded preceding and current row)::bigint as ytd,
    sum(amount) over (partition by customer, year order by row rows between unbounded preceding and current row)::bigint as bought,
    sum(amount) over (partition by enrollment order by row rows between unbounded preceding and current row)::bigint
      - coalesce(sum(amount) over (partition by enrollment order by day range between unbounded preceding and 90 preceding), 0)::bigint as revenue90
  from known where activity = 0
), paying as (
  select * from measured
  where paidRegion and coalesce(discount <= case when tender then ${PLAN.tenderDiscountBasisPoints} else ${PLAN.mostDiscountBasisPoints} end, true)
), reckoned as (
  select *,
    ${stack.map(([name, amount]) => `${amount} as ${name}Steps`).join(',\n    ')},
    ${rounded(slices(PLAN.volumeBands, '(ytd - amount)', 'ytd'))} as volume,
    ${rounded(`ytd * ${rateOf(PLAN.growthBands, 'ytd')}`)} as earned,
    ${best(exclusive, code)} as exclusive
  from paying
), lines as (
  select *,
    ${within.join(',\n    ')},
    earned - lag(earned, 1, 0) over (partition by enrollment, year order by row) as growth
  from reckoned
), deals as (
  select ${answer.join(',\n    ')}
  from lines
), renewals as (
  select ${total('renewal-commission', rounded(`amount * ${PLAN.renewalBasisPoints.registered}`))}
  from known where activity = 1 and paidRegion and kept
)
select * from deals, renewals`;
}

const INCENTIVE: Readonly<Record<string, string>> = { newCustomer: 'new-customer', loyal: 'loyal-customer' };

const total = (incentive: string, amount: string): string =>
  `count(${amount}) as "${incentive} lines", coalesce(sum(${amount}), 0)::bigint as "${incentive}"`;

const caseOf = (value: string, rates: readonly (readonly [number, number])[]): string =>
  `case ${value} ${rates.map(([code, rate]) => `when ${code} then ${rate}`).join(' ')} end`;
