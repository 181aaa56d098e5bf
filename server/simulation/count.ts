/** An outcome, counted. */
import {
  type ClosedColumns,
  FAILURE_CODES,
  type FailureColumns,
  type MoveColumns,
  NO_TIER,
  type Outcome,
  REGISTRATION_OUTCOMES,
  type RegistrationColumns,
} from '../engine/columns/outcome.ts';
import { countBars, countPopulation } from './count-bars.ts';
import { type Counting, countLines } from './count-lines.ts';
import { dayOfRow } from './select.ts';
import { Sums } from './sums.ts';
import { type Cells, ENROLLMENT_COLUMNS, mapRecord, sortedCells, type Tally, type TallyOf, tableNames } from './tally.ts';

export function countOutcome(outcome: Outcome, of: TallyOf, counting: Counting): Tally {
  const lines = countLines(outcome.lines, counting);
  const tables: Tally['tables'] = {
    ...lines.tables,
    registrations: countRegistrations(outcome.registrations, counting),
    closed: countClosed(outcome.closed, counting),
    moves: countMoves(outcome.moves, counting),
    standing: countStanding(outcome.standing, counting),
    failures: countFailures(outcome.failures, counting),
    rules: countRules(outcome.rules, counting),
    bars: outcome.bars === null ? [] : countBars(outcome.bars, counting),
    population: outcome.bars === null ? [] : countPopulation(counting),
  };
  return {
    of,
    from: counting.from,
    to: counting.to,
    counts: {
      decisions: outcome.decisions,
      handedOver: outcome.handedOver,
      rows: countRows(counting, of.until),
      setAside: countSetAside(outcome.failures, counting),
    },
    // in one order, whether merged or not
    tables: mapRecord(tableNames, (name) => tables[name]),
    enrollments: mapRecord(ENROLLMENT_COLUMNS, (name) => Array.from(lines.enrollments[name])),
  };
}

/** How often each key comes; -1 doesn't count. Keys are numbers, spelt out once. */
function frequencies(count: number, keyOf: (n: number) => number, spell: (key: number) => string): Cells {
  const sums = new Sums(1);
  for (let n = 0; n < count; n += 1) {
    const key = keyOf(n);
    if (key >= 0) sums.add(sums.at(key), 1);
  }
  return sums.cells(spell);
}

/** More than there are of anything that has names. */
const WIDE = 2 ** 16;

interface Dated {
  readonly enrollment: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
}

function counts({ selected }: Counting, of: Dated, n: number, generatedKind: string): boolean {
  const row = of.row[n] ?? -1;
  return row >= 0 ? selected.rows[row] === 1 : selected.generated(of.enrollment[n] ?? 0, of.day[n] ?? 0, generatedKind);
}

const typeOf = ({ selected }: Counting, enrollment: number | undefined): number => selected.partnerTypeOf[enrollment ?? 0] ?? 0;
const typeName = ({ selected }: Counting, type: number): string => selected.partnerTypes[type] ?? '';

function countRows({ history, selected, from, to }: Counting, until: number): number {
  const { start } = history.rows;
  const [first = 0, end = 0] = [start[from], start[to]];
  const whole = until >= history.lastDay;
  if (whole && from === 0 && to === history.enrollments.count) return selected.count;
  let count = 0;
  for (let row = first; row < end; row += 1) if (selected.rows[row] === 1 && (whole || dayOfRow(history, row) <= until)) count += 1;
  return count;
}

function countRegistrations(registrations: RegistrationColumns, counting: Counting): Cells {
  return frequencies(
    registrations.count,
    (n) => {
      const outcome = registrations.outcome[n] ?? 0;
      const kind = REGISTRATION_OUTCOMES[outcome] === 'expired' ? 'protection-expired' : 'registration-reconsidered';
      return counts(counting, registrations, n, kind) ? typeOf(counting, registrations.enrollment[n]) * WIDE + outcome : -1;
    },
    (key) => `${typeName(counting, Math.floor(key / WIDE))}\t${REGISTRATION_OUTCOMES[key % WIDE] ?? ''}`,
  );
}

function countClosed(closed: ClosedColumns, counting: Counting): Cells {
  return frequencies(
    closed.count,
    (n) => (counts(counting, closed, n, '') ? typeOf(counting, closed.enrollment[n]) * WIDE + (closed.gate[n] ?? 0) : -1),
    (key) => `${typeName(counting, Math.floor(key / WIDE))}\t${counting.names.gates[key % WIDE] ?? ''}`,
  );
}

function countMoves(moves: MoveColumns, counting: Counting): Cells {
  const LEVELS = 256;
  return frequencies(
    moves.count,
    (n) => {
      if (!counts(counting, moves, n, counting.names.kinds[moves.kind[n] ?? 0] ?? '')) return -1;
      const type = (moves.version[n] ?? 0) * WIDE + typeOf(counting, moves.enrollment[n]);
      return (type * LEVELS + (moves.before[n] ?? NO_TIER)) * LEVELS + (moves.after[n] ?? NO_TIER);
    },
    (key) => {
      const of = Math.floor(key / (LEVELS * LEVELS));
      const type = typeName(counting, of % WIDE);
      const levels = counting.names.levels[Math.floor(of / WIDE)]?.get(type);
      return [type, levels?.[Math.floor(key / LEVELS) % LEVELS] ?? '', levels?.[key % LEVELS] ?? ''].join('\t');
    },
  );
}

function countStanding(standing: Uint8Array, counting: Counting): Cells {
  const levels = counting.names.levels.at(-1);
  return frequencies(
    standing.length,
    (n) => {
      const e = counting.from + n;
      return counting.selected.enrollments[e] === 1 ? typeOf(counting, e) * WIDE + (standing[n] ?? NO_TIER) : -1;
    },
    (key) => {
      const type = typeName(counting, Math.floor(key / WIDE));
      return `${type}\t${levels?.get(type)?.[key % WIDE] ?? ''}`;
    },
  );
}

function countFailures(failures: FailureColumns, counting: Counting): Cells {
  return frequencies(
    failures.count,
    (n) => {
      if (!counts(counting, failures, n, counting.names.kinds[failures.kind[n] ?? 0] ?? '')) return -1;
      return ((failures.whole[n] ?? 0) * WIDE + (failures.of[n] ?? 0)) * WIDE + (failures.code[n] ?? 0);
    },
    (key) => {
      const of = Math.floor(key / WIDE);
      const extent = of >= WIDE ? 'whole' : 'part';
      return [extent, counting.names.failing[of % WIDE] ?? '', FAILURE_CODES[key % WIDE] ?? ''].join('\t');
    },
  );
}

/** An activity may be set aside for several reasons, which then follow each other. */
function countSetAside(failures: FailureColumns, counting: Counting): number {
  let count = 0;
  let before = '';
  for (let n = 0; n < failures.count; n += 1) {
    if (failures.whole[n] !== 1 || !counts(counting, failures, n, counting.names.kinds[failures.kind[n] ?? 0] ?? '')) continue;
    const key = [failures.enrollment[n], failures.row[n], failures.day[n], failures.kind[n]].join();
    if (key !== before) count += 1;
    before = key;
  }
  return count;
}

function countRules(rules: Outcome['rules'], { names }: Counting): Cells {
  const sums = new Map<string, number[]>();
  for (const [version, { looked, held, due, excluded, outbid, setAside }] of rules.entries()) {
    for (const [rule, name] of (names.rules[version] ?? []).entries()) {
      sums.set(
        `${version}\t${name}`,
        [looked, held, due, excluded, outbid, setAside].map((column) => column[rule] ?? 0),
      );
    }
  }
  return sortedCells(sums);
}
