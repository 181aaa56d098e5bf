import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { openAccess } from '../../../server/access/access.ts';
import { makeKey } from '../../../server/access/keys.ts';
import { SERVER } from '../../../server/access/principal.ts';
import { openTrail } from '../../../server/audit/trail.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { buildApp } from '../../../server/http/app.ts';
import { fixedBook } from '../../../server/lifecycle/program-book.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { workProgram } from '../decide/workload.ts';
import { quotes } from './quotes.ts';

/** Started by http.ts in a process of its own; ends with it. */
const path = '/v1/programs/bench/evaluate';

interface Server {
  readonly app: Pick<FastifyInstance, 'listen' | 'close'>;
  readonly key: string;
}

/** Ours, asked with the key of an order desk; its store lasts as long as it does. */
async function ours(): Promise<Server & { readonly app: FastifyInstance }> {
  const loaded = loadProgramDocument(workProgram());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
  const store = await openStore({ folder });
  const trail = await openTrail({ store, keys: join(folder, 'keys') });
  const access = openAccess({ store, trail });
  const given = { name: 'order desk', roles: ['system'] as const, programs: ['bench'] };
  const { value } = await store.transaction((tx) => makeKey(access, tx, SERVER, given));
  const app = buildApp({
    book: fixedBook([{ id: 'bench', versions: [loaded.program] }]),
    access,
    limits: { requestsPerMinute: Number.POSITIVE_INFINITY },
  });
  app.addHook('onClose', async () => {
    await access.close();
    await trail.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { app, key: value.text };
}

/** Fastify alone: it reads the body, and sends the answer that ours gives to it. */
async function bare(): Promise<Server> {
  const { app: model, key } = await ours();
  const headers = { authorization: `Bearer ${key}` };
  const answers = new Map<unknown, unknown>();
  for (const quote of quotes) {
    const answered = await model.inject({ method: 'POST', url: path, headers, payload: quote });
    answers.set(quote.activity.id, answered.json());
  }
  await model.close();
  const app = Fastify();
  app.post<{ Body: (typeof quotes)[number] }>(path, ({ body }) => answers.get(body.activity.id));
  return { app, key };
}

const { app, key } = await (process.argv[2] === 'ours' ? ours() : bare());
process.send?.({ url: `${await app.listen({ host: '127.0.0.1', port: 0 })}${path}`, key });
process.once('disconnect', () => void app.close());
