// A process that adds deals to a history, for tests that stop it midway. Told: { folder, setting, from, count }.
import { setTimeout } from 'node:timers/promises';
import { openWriter } from '../../dist/server/history/writer.js';

process.on('message', async ({ folder, setting, from, count }) => {
  try {
    const writer = await openWriter(folder, setting);
    for (let n = from; n < from + count; n += 1) {
      writer.add({
        source: 'crm',
        id: `d${n}`,
        revision: 1,
        kind: n % 2 === 0 ? 'deal-closed' : 'renewal',
        day: 19_000 + (n % 100),
        parties: [{ partner: `p${n % 50}`, partnerType: 'reseller', role: 'principal', share: 1e9 }],
        facts: new Map([['deal.amount', n]]),
        items: [],
        terms: new Map(),
      });
    }
    process.send('committing');
    // the message is on its way before the disk is kept busy
    await setTimeout(1);
    process.send(await writer.commit());
  } catch (error) {
    process.send({ error: String(error) });
  }
  process.disconnect();
});
