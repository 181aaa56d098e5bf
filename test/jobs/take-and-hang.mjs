// A worker that takes a job and then does nothing, until it is killed; it goes on saying that it is there.
import { once } from 'node:events';
import { openJobQueue } from '../../dist/server/store/job-queue.js';
import { openStore } from '../../dist/server/store/open-store.js';
import { beat, enterWorker } from '../../dist/server/store/workers.js';

const [{ options, queue: name }] = await once(process, 'message');
const store = await openStore(options);
const queue = await openJobQueue(store);
const worker = await enterWorker(store, 'hanging');
setInterval(() => beat(store, worker), 200);
for (;;) {
  const job = await queue.take(worker, name);
  if (job === undefined) continue;
  process.send(job.data);
  break;
}
