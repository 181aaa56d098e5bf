// Writes through the real services until it is killed, and says on stdout what has been done: a JSON line for each write,
// once it is committed. It is told what to do by a message.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { makeKey } from '../../dist/server/access/keys.js';
import { addPerson } from '../../dist/server/access/people.js';
import { openTrail } from '../../dist/server/audit/trail.js';
import { loadProgramDocument } from '../../dist/server/engine/program/load.js';
import { ask } from '../../dist/server/jobs/question.js';
import { approve } from '../../dist/server/lifecycle/approve.js';
import { openDraftThreads } from '../../dist/server/lifecycle/draft-threads.js';
import { beginDraft, saveDraft } from '../../dist/server/lifecycle/drafts.js';
import { LifecycleError } from '../../dist/server/lifecycle/model.js';
import { openBook } from '../../dist/server/lifecycle/open-book.js';
import { programSource } from '../../dist/server/lifecycle/program-source.js';
import { publish } from '../../dist/server/lifecycle/publish.js';
import { readySubmission, submit } from '../../dist/server/lifecycle/submit.js';
import { inlineCrew } from '../../dist/server/simulation/inline-crew.js';
import { simulate } from '../../dist/server/simulation/simulate.js';
import { isPassing } from '../../dist/server/store/database-faults.js';
import { beginImport, importInto } from '../../dist/server/store/imports.js';
import { openStore } from '../../dist/server/store/open-store.js';
import { patiently } from '../../dist/server/store/patiently.js';
import { endSimulation, keepQuestion, startSimulation, unfinishedSimulations } from '../../dist/server/store/simulations.js';

const DEALS = 20;
const DAYS = 12;

const [{ options, keys, files, program, simulatedHistory, grownHistory }] = await once(process, 'message');
// the database may just be hurt
const store = await patiently(() => openStore(options));
const trail = await openTrail({ store, keys });
const book = await openBook(store, { pollMs: 0 });
const life = { store, trail, book, threads: openDraftThreads(), now: () => new Date() };
const access = { store, trail, now: life.now };
const loaded = loadProgramDocument(program);
const timeline = { id: loaded.program.id, versions: [loaded.program] };

const person = (id, roles) => ({ kind: 'person', id, name: id, roles: new Set(roles) });
const [ann, cleo, root] = [person('ann', ['designer']), person('cleo', ['approver']), person('root', ['admin'])];

// those that others were killed at wait for nobody
await patiently(async () => {
  for (const id of await unfinishedSimulations(store)) await store.transaction((tx) => endSimulation(tx, id, { cancelled: true }));
});

const done = (what) => writeSync(1, `${JSON.stringify(what)}\n`);
const random = (most) => Math.floor(Math.random() * most);

/** Others wait for a step towards a publication: they are quicker. */
const steps = [];
function step(what) {
  done(what);
  for (const go of steps.splice(0)) go();
}
const nextStep = () => new Promise((resolve) => steps.push(resolve));

/** One transaction, as HTTP makes it. */
async function change(work) {
  const { value } = await store.transaction(work);
  await book.refresh();
  return value;
}

/** The program with another commission: a version that there hasn't been. */
function changedFiles() {
  const rate = (1000 + random(8000)) / 10_000;
  const change = (text) => text.replaceAll('deal.amount * 0.10', `deal.amount * ${rate}`).replaceAll('10.00', (rate * 100).toFixed(2));
  return files.map(({ path, text }) => ({ path, text: path === 'program.json' ? text : change(text) }));
}

async function simulated(draft, on) {
  const request = { baseline: { program: 'small', on }, candidates: [{ draft }], history: simulatedHistory, edits: false, bars: false };
  const asked = await ask(store, request, programSource(book, life));
  if (!asked.ok) throw new Error(asked.findings[0]?.message);
  const { id, isNew } = await store.transaction((tx) => keepQuestion(tx, asked.question));
  if (!isNew) return id;
  await startSimulation(store, id);
  const result = JSON.stringify(await simulate(asked.simulation, inlineCrew(), { shards: 1 }));
  await store.transaction((tx) => endSimulation(tx, id, { result }));
  return id;
}

async function publishSomething() {
  const begun = await change((tx) => beginDraft(life, tx, ann, { program: 'small', name: 'a draft', files }));
  step({ draft: begun.id, revision: 1 });
  const draft = await change((tx) => saveDraft(life, tx, ann, begun.id, { revision: 1, files: changedFiles() }));
  step({ draft: draft.id, revision: draft.revision });
  const effectiveFrom = new Date(Date.now() + (2 + random(DAYS)) * 86_400_000).toISOString().slice(0, 10);
  const simulation = await simulated(draft.id, effectiveFrom);
  const ready = await readySubmission(life, draft.id, { revision: draft.revision, simulation, effectiveFrom, note: '' });
  const submission = await change((tx) => submit(life, tx, ann, ready));
  step({ submission: submission.id, state: 'pending' });
  await change((tx) => approve(life, tx, cleo, submission.id, { evidence: submission.evidenceHash, comment: '' }));
  step({ submission: submission.id, state: 'approved' });
  await change((tx) => publish(life, tx, cleo, submission.id));
  step({ submission: submission.id, state: 'published' });
}

async function importSomething() {
  const bytes = Buffer.from('');
  const origin = { line: 1, rows: 1, bytes };
  const deal = () => ({
    source: 'crm',
    id: crypto.randomUUID(),
    kind: 'deal-closed',
    occurredOn: '2026-03-01',
    partner: 'p-1',
    partnerType: 'reseller',
    facts: { 'deal.amount': '100.00', 'customer.id': 'c-1' },
  });
  const batch = () => ({
    partners: [],
    activities: Array.from({ length: DEALS / 2 }, () => ({ ...origin, document: deal() })),
    rejects: [],
  });
  const into = { history: grownHistory, timeline, name: 'deals.csv' };
  const id = await beginImport(store, into);
  await importInto(store, id, [batch(), batch()], into);
  done({ import: id, rows: DEALS });
  await nextStep();
}

async function admitSomebody() {
  const { id } = await change((tx) => addPerson(access, tx, root, { name: 'somebody', roles: ['viewer'] }));
  done({ person: id });
  const { key } = await change((tx) => makeKey(access, tx, root, { name: 'theirs', roles: ['viewer'], person: id }));
  done({ key: key.id });
  await nextStep();
}

/** Goes on while the database is away; whoever was in the way of somebody else tries something new. */
async function again(work) {
  for (;;) {
    try {
      await work();
    } catch (error) {
      if (!isPassing(error) && !(error instanceof LifecycleError)) throw error;
      await setTimeout(isPassing(error) ? 50 : 0);
    }
  }
}

await Promise.all([again(publishSomething), again(importSomething), again(admitSomebody)]);
