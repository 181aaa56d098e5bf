import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess } from '../../../server/access/access.ts';
import { makeKey } from '../../../server/access/keys.ts';
import { SERVER } from '../../../server/access/principal.ts';
import { openTrail } from '../../../server/audit/trail.ts';
import { openDeals } from '../../../server/deals/deals.ts';
import { keepWorking } from '../../../server/deals/keep-working.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { buildApp } from '../../../server/http/app.ts';
import { openDraftThreads } from '../../../server/lifecycle/draft-threads.ts';
import { openBook } from '../../../server/lifecycle/open-book.ts';
import { takeIn } from '../../../server/lifecycle/take-in.ts';
import type { Registry } from '../../../server/registry/live.ts';
import { putPartner } from '../../../server/registry/partners.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { replayProgram } from '../replay/program.ts';
import { recordingOf } from './recording.ts';

/** Started by record.ts in a process of its own, with the address of a PostgreSQL; ends with it. */
const BATCH = 100;
/** At most so many are asked at once, or have just been. */
const IN_FLIGHT = 16;

const [url = ''] = process.argv.slice(2);
const document = replayProgram();
const loaded = loadProgramDocument(document);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
const { program } = loaded;
const { partners, earlier, next, dayOf } = recordingOf(program);

const folder = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
const store = await openStore({ url, cache: join(folder, 'cache') });
const trail = await openTrail({ store, keys: join(folder, 'keys') });
const book = await openBook(store);
const threads = openDraftThreads();
/** What happens is told on its day: the calendar of this server goes on with what it is asked. */
let asked = 0;
const now = () => new Date(`${dayOf(Math.max(0, asked - IN_FLIGHT))}T12:00:00Z`);
const sources = [{ path: 'program.json', text: JSON.stringify(document) }];
await takeIn({ store, trail, book, threads, now }, [
  { path: '.', diagnostics: [], timeline: { id: program.id, versions: [program] }, sources, scenarios: [] },
]);
const fail = (error: unknown): void => {
  console.error(error);
  process.exitCode = 1;
};
const deals = openDeals({ store, trail, now, onError: fail, onThread: availableParallelism() > 1 });
const registry: Registry = { store, trail, book, live: deals, now };
for (const { id, enrollments } of partners) {
  const given = { name: id, enrollments: enrollments.map((enrollment) => ({ program: program.id, ...enrollment })) };
  await store.transaction((tx) => putPartner(registry, tx, SERVER, id, given, undefined));
}
const began = performance.now();
for (let from = 0; from < earlier.length; from += BATCH) {
  const results = await store.transaction((tx) => deals.record(tx, SERVER, program.id, earlier.slice(from, from + BATCH)), {
    patient: true,
  });
  const refused = results.find(({ status }) => status !== 'recorded');
  if (refused !== undefined) throw new Error(`not recorded: ${JSON.stringify(refused)}`);
}
const seededMs = performance.now() - began;
const access = openAccess({ store, trail });
const given = { name: 'order desk', roles: ['system'] as const, programs: [program.id] };
const { value } = await store.transaction((tx) => makeKey(access, tx, SERVER, given));
const app = buildApp({ book, access, deals, limits: { requestsPerMinute: false, loopDelayMs: false } });
app.addHook('onRequest', (_request, _reply, done) => {
  asked += 1;
  done();
});
const calendar = keepWorking(deals, fail);
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ url: `${address}/v1/activities`, key: value.text, program: program.id, next, seededMs, earlier: earlier.length });
process.on('message', () => process.send?.(process.cpuUsage()));
process.once('disconnect', async () => {
  await app.close();
  await calendar.close();
  await deals.close();
  await access.close();
  await threads.close();
  await book.close();
  await trail.close();
  await store.close();
});
