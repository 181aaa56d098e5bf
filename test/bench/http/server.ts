import Fastify from 'fastify';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { buildApp } from '../../../server/http/app.ts';
import { fixedBook } from '../../../server/lifecycle/program-book.ts';
import { workProgram } from '../decide/workload.ts';
import { quote } from './quote.ts';

/** Started by http.ts in a process of its own; ends with it. */
const path = '/v1/programs/bench/evaluate';

async function ours() {
  const loaded = loadProgramDocument(workProgram());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return buildApp({
    book: fixedBook([{ id: 'bench', versions: [loaded.program] }]),
    limits: { requestsPerMinute: Number.POSITIVE_INFINITY },
  });
}

/** Fastify alone: it reads the body and sends the answer that ours gives. */
async function bare() {
  const model = await ours();
  const answer: unknown = (await model.inject({ method: 'POST', url: path, payload: quote })).json();
  await model.close();
  const app = Fastify();
  app.post(path, () => answer);
  return app;
}

const app = await (process.argv[2] === 'ours' ? ours() : bare());
process.send?.(`${await app.listen({ host: '127.0.0.1', port: 0 })}${path}`);
process.once('disconnect', () => void app.close());
