import type { DifferenceResult, MoneyPaid, SideResult, SimulationResult } from '../../schemas/types.ts';
import { counted } from './output.ts';
import { amountOf, showBars, showRules, showSample, showSetAside } from './simulate-sides.ts';
import { inThrees, percent, signed, type TableColumn, table } from './table.ts';

/** Rows of one table; the rest is said to be in the JSON. */
const ROWS = 25;
/** An edit says in so many characters what it changes, or else only of what it is. */
const LINE = 80;

const right = (title: string): TableColumn => ({ title, align: 'right' });

/** A simulation on a terminal: what matters first, then by what it came about. */
export function showSimulation(result: SimulationResult): string {
  const [baseline, ...others] = result.sides;
  if (baseline === undefined) return '';
  const parts = [head(result)];
  if (result.counted.activities === 0 && result.counted.ofActivities > 0) {
    return [...parts, 'The filter counts no activity: there is nothing to compare. Take away what narrows it.\n'].join('\n');
  }
  for (const [index, difference] of result.differences.entries()) {
    const candidate = others[index];
    if (candidate !== undefined) parts.push(...showCandidate(baseline, candidate, difference));
  }
  for (const side of result.sides) parts.push(...showSide(side));
  parts.push(result.notes.map((note) => `• ${note}\n`).join(''));
  return parts.filter((part) => part !== '').join('\n');
}

function head({ counted: of, until, inForceFrom, currency, hashes }: SimulationResult): string {
  const all = of.activities === of.ofActivities ? '' : ` of ${inThrees(of.ofActivities)}`;
  const from = inForceFrom === null ? '' : `; candidates in force from ${inForceFrom}`;
  return [
    `${inThrees(of.activities)}${all} activities (with several parties: one for each) of ${counted(of.enrollments, 'enrollment')}, decided through ${until}${from}; money in ${currency}`,
    `history ${hashes.history.slice(0, 12)}, filter ${hashes.filter.slice(0, 12)}, request ${hashes.request.slice(0, 12)}`,
    '',
  ].join('\n');
}

const sectionOf = (title: string, body: string, note = ''): string => `${title}\n${body}${note}`;

/** A table under a title; nothing where there are no rows. */
function section(title: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const note = rows.length > ROWS ? `  … and ${inThrees(rows.length - ROWS)} more: --json or --csv\n` : '';
  return sectionOf(title, table(columns, rows.slice(0, ROWS)), note);
}

function showCandidate(baseline: SideResult, candidate: SideResult, difference: DifferenceResult): string[] {
  const { whole, partners } = difference;
  const three = [right('baseline'), right(short(candidate.name)), right('difference')];
  const owes = [baseline, candidate].some(({ totals }) => totals.owed !== zeroLike(totals.owed));
  const totals = [
    ['paid', inThrees(baseline.totals.paid), inThrees(candidate.totals.paid), signed(whole.paid)],
    ...(owes
      ? [
          ['owed by partners', inThrees(baseline.totals.owed), inThrees(candidate.totals.owed), signed(whole.owed)],
          ['cost (paid less owed)', '', '', signed(whole.cost)],
        ]
      : []),
  ];
  /** What is owed only where it differs: a paid table alone would say that nothing does. */
  const groups = <G extends { readonly total: MoneyPaid }>(
    name: string,
    of: (side: SideResult) => readonly G[],
    keyOf: (group: G) => string,
  ): string[] =>
    (/[1-9]/.test(whole.owed) ? (['paid', 'owed'] as const) : (['paid'] as const)).map((what) =>
      sides(what, name, of(baseline), of(candidate), keyOf, three),
    );
  return [
    `${'═'.repeat(78)}\n`,
    sectionOf(
      `${candidate.name}${candidate.rival ? ' (a rival’s program)' : ''} against the baseline`,
      table([{ title: '' }, ...three], totals),
    ),
    `  ${counted(partners.win, 'enrollment wins', 'enrollments win')}, ${counted(partners.lose, 'loses', 'lose')}, ${inThrees(partners.same)} ${partners.same === 1 ? 'earns' : 'earn'} the same\n`,
    showWholeReturn(difference, candidate),
    section('What each edit costs', [{ title: 'edit', most: LINE }, right('cost'), right('paid'), right('owed')], editRows(difference)),
    ...groups(
      'partner type',
      ({ byPartnerType }) => byPartnerType,
      ({ partnerType }) => partnerType,
    ),
    ...groups(
      'tier',
      ({ byTier }) => byTier,
      ({ partnerType, tier }) => `${partnerType} ${tier ?? '(none)'}`,
    ),
    section(
      'By incentive',
      [{ title: 'incentive' }, ...three],
      difference.byIncentive.map(({ incentive, baseline: before, candidate: after, change }) => [
        incentive,
        amountOf(before),
        amountOf(after),
        signed(netOf(change)),
      ]),
    ),
    section(
      'By rule, where it differs',
      [{ title: 'rule' }, { title: 'incentive' }, ...three],
      difference.byRule
        .filter(({ change }) => /[1-9]/.test(change.paid + change.owed))
        .map(({ rule, incentive, baseline: before, candidate: after, change }) => [
          rule,
          incentive,
          amountOf(before),
          amountOf(after),
          signed(netOf(change)),
        ]),
    ),
    ...groups(
      'fiscal quarter',
      ({ byQuarter }) => byQuarter,
      ({ from }) => from,
    ),
    ...groups(
      'region',
      ({ byRegion }) => byRegion,
      ({ value }) => value ?? '(unknown or other)',
    ),
    ...groups(
      'segment',
      ({ bySegment }) => bySegment,
      ({ value }) => value ?? '(unknown or other)',
    ),
    ...changes(difference),
    ...tierTables(baseline, candidate),
    section('Change by partner', [right('from'), right('to'), right('enrollments')], histogram(difference)),
  ];
}

