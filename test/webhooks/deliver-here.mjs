// Delivers events in a process of its own until it is killed. It is told where by a message, and says when it does.
import { once } from 'node:events';
import { openStore } from '../../dist/server/store/open-store.js';
import { openDelivery } from '../../dist/server/webhooks/deliver.js';
import { openSealing } from '../../dist/server/webhooks/seal.js';
import { readReach } from '../../dist/server/webhooks/settings.js';

const [{ options, keys, settings }] = await once(process, 'message');
const store = await openStore(options);
const trail = { record: () => Promise.reject(new Error('nothing is to be recorded here')) };
openDelivery(
  { store, trail, sealing: await openSealing(keys), reach: readReach('127.0.0.1', {}), now: () => new Date() },
  { ...settings, onError: (error) => process.stderr.write(`${error.stack}\n`) },
);
process.send('delivers');
