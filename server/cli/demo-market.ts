import { SERVER } from '../access/principal.ts';
import type { Trail } from '../audit/trail.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Generating } from '../history/generate/generate.ts';
import { generateHistory } from '../history/generate/generate.ts';
import { generateMarket } from '../history/generate/market.ts';
import { typed } from '../history/import/read-records.ts';
import type { RecordKindName, TypedRecord } from '../history/import/record-kinds.ts';
import { chooseHistory, countTold, tell } from '../store/analytics/told.ts';
import type { Store } from '../store/open-store.ts';
import { decidedOn } from './demo-decided.ts';

const BATCH = 1_000;

/** Beside the demo history: direct deals, investments, what the program would have paid and the like, so that every measure has a value. Gives how many records. */
export async function writeMarket(
  store: Store,
  trail: Pick<Trail, 'record'>,
  history: string,
  timeline: Timeline,
  generating: Generating,
): Promise<number> {
  const { program } = generating;
  const { id } = timeline;
  const kinds = new Map<RecordKindName, TypedRecord[]>();
  const events = [...generateHistory(generating)];
  for (const { kind, document } of [
    ...generateMarket(program, events, { ...generating, seed: generating.seed + 1 }),
    ...decidedOn(timeline, events),
  ]) {
    const { record, faults } = typed(kind, document, program.currency.digits);
    if (faults.length > 0) throw new Error(`a record of the demo is refused: ${faults.map(({ message }) => message).join(' ')}`);
    const own = kinds.get(kind) ?? [];
    own.push(record);
    kinds.set(kind, own);
  }
  let count = 0;
  await store.transaction(
    async (tx) => {
      await chooseHistory(tx, id, history);
      for (const [kind, records] of kinds) {
        count += records.length;
        for (let from = 0; from < records.length; from += BATCH) await tell(tx, id, kind, records.slice(from, from + BATCH));
      }
      await countTold(tx, id);
      await trail.record(tx, SERVER, { action: 'analytics-told', subject: { kind: 'program', id }, after: { history, records: count } });
    },
    { patient: true },
  );
  return count;
}
