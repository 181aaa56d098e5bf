import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess } from '../access/access.ts';
import { openSignIn } from '../access/sign-in.ts';
import { openAnalytics } from '../analytics/analytics.ts';
import { openTrail } from '../audit/trail.ts';
import { openDeals } from '../deals/deals.ts';
import { buildApp } from '../http/app.ts';
import { openImports } from '../jobs/imports.ts';
import { openSimulations } from '../jobs/simulations.ts';
import { openTries } from '../jobs/tries.ts';
import { openDraftThreads } from '../lifecycle/draft-threads.ts';
import { openBook } from '../lifecycle/open-book.ts';
import { openStore } from '../store/open-store.ts';
import { deliver, webhookReach } from './deliver.ts';

/*
 * Part of the build: writes what GET /openapi.json answers into the file that is named. The editor's typed client is made
 * of it. Routes are described where they are registered, so the whole app is put together, over an empty store.
 */

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write.');
const folder = await mkdtemp(join(tmpdir(), 'dealwright-openapi-'));
const store = await openStore({ folder });
const trail = await openTrail({ store, keys: join(folder, 'keys') });
const access = openAccess({ store, trail });
const book = await openBook(store, { pollMs: 0 });
const threads = openDraftThreads();
const analytics = openAnalytics({ store, trail, onError: () => undefined });
const whatIf = {
  store,
  trail,
  analytics,
  simulations: await openSimulations(store, trail, { threads: 1 }),
  imports: openImports(store, trail),
  tries: openTries(store, 1),
};
const { webhooks, delivery } = await deliver({
  store,
  trail,
  reach: webhookReach('127.0.0.1'),
  keys: join(folder, 'keys'),
  onError: () => undefined,
});
const app = buildApp({
  book,
  access,
  signIn: openSignIn(access, { way: 'owner' }, randomBytes(32)),
  life: { store, trail, book, threads, now: () => new Date() },
  whatIf,
  deals: openDeals({ store, trail }),
  ledger: { store, trail, book, now: () => new Date() },
  webhooks,
});
await app.ready();
await writeFile(file, JSON.stringify(app.swagger(), null, 1));
await app.close();
await delivery.close();
await whatIf.tries.close();
await whatIf.imports.close();
await whatIf.simulations.close();
await threads.close();
await book.close();
await access.close();
await trail.close();
await store.close();
await rm(folder, { recursive: true, force: true });