const netOf = ({ paid, owed }: { readonly paid: string; readonly owed: string }): string =>
  /[1-9]/.test(owed) && !/[1-9]/.test(paid) ? owed : paid;

const zeroLike = (text: string): string => text.replace(/[1-9-]/g, (digit) => (digit === '-' ? '' : '0'));

const short = (name: string): string => (name.length <= 20 ? name : `…${name.slice(-19)}`);

/** Groups of both sides next to each other, in the order of the baseline, then what only the candidate has. */
function sides<G extends { readonly total: MoneyPaid }>(
  what: 'paid' | 'owed',
  name: string,
  baseline: readonly G[],
  candidate: readonly G[],
  keyOf: (group: G) => string,
  columns: readonly TableColumn[],
): string {
  const before = new Map(baseline.map((group) => [keyOf(group), group.total]));
  const after = new Map(candidate.map((group) => [keyOf(group), group.total]));
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const rows = keys.map((key) => {
    const [left, right2] = [before.get(key)?.[what] ?? '0', after.get(key)?.[what] ?? '0'];
    return [key, inThrees(left), inThrees(right2), signed(minus(right2, left))];
  });
  return keys.length < 2 ? '' : section(`${what === 'paid' ? 'Paid' : 'Owed'} by ${name}`, [{ title: name }, ...columns], rows);
}

/** Exact: both are decimal text of the same currency. */
function minus(a: string, b: string): string {
  const digits = Math.max(...[a, b].map((text) => text.split('.')[1]?.length ?? 0));
  const minor = (text: string): bigint => {
    const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
    const value = BigInt(whole + fraction.padEnd(digits, '0'));
    return text.startsWith('-') ? -value : value;
  };
  const difference = minor(a) - minor(b);
  const size = String(difference < 0n ? -difference : difference).padStart(digits + 1, '0');
  const text = digits === 0 ? size : `${size.slice(0, -digits)}.${size.slice(-digits)}`;
  return difference < 0n ? `-${text}` : text;
}

function editRows({ edits: { method, shares, versionStart, remainder } }: DifferenceResult): readonly (readonly string[])[] {
  const money = ({ cost, paid, owed }: { readonly cost: string; readonly paid: string; readonly owed: string }) => [
    signed(cost),
    signed(paid),
    signed(owed),
  ];
  const rows = shares.map(({ edits, costs }) => [
    edits
      .map(({ title, lines }) => (lines.length === 1 && lines[0] !== undefined && lines[0].length <= LINE ? lines[0] : title))
      .join(' + '),
    ...money(costs),
  ]);
  if (versionStart !== null) rows.push(['versions start on other days', ...money(versionStart)]);
  if (remainder !== null) rows.push(['what they do only together', ...money(remainder)]);
  if (method === 'too-many') rows.push(['too many edits to fold each alone', '', '', '']);
  return rows;
}

function changes({ partners: { winners, losers } }: DifferenceResult): string[] {
  const columns = [{ title: 'partner' }, { title: 'type' }, right('baseline'), right('candidate'), right('change')];
  const rows = (list: typeof winners): readonly (readonly string[])[] =>
    list.map(({ partner, partnerType, baseline, candidate, change }) => [
      partner,
      partnerType,
      inThrees(baseline),
      inThrees(candidate),
      signed(change),
    ]);
  return [section('Who wins most', columns, rows(winners)), section('Who loses most', columns, rows(losers))];
}

