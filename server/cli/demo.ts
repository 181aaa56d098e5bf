import { SERVER } from '../access/principal.ts';
import type { Trail } from '../audit/trail.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Timeline } from '../engine/program/model.ts';
import { activityDocument, partnerDocument } from '../history/generate/document.ts';
import { type Generating, generateHistory } from '../history/generate/generate.ts';
import { historyCreated, importBegun, importEnded } from '../jobs/changes.ts';
import type { Transaction } from '../store/database.ts';
import { createHistory, listHistories } from '../store/histories.ts';
import { beginImport, type ImportBatch, type ImportEnd, importInto } from '../store/imports.ts';
import type { Store } from '../store/open-store.ts';
import { writeMarket } from './demo-market.ts';

const PROGRAM = 'northwind';
const NAME = 'Northwind, a demo history';
const ACTIVITIES = 20_000;
const [FROM, TO] = ['2023-02-01', '2026-07-31'];
const BATCH = 2_000;

/** Into an empty embedded store: something to ask about. Gives how many activities were written. */
export async function writeDemo(
  store: Store,
  trail: Pick<Trail, 'record'>,
  timelines: readonly Timeline[],
  activities = ACTIVITIES,
): Promise<number> {
  const timeline = timelines.find(({ id }) => id === PROGRAM);
  if (timeline === undefined || store.kind !== 'embedded') return 0;
  const { items } = await listHistories(store, { limit: 1 });
  if (items.length > 0) return 0;
  const { id: history } = await createHistory(store, {
    name: NAME,
    timeline,
    also: (tx, made) => trail.record(tx, SERVER, historyCreated(made)),
  });
  const name = 'generated';
  const id = await beginImport(store, {
    history,
    name,
    also: (tx, begun) => trail.record(tx, SERVER, importBegun(begun, { history, files: name, program: PROGRAM })),
  });
  const ended = (tx: Transaction, end: ImportEnd) => trail.record(tx, SERVER, importEnded(id, history, end));
  const { accepted } = await importInto(store, id, demoBatches(generating(timeline, activities)), { history, timeline, name, ended });
  await writeMarket(store, trail, history, timeline, generating(timeline, activities));
  return accepted;
}

function generating({ versions }: Timeline, activities: number): Generating {
  const program = versions.at(-1);
  const [from, to] = [isoToDay(FROM), isoToDay(TO)];
  if (program === undefined || from === undefined || to === undefined) throw new Error('the demo has no program or no days');
  return { program, seed: 1, activities, from, to };
}

function* demoBatches(asked: Generating): Generator<ImportBatch> {
  const { program } = asked;
  // a partner is no row: what is counted are activities
  const origin = { line: 0, rows: 0, bytes: new Uint8Array() };
  const empty = () => ({ partners: [] as ImportBatch['partners'][number][], activities: [] as ImportBatch['activities'][number][] });
  let batch = empty();
  let line = 0;
  for (const event of generateHistory(asked)) {
    if ('enrollment' in event) batch.partners.push({ ...origin, document: partnerDocument(program, event.enrollment) });
    else {
      line += 1;
      batch.activities.push({ ...origin, line, rows: 1, document: activityDocument(program, event.activity) });
    }
    if (batch.activities.length < BATCH) continue;
    yield { ...batch, rejects: [] };
    batch = empty();
  }
  yield { ...batch, rejects: [] };
}
