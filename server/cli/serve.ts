import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAccess } from '../access/access.ts';
import { keysFolder } from '../access/keys-folder.ts';
import { openSignIn } from '../access/sign-in.ts';
import { keepReckoned, openAnalytics } from '../analytics/analytics.ts';
import { openTrail } from '../audit/trail.ts';
import { openDeals } from '../deals/deals.ts';
import { keepWorking } from '../deals/keep-working.ts';
import { buildApp, type WhatIf } from '../http/app.ts';
import { exampleCurl } from '../http/example.ts';
import { openImports } from '../jobs/imports.ts';
import { openSimulations } from '../jobs/simulations.ts';
import { openTries } from '../jobs/tries.ts';
import { work } from '../jobs/worker.ts';
import { runLedger } from '../ledger/calendar.ts';
import { systemReason } from '../programs/files.ts';
import { openStore } from '../store/open-store.ts';
import { deliver, webhookReach } from './deliver.ts';
import { writeDemo } from './demo.ts';
import { type LiveDemo, writeLiveDemo } from './live-demo.ts';
import { errorLog, faultLog } from './log.ts';
import { counted, EXIT, type Output, UsageError } from './output.ts';
import { openPrograms, readRules } from './served-programs.ts';
import { cookieSecret, signInSettings, tellHowToSignIn } from './sign-in.ts';
import { storeOptions, telling } from './store.ts';

export interface ServeOptions {
  readonly port: string;
  readonly host: string;
  readonly rules?: string;
  readonly data?: string;
  readonly demo: boolean;
}

/** Beside the server, where both were built. */
const EDITOR = fileURLToPath(new URL('../../editor', import.meta.url));

/** Between two looks at what has become payable, and at months that are over. */
const LEDGER_PAUSE_MS = 10_000;

/** How long requests under way may take to end. */
const CLOSE_MS = 10_000;

/** Serves the programs that are kept until it is told to stop. */
export async function serve(options: ServeOptions, output: Output): Promise<number> {
  const port = portOf(options.port);
  const kept = storeOptions(options.data);
  const settings = signInSettings(kept, options.host);
  const reach = webhookReach(options.host);
  const { programs, allBroken } = await readRules(options.rules, kept, output);
  if (allBroken) return EXIT.findings;
  const store = await telling(() => openStore(kept));
  const log = errorLog(output);
  const onError = faultLog(log);
  const threads = availableParallelism();
  const keys = keysFolder(kept);
  const trail = await telling(() => openTrail({ store, keys, onError }));
  const deals = openDeals({ store, trail, onError, onThread: threads > 1 });
  const life = { ...(await openPrograms({ store, trail, onError }, programs, output)), wouldPost: deals.wouldPost };
  if (options.demo) await writeDemos({ ...life, deals }, output);
  const analytics = openAnalytics({ store, trail, onError });
  const whatIf: WhatIf = {
    store,
    trail,
    simulations: await openSimulations(store, trail, { threads }, onError),
    imports: openImports(store, trail),
    tries: openTries(store, threads),
    analytics,
  };
  const access = openAccess({ store, trail });
  const ledger = { store, trail, book: life.book, now: () => new Date() };
  const signIn = openSignIn(access, settings, await telling(() => cookieSecret(keys)));
  const { webhooks, delivery } = await telling(() => deliver({ store, trail, reach, keys, onError }));
  const editor = existsSync(join(EDITOR, 'index.html')) ? { editor: EDITOR } : {};
  const app = buildApp({ book: life.book, access, signIn, life, deals, ledger, whatIf, webhooks, ...editor, logger: log });
  // with PostgreSQL any process may answer; this one does its share, so that one alone is enough
  const leaving = new AbortController();
  const working =
    store.kind === 'postgres'
      ? work(store, { name: `server ${process.pid}`, threads, signal: leaving.signal, onError }).catch(onError)
      : undefined;
  const calendar = keepWorking(deals, onError);
  const payable = keepWorking({ work: () => runLedger(ledger) }, onError, LEDGER_PAUSE_MS);
  let stopReckoning = async (): Promise<void> => undefined;
  const close = async (): Promise<void> => {
    await app.close();
    await stopReckoning();
    await calendar.close();
    await deals.close();
    await payable.close();
    leaving.abort();
    await working;
    await delivery.close();
    await whatIf.tries.close();
    await whatIf.imports.close();
    await whatIf.simulations.close();
    await access.close();
    await life.threads.close();
    await life.book.close();
    await trail.close();
    await store.close();
  };
  let address: string;
  try {
    address = await app.listen({ port, host: options.host });
  } catch (error) {
    await close();
    throw new UsageError(`Can't listen on ${options.host}, port ${port}: ${REASONS[codeOf(error)] ?? systemReason(error)}.`);
  }
  stopReckoning = keepReckoned(analytics, () => life.book.timelines());
  const ids = life.book.timelines().map(({ id }) => id);
  output.out(`Dealwright serves ${counted(ids.length, 'program')} on ${address}${ids.length > 0 ? ` (${ids.join(', ')})` : ''}.\n`);
  output.out(
    `Programs, histories and simulations are kept in ${'folder' in kept ? `the folder ${kept.folder}` : 'the database of DATABASE_URL'}.\n`,
  );
  output.out(`The interface is described at ${address}/docs; Ctrl-C stops it.\n`);
  await tellHowToSignIn({ access, signIn, address }, output);
  output.out(`${exampleCurl(address, ids)}\n`);
  const signal = await toldToStop();
  output.err(`${signal}: closing.\n`);
  const late = setTimeout(() => {
    output.err('Requests under way were cut off.\n');
    process.exit(EXIT.fine);
  }, CLOSE_MS);
  await close();
  clearTimeout(late);
  return EXIT.fine;
}

/** Into an empty store: something to ask about, and deal time as if it had been going on. */
async function writeDemos(demo: LiveDemo, output: Output): Promise<void> {
  const { store, trail, book } = demo;
  const written = await writeDemo(store, trail, book.timelines());
  if (written === 0) return;
  output.out(`A demo history of ${counted(written, 'activity', 'activities')} was written; --no-demo leaves it out.\n`);
  const recorded = await writeLiveDemo(demo);
  if (recorded > 0)
    output.out(
      `Its partners were enrolled, and what they did of late, ${counted(recorded, 'activity', 'activities')}, was recorded and decided.\n`,
    );
}

/** The first signal closes gracefully, the second one at once. */
async function toldToStop(): Promise<string> {
  const signal = await Promise.race([once(process, 'SIGINT').then(() => 'SIGINT'), once(process, 'SIGTERM').then(() => 'SIGTERM')]);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(name === 'SIGINT' ? 130 : 143));
  return signal;
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port ${text} is no port; give a number from 0 to 65535.`);
  return port;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already; choose another --port',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this user may not use that port; choose one above 1023',
  ENOTFOUND: 'no such host is known',
};