function tierTables(baseline: SideResult, candidate: SideResult): string[] {
  const count = (of: readonly (readonly [key: string, count: number])[]): ReadonlyMap<string, number> => new Map(of);
  const both = (
    title: string,
    columns: readonly TableColumn[],
    before: ReadonlyMap<string, number>,
    after: ReadonlyMap<string, number>,
  ): string =>
    section(
      title,
      [...columns, right('baseline'), right('candidate'), right('difference')],
      [...new Set([...before.keys(), ...after.keys()])].map((key) => {
        const [left, rightCount] = [before.get(key) ?? 0, after.get(key) ?? 0];
        return [...key.split('\t'), inThrees(left), inThrees(rightCount), signed(rightCount - left)];
      }),
    );
  const standing = ({ tiers }: SideResult) =>
    count(tiers.map(({ partnerType, tier, enrollments }) => [`${partnerType}\t${tier ?? '(none)'}`, enrollments]));
  const moves = (side: SideResult) =>
    count(side.moves.map(({ partnerType, from, to, moves: times }) => [`${partnerType}\t${from ?? '(none)'}\t${to ?? '(none)'}`, times]));
  const gates = ({ gatesClosed }: SideResult) =>
    count(gatesClosed.map(({ partnerType, gate, times }) => [`${partnerType}\t${gate}`, times]));
  const registrations = (side: SideResult) =>
    count(
      side.registrations.flatMap(({ partnerType, ...outcomes }) =>
        Object.entries(outcomes).flatMap(([outcome, times]) => (times === 0 ? [] : [[`${partnerType}\t${outcome}`, times] as const])),
      ),
    );
  const type = { title: 'type' };
  return [
    both('Tiers at the end', [type, { title: 'tier' }], standing(baseline), standing(candidate)),
    both('Moves between tiers', [type, { title: 'from' }, { title: 'to' }], moves(baseline), moves(candidate)),
    both('Gates found closed', [type, { title: 'gate' }], gates(baseline), gates(candidate)),
    both('Registrations', [type, { title: 'outcome' }], registrations(baseline), registrations(candidate)),
  ];
}

function histogram({ histogram: bins, partners }: DifferenceResult): readonly (readonly string[])[] {
  const all = partners.win + partners.lose + partners.same;
  if (partners.win + partners.lose === 0) return [];
  return bins
    .filter(({ partners: count }) => count > 0)
    .map(({ from, to, partners: count }) => [
      from === null ? '' : signed(from),
      to === null ? '' : signed(to),
      `${inThrees(count)} (${percent(count, all)})`,
    ]);
}

function showWholeReturn({ wholeReturn }: DifferenceResult, candidate: SideResult): string {
  if (wholeReturn === null) return '';
  const { baseline: before, candidate: after, better, worse } = wholeReturn;
  const row = (title: string, pick: (side: typeof before) => string): readonly string[] => [
    title,
    inThrees(pick(before)),
    inThrees(pick(after)),
    signed(minus(pick(after), pick(before))),
  ];
  const rows = [
    row('margin', ({ margin }) => margin),
    row('incentives', ({ incentives }) => incentives),
    row('on services', ({ services }) => services),
    row('owed', ({ owed }) => owed),
    row('whole return', ({ total }) => total),
  ];
  const note = `  better under ${candidate.name}: ${inThrees(better)}, worse: ${inThrees(worse)}; margin known of ${inThrees(wholeReturn.dealsWithMargin)} deals, unknown of ${inThrees(wholeReturn.dealsWithout)}\n`;
  return sectionOf(
    'The whole return of partners on the same deals',
    table([{ title: '' }, right('baseline'), right('candidate'), right('difference')], rows),
    note,
  );
}

function showSide(side: SideResult): string[] {
  const parts = [
    section(
      'Budgets',
      [{ title: 'budget' }, { title: 'window' }, right('budget'), right('actual'), right('used')],
      side.budgets.map(({ budget, from, scope, amount, actual, formula }) => [
        budget,
        from ?? 'lifetime',
        amount === null ? formula : `${inThrees(amount)}${scope === 'enrollment' ? ' each' : ''}`,
        inThrees(actual),
        amount === null || scope === 'enrollment' ? '' : percent(Number(actual), Number(amount)),
      ]),
    ),
    showBars(side),
    showRules(side),
    showSetAside(side),
    showSample(side),
  ].filter((part) => part !== '');
  const versions = side.versions.map(
    ({ hash, effectiveFrom }) => `${hash.slice(0, 12)}${effectiveFrom === null ? '' : ` from ${effectiveFrom}`}`,
  );
  return [
    `${'═'.repeat(78)}\n`,
    `${side.name}: ${side.program}, version ${versions.join(', ')}; ${inThrees(side.decisions)} decisions\n`,
    ...parts,
  ];
}
