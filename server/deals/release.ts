import { SERVER } from '../access/principal.ts';
import { waitingInVain } from '../store/deals/inbox.ts';
import type { Core } from './core.ts';
import { record } from './record.ts';

const ROWS = 50;

/**
 * Records what waits for something that is there. Both may have come at the same moment by two requests that lock other shards, and
 * then neither saw the other; who waits mustn't wait for ever. How many were.
 */
export async function releaseWaiting(core: Core): Promise<number> {
  let released = 0;
  for (let after: string | undefined, more = true; more; ) {
    const rows = await waitingInVain(core.store.db, after, ROWS);
    for (const { id, program, document } of rows) {
      after = id;
      try {
        if (await releaseOne(core, program, document)) released += 1;
      } catch (error) {
        core.onError(error);
      }
    }
    more = rows.length === ROWS;
  }
  return released;
}

/** False: somebody else has, or the program has another mind of it than when it came. */
async function releaseOne(core: Core, program: string, document: unknown): Promise<boolean> {
  return core.store.transaction(async (tx) => {
    const [recorded] = await record(core, tx, SERVER, program, [document]);
    if (recorded?.activity === undefined || (recorded.status !== 'recorded' && recorded.status !== 'queued')) return false;
    const activity = { ...recorded.activity, status: recorded.status };
    await core.trail.record(tx, SERVER, {
      action: 'activities-recorded',
      subject: { kind: 'program', id: program },
      after: { activities: [activity], because: 'what it waits for has come' },
    });
    return true;
  });
}
