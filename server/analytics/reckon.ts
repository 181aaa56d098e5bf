import type { Asked, Keyed, Slice } from '../store/analytics/asked.ts';
import { largestSlices } from '../store/analytics/largest-slices.ts';
import { readEnrollments, readFirstActivities } from '../store/analytics/read-enrollments.ts';
import { type OpportunityRow, readOpportunities, readSizes } from '../store/analytics/read-opportunities.ts';
import { readCosts, readRenewals, readUses } from '../store/analytics/read-others.ts';
import type { Reader } from '../store/life/contents.ts';
import { type Method, readIncremental } from './incremental.ts';
import { MEASURES } from './measures/index.ts';
import type { Cell, Measure, OutcomeMeasure, Reckoned, Source } from './measures/measure.ts';
import { quartersBetween } from './quarters.ts';

/** Values of a slice that are told one by one: those with the most to tell, the same in all measures. */
const MOST_SLICES = 50;

export interface ReckonedCell extends Reckoned {
  /** First day of the quarter; of all together, of the first. */
  readonly quarter: string;
  /** Missing: not sliced; null: none. */
  readonly slice?: string | null;
}

export interface ReckonedMeasure {
  readonly measure: Measure;
  readonly cells: readonly ReckonedCell[];
  /** Why it isn't sliced or filtered as asked. */
  readonly unsliced?: string;
  /** Values of the slice beyond those that are told. */
  readonly moreSlices: number;
}

/** Figures of measures: of each quarter, or of all together, whole or by one slice. Each source is read once. */
export async function reckon(
  db: Reader,
  given: Asked,
  ids: readonly OutcomeMeasure[],
  method: Method,
): Promise<readonly ReckonedMeasure[]> {
  const largest = given.only === undefined ? await largestSlices(db, given, MOST_SLICES) : undefined;
  const asked = { ...given, among: largest?.values };
  const sources = new Map<string, Promise<Found>>();
  const read = (source: Source, by: Slice | undefined): Promise<Found> => {
    const key = `${source} ${by ?? ''}`;
    const found = sources.get(key) ?? READERS[source](db, { ...asked, by }, method);
    sources.set(key, found);
    return found;
  };
  return Promise.all(ids.map((id) => reckonOne(MEASURES[id], asked, read, largest?.more ?? 0)));
}

type Found = ReadonlyMap<string, { readonly slice: string | null; readonly part: Partial<Cell> }>;

async function reckonOne(
  measure: Measure,
  asked: Asked,
  read: (source: Source, by: Slice | undefined) => Promise<Found>,
  moreSlices: number,
): Promise<ReckonedMeasure> {
  const foreign = (Object.keys(asked.filter) as Slice[]).filter((slice) => !measure.slices.includes(slice));
  if (foreign.length > 0) return { measure, cells: [], unsliced: notBy(measure, foreign), moreSlices: 0 };
  const by = asked.by !== undefined && measure.slices.includes(asked.by) ? asked.by : undefined;
  const cells = new Map<string, Cell>();
  const slices = new Set<string | null>();
  const found = await Promise.all(measure.sources.map((source) => read(source, by)));
  for (const parts of found) {
    for (const [key, { slice, part }] of parts) {
      slices.add(slice);
      cells.set(key, { ...(cells.get(key) ?? EMPTY), ...part });
    }
  }
  if (by === undefined) slices.clear();
  const quarters = asked.per === 'range' ? [asked.from] : quartersBetween(asked.from, asked.to);
  const told = (by === undefined ? [null] : [...slices]).map((slice) => ({
    slice,
    cells: quarters.map((quarter) => ({ quarter, ...measure.reckon(cells.get(keyOf({ quarter, slice })) ?? EMPTY) })),
  }));
  return {
    measure,
    cells: told
      .toSorted((a, b) => compare(a.slice, b.slice))
      .flatMap((one) => one.cells.map((cell) => (by === undefined ? cell : { ...cell, slice: one.slice }))),
    moreSlices: by === undefined ? 0 : moreSlices,
    ...(by !== asked.by && asked.by !== undefined && { unsliced: notBy(measure, [asked.by]) }),
  };
}

/** None comes last. */
const compare = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);

const notBy = ({ name, slices }: Measure, foreign: readonly Slice[]): string =>
  `${name} is not known by ${foreign.join(' and ')}; it can be sliced by ${slices.join(', ')}.`;

const keyOf = ({ quarter, slice }: Keyed): string => `${quarter} ${slice === null ? '' : `=${slice}`}`;

const EMPTY: Cell = {
  closed: {},
  open: {},
  sizes: [],
  enrollments: undefined,
  firsts: [],
  uses: undefined,
  renewals: [],
  costs: [],
  incremental: undefined,
};

/** Rows put together by quarter and slice. */
function gathered<R extends Keyed>(rows: readonly R[], part: (rows: readonly R[]) => Partial<Cell>): Found {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return new Map([...groups].map(([key, group]) => [key, { slice: group[0]?.slice ?? null, part: part(group) }]));
}

const byAttribution = (rows: readonly OpportunityRow[]): Cell['closed'] => Object.fromEntries(rows.map((row) => [row.attribution, row]));

const READERS: Readonly<Record<Source, (db: Reader, asked: Asked, method: Method) => Promise<Found>>> = {
  closed: async (db, asked) => gathered(await readOpportunities(db, 'closed', asked), (rows) => ({ closed: byAttribution(rows) })),
  open: async (db, asked) =>
    gathered(atStart(await readOpportunities(db, 'open', asked), asked), (rows) => ({ open: byAttribution(rows) })),
  sizes: async (db, asked) => gathered(await readSizes(db, asked), (sizes) => ({ sizes })),
  enrollments: async (db, asked) => gathered(await readEnrollments(db, asked), ([enrollments]) => ({ enrollments })),
  firsts: async (db, asked) => gathered(await readFirstActivities(db, asked), (firsts) => ({ firsts })),
  uses: async (db, asked) => gathered(atStart(await readUses(db, asked), asked), ([uses]) => ({ uses })),
  renewals: async (db, asked) => gathered(await readRenewals(db, asked), (renewals) => ({ renewals })),
  costs: async (db, asked) => gathered(await readCosts(db, asked), (costs) => ({ costs })),
  incremental: async (db, asked, method) => {
    const slices = new Map<string, string | null>();
    const found = await readIncremental(db, asked, method, (row) => {
      const key = keyOf(row);
      slices.set(key, row.slice);
      return key;
    });
    return new Map([...found].map(([key, incremental]) => [key, { slice: slices.get(key) ?? null, part: { incremental } }]));
  },
};

/** What stands at the end of several quarters is told of all of them. */
const atStart = <R extends Keyed>(rows: readonly R[], { per, from }: Asked): readonly R[] =>
  per === 'range' ? rows.map((row) => ({ ...row, quarter: from })) : rows;
