// A server process as far as recording goes: it records what it is told to, over and over, until it is killed or done. A line
// on stdout for each activity, once it is committed.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { openTrail } from '../../dist/server/audit/trail.js';
import { openDeals } from '../../dist/server/deals/deals.js';
import { isPassing } from '../../dist/server/store/database-faults.js';
import { openStore } from '../../dist/server/store/open-store.js';
import { patiently } from '../../dist/server/store/patiently.js';

const [{ options, keys, today, documents, worksToo }] = await once(process, 'message');
const store = await patiently(() => openStore(options));
const trail = await openTrail({ store, keys });
const now = () => new Date(`${today}T12:00:00Z`);
const deals = openDeals({ store, trail, now });
const by = { kind: 'key', id: 'crm', name: 'CRM', roles: new Set(['system']) };

async function record(document) {
  for (;;) {
    try {
      return await store.transaction(async (tx) => {
        const [recorded] = await deals.record(tx, by, 'small', [document]);
        await trail.record(tx, by, { action: 'activities-recorded', subject: { kind: 'program', id: 'small' }, after: {} });
        return recorded;
      });
    } catch (error) {
      // transactions of several processes get into each other's way
      if (!isPassing(error)) throw error;
    }
  }
}

for (const document of documents) {
  const { status, findings } = await record(document);
  writeSync(1, `${JSON.stringify({ id: document.id, status, findings })}\n`);
  if (worksToo) await deals.work();
}
await trail.close();
await store.close();
process.disconnect();
