import { BIGINT, BOOLEAN, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, type DuckDBType, INTEGER } from '@duckdb/node-api';
import type { HistoryColumns } from '../../../../server/engine/columns/history.ts';
import { codeOf } from '../../../../server/engine/columns/read-history.ts';
import { calendarOf } from '../by-hand/calendar.ts';
import { codes, dealsOf, movesOf, present, renewalsOf, tableOf } from '../by-hand/deals.ts';
import type { Paid } from '../same.ts';
import { queryOf } from './query.ts';

/** DuckDB in memory, on one thread, with the history in tables of its own. */
export interface Sql {
  ask(): Promise<Paid>;
  close(): void;
}

type Cell = number | bigint | boolean | null;
type Row = readonly Cell[];

const ACTIVITIES = {
  enrollment: INTEGER,
  row: INTEGER,
  activity: INTEGER,
  day: INTEGER,
  year: INTEGER,
  amount: BIGINT,
  kind: INTEGER,
  line: INTEGER,
  quantity: INTEGER,
  discount: INTEGER,
  competitor: BOOLEAN,
  tender: BOOLEAN,
  registered: BOOLEAN,
  customer: INTEGER,
  segment: INTEGER,
  kept: BOOLEAN,
  movedTo: INTEGER,
} as const;
const NO_DEAL: Row = Array<null>(9).fill(null);
/** Millionths of a per cent in a basis point. */
const RATE_OF_BASIS_POINT = 100_000;
const CHUNK = 2048;

export async function openSql(history: HistoryColumns): Promise<Sql> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run('pragma threads=1');
  await fill(connection, 'activities', ACTIVITIES, activitiesOf(history));
  await fill(connection, 'enrollments', { enrollment: INTEGER, region: INTEGER }, enrollmentsOf(history));
  const query = queryOf((text) => codeOf(history, text));
  return {
    ask: async () => {
      const [row = {}] = (await connection.runAndReadAll(query)).getRowObjects();
      const incentives = Object.keys(row).filter((name) => !name.endsWith(' lines'));
      const paid = incentives.map((name) => [name, { lines: Number(row[`${name} lines`]), minor: Number(row[name]) }] as const);
      return new Map(paid.filter(([, { lines }]) => lines > 0));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function fill(connection: DuckDBConnection, table: string, columns: Readonly<Record<string, DuckDBType>>, rows: Iterable<Row>) {
  const types = Object.values(columns);
  await connection.run(
    `create table ${table} (${Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})`,
  );
  const appender = await connection.createAppender(table);
  const append = (batch: readonly Row[]): void => {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setRows(batch);
    appender.appendDataChunk(chunk);
  };
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < CHUNK) continue;
    append(batch);
    batch = [];
  }
  if (batch.length > 0) append(batch);
  appender.closeSync();
}

function* activitiesOf(history: HistoryColumns): Generator<Row> {
  const { start, kind, place } = history.rows;
  const { fiscalYear, first } = calendarOf(history.firstDay, history.lastDay);
  const dealTable = tableOf(history, 'deal-closed');
  const renewalTable = tableOf(history, 'renewal');
  const deals = dealsOf(dealTable.table);
  const renewals = renewalsOf(renewalTable.table);
  const moves = movesOf(tableOf(history, 'profile-changed').table);
  for (let enrollment = 0; enrollment < history.enrollments.count; enrollment += 1) {
    const end = start[enrollment + 1] ?? 0;
    for (let row = start[enrollment] ?? 0; row < end; row += 1) {
      const at = place[row] ?? 0;
      const head = (activity: number, day: number): Row => [enrollment, row, activity, day, fiscalYear[day - first] ?? 0];
      if (kind[row] === dealTable.index) {
        yield [
          ...head(0, deals.day[at] ?? 0),
          BigInt(deals.amount[at] ?? 0),
          deals.kind[at] ?? 0,
          deals.line[at] ?? 0,
          deals.quantity[at] ?? 0,
          isSet(deals.discountPresent, at) ? (deals.discount[at] ?? 0) / RATE_OF_BASIS_POINT : null,
          isSet(deals.competitorPresent, at) ? isSet(deals.competitor, at) : null,
          isSet(deals.tender, at),
          isSet(deals.registrationPresent, at),
          deals.customer[at] ?? 0,
          deals.segment[at] ?? 0,
          ...[null, null],
        ];
      } else if (kind[row] === renewalTable.index)
        yield [...head(1, renewals.day[at] ?? 0), BigInt(renewals.amount[at] ?? 0), ...NO_DEAL, isSet(renewals.kept, at), null];
      else yield [...head(2, moves.day[at] ?? 0), null, ...NO_DEAL, null, moves.region[at] ?? 0];
    }
  }
}

function* enrollmentsOf({ enrollments }: HistoryColumns): Generator<Row> {
  const column = enrollments.profile['partner.region'];
  const [region, known] = [codes(column), present(column, enrollments.count)];
  for (let at = 0; at < enrollments.count; at += 1) yield [at, isSet(known, at) ? (region[at] ?? 0) : null];
}

const isSet = (bits: Uint8Array, at: number): boolean => (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
