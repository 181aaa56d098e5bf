import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../lifecycle/support.ts';
import { databases } from '../support/databases.ts';
import { type Asker, approval, drafted, type SmallInForce, serveLife, serveSmall, simulatedFor, submitted } from './life-support.ts';
import { problemOf } from './support.ts';

const draft = { program: 'small', name: 'one', from: { files: filesOf() } };
const key = (text: string) => ({ 'idempotency-key': text });

const draftCount = async (asker: Asker): Promise<number> => (await asker.ask('GET /v1/drafts')).json().drafts.length;

/** Asks twice with one key: the second time is answered like the first, and says so; nothing was done but once. */
async function twice({ life }: Pick<SmallInForce, 'life'>, asker: Asker, line: string, payload: unknown): Promise<void> {
  const headers = key(`twice ${line}`);
  const first = await asker.ask(line, payload, headers);
  expect([line, first.statusCode]).toEqual([line, 201]);
  const entries = (await life.trail.head()).entry;
  const again = await asker.ask(line, payload, headers);
  expect([again.statusCode, again.body]).toEqual([first.statusCode, first.body]);
  for (const name of ['location', 'etag', 'audit-head', 'content-type']) expect(again.headers[name]).toBe(first.headers[name]);
  expect([first, again].map((answer) => answer.headers['idempotency-replayed'])).toEqual([undefined, 'true']);
  expect((await life.trail.head()).entry).toBe(entries);
}

describe.each(databases)('idempotency keys, kept in $name', (database) => {
  test('whatever is made with one is made once', async () => {
    const small = await serveSmall(database);
    const { dana, ada, bert, version } = small;
    await twice(small, dana, 'POST /v1/drafts', draft);
    const made = await drafted(dana, 11);
    const simulation = await simulatedFor(small, made, '2026-06-01');
    const given = { revision: 1, simulation, effectiveFrom: '2026-06-01', note: '' };
    await twice(small, dana, `POST /v1/drafts/${made.id}/submissions`, given);
    const returned = await submitted(small, dana, await drafted(dana, 12), '2026-06-01');
    await twice(small, ada, `POST /v1/submissions/${returned.id}/returns`, { reason: 'Too much.' });
    const withdrawn = await submitted(small, dana, await drafted(dana, 13), '2026-06-01');
    await twice(small, dana, `POST /v1/submissions/${withdrawn.id}/withdrawal`, { reason: 'Too much.' });
    const published = await submitted(small, dana, await drafted(dana, 14), '2026-05-10');
    const at = `POST /v1/submissions/${published.id}`;
    await twice(small, ada, `${at}/comments`, { text: 'Hm.' });
    await twice(small, ada, `${at}/approvals`, approval(published));
    await twice(small, bert, `${at}/publication`, {});
    await twice(small, ada, 'POST /v1/programs/small/timeline', { version, reason: 'Too much.' });
    expect((await ada.ask(`GET /v1/submissions/${published.id}/comments`)).json().comments).toHaveLength(1);
  });

  test('requests at the same time do it once; who came in between asks again and is told', async () => {
    const { dana } = await serveLife(database);
    const answers = await Promise.all(Array.from({ length: 12 }, () => dana.ask('POST /v1/drafts', draft, key('at once'))));
    const made = answers.filter(({ statusCode }) => statusCode === 201);
    for (const refused of answers.filter(({ statusCode }) => statusCode !== 201)) problemOf(refused, 'under-way');
    expect(new Set(made.map(({ body }) => body)).size).toBe(1);
    expect(made.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect((await dana.ask('POST /v1/drafts', draft, key('at once'))).body).toBe(made[0]?.body);
    expect(await draftCount(dana)).toBe(1);
  });

  test('without a key, and with another one, it is done again; each person has their own', async () => {
    const { dana, bert } = await serveLife(database);
    for (const headers of [{}, {}, key('a'), key('b'), key('A')]) await dana.ask('POST /v1/drafts', draft, headers);
    await bert.ask('POST /v1/drafts', draft, key('a'));
    expect(await draftCount(dana)).toBe(6);
  });

  test('the order of fields is no difference', async () => {
    const { dana } = await serveLife(database);
    const { program, name, from } = draft;
    const first = await dana.ask('POST /v1/drafts', { program, name, from }, key('order'));
    expect((await dana.ask('POST /v1/drafts', { from, name, program }, key('order'))).body).toBe(first.body);
  });

  test('what was refused is tried again', async () => {
    const small = await serveSmall(database);
    const { dana } = small;
    const made = await drafted(dana, 11);
    const line = `POST /v1/drafts/${made.id}/submissions`;
    const given = { revision: 2, simulation: '', effectiveFrom: '2026-06-01', note: '' };
    problemOf(await dana.ask(line, { ...given, simulation: 'x' }, key('retry')), 'changed-meanwhile', { current: 1 });
    await dana.ask(`PUT /v1/drafts/${made.id}`, { files: filesOf({ percent: 12 }) }, { 'if-match': '"1"' });
    const simulation = await simulatedFor(small, made, '2026-06-01');
    const answer = await dana.ask(line, { ...given, simulation }, key('retry'));
    expect([answer.statusCode, answer.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  test('after 24 hours a key may be used anew', async () => {
    const { dana, life } = await serveLife(database);
    await dana.ask('POST /v1/drafts', draft, key('old'));
    await sql`update kept_answers set created_at = now() - interval '25 hours'`.execute(life.store.db);
    const other = await dana.ask('POST /v1/drafts', { ...draft, name: 'other' }, key('old'));
    expect([other.statusCode, await draftCount(dana)]).toEqual([201, 2]);
  });

  test('a key has 1 to 200 printable characters', async () => {
    const { dana } = await serveLife(database);
    for (const text of ['', 'x'.repeat(201), 'ü']) problemOf(await dana.ask('POST /v1/drafts', draft, key(text)), 'invalid-request');
    for (const text of ['x'.repeat(200), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "'; drop table drafts; --"])
      expect((await dana.ask('POST /v1/drafts', draft, key(text))).statusCode).toBe(201);
  });
});
