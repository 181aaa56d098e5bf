// Begins an import in a process of its own and, with part of it written, says so and waits to be killed. It is told
// what to do, and answers, by messages.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { loadProgramDocument } from '../../dist/server/engine/program/load.js';
import { beginImport, importInto } from '../../dist/server/store/imports.js';
import { openStore } from '../../dist/server/store/open-store.js';

const [{ options, history, program, documents }] = await once(process, 'message');
const store = await openStore(options);
const { program: loaded } = loadProgramDocument(program);
const timeline = { id: loaded.id, versions: [loaded] };
const id = await beginImport(store, { history, name: 'killed.csv' });

async function* batches() {
  const bytes = Buffer.from('');
  const origin = { line: 1, rows: 1, bytes };
  yield { partners: [], activities: documents.map((document) => ({ ...origin, document })), rejects: [{ ...origin, reason: 'bad' }] };
  process.send(id);
  await setTimeout(600_000);
}
await importInto(store, id, batches(), { history, timeline, name: 'killed.csv' });
