import { sql } from 'kysely';
import { openTrail } from '../../../server/audit/trail.ts';
import { BACKED_UP } from '../../../server/store/backup/tables.ts';
import { beginImport, importInto } from '../../../server/store/imports.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { endSimulation, keepQuestion } from '../../../server/store/simulations.ts';
import { ada } from '../../support/trail.ts';
import { batch, deal, firm, newHistory, timeline } from '../support.ts';
import { analyticsStatements } from './fill-analytics.ts';
import { dealTimeStatements } from './fill-deal-time.ts';

const sides = [{ name: 'baseline', program: 'small', rival: false, versions: [{ hash: 'a'.repeat(64), effectiveFrom: null }] }];

const NASTY = 'it’s "quoted" \\ \t\n\r 🌍 {a,b} NULL \\x00 \u0001 \u2028';
const HASH = 'a'.repeat(64);
const uuid = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Something in every table that is backed up, and values that are easily spoiled on the way. */
export async function fill(store: Store, keys: string): Promise<void> {
  const { id: history } = await newHistory(store, NASTY.replaceAll('\n', ' '));
  const importing = { history, timeline, name: 'a "b" \\.csv' };
  const activities = Array.from({ length: 700 }, (_, index) =>
    deal(`d-${index}`, { facts: { 'deal.amount': '0.10', 'customer.id': `${NASTY}${index}` } }),
  );
  const partners = [firm('p-1', { 'partner.region': 'emea' })];
  await importInto(store, await beginImport(store, importing), [batch({ partners, activities, rejects: [NASTY] })], importing);
  // every byte
  await sql`update import_rejects set bytes = decode(${Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('hex')}, 'hex')`.execute(
    store.db,
  );
  const question = { snapshot: { history, lastRecorded: 1, contentHash: HASH }, historyHash: HASH, request: NASTY };
  await store.transaction(async (tx) => {
    const { id } = await keepQuestion(tx, { ...question, requestHash: 'one', sides });
    await endSimulation(tx, id, { result: `{"a":"${'x'.repeat(5_000_000)}${NASTY}"}` });
    await sql`update simulations set rows_done = 9007199254740993, started_at = '2026-01-01 00:00:00.123456+02', finished_at = 'infinity'`.execute(
      tx,
    );
    await keepQuestion(tx, { ...question, requestHash: 'two', sides });
    for (const table of BACKED_UP) await sql`alter table ${sql.table(table.name)} disable trigger user`.execute(tx);
    for (const statement of statements()) await sql.raw(statement).execute(tx);
    for (const table of BACKED_UP) await sql`alter table ${sql.table(table.name)} enable trigger user`.execute(tx);
  });
  const trail = await openTrail({ store, keys });
  for (let index = 0; index < 300; index += 1)
    await store.transaction((tx) =>
      trail.record(tx, ada, { action: 'thing-made', subject: { kind: 'thing', id: `${index}` }, after: { text: NASTY } }),
    );
  await trail.close();
}

function statements(): readonly string[] {
  const evidence = JSON.stringify({ draft: { version: HASH }, effectiveFrom: '2026-06-01', approvers: { needed: 1 } });
  return [
    `insert into people (id, issuer, subject, name, email, roles, created_at) values
      ('ada', 'https://issuer', ${text(NASTY)}, ${text(NASTY)}, 'Ada@example.com', array['designer', 'admin'], '1999-12-31 23:59:59.999999+00'),
      ('Z' || 'oe', null, null, 'Zoe', null, array[]::text[], now()), ('a-1', null, null, 'A', null, array['viewer'], now())`.replace(
      "'Z' || 'oe'",
      "'zoe'",
    ),
    `insert into keys (id, secret_hash, name, roles, programs, made_by, made_by_name, expires_at) values
      ('${'0f'.repeat(10)}', decode('${'00ff'.repeat(16)}', 'hex'), 'till', array['system'], array['small', ${text(NASTY)}], 'ada', 'Ada', now())`,
    `insert into programs (id, created_at) values ('small', now()), ('small-a', now())`,
    `insert into contents (hash, bytes) values ('${HASH}', decode('00', 'hex')), ('${'b'.repeat(64)}', decode(repeat('ab', 3000000), 'hex'))`,
    `insert into drafts (id, program, name, owner, owner_name, revision, files, state, created_at, changed_at)
      values ('${uuid(1)}', 'small', ${text(NASTY)}, 'ada', 'Ada', 1, '${HASH}', 'open', now(), now())`,
    `insert into draft_authors (draft, person, name, since) values ('${uuid(1)}', 'ada', 'Ada', now()), ('${uuid(1)}', 'Bob', 'Bob', now())`,
    `insert into submissions (id, program, draft, revision, version, files, effective_from, state, note, evidence, evidence_hash, submitted_by, submitted_by_name, submitted_at)
      values ('${uuid(2)}', 'small', '${uuid(1)}', 1, '${HASH}', '${HASH}', '2026-06-01', 'published', ${text(NASTY)}, '${evidence}',
        encode(sha256(convert_to('${evidence}', 'UTF8')), 'hex'), 'ada', 'Ada', now())`,
    `insert into submission_authors (submission, person, name) values ('${uuid(2)}', 'ada', 'Ada')`,
    `insert into approvals (submission, person, name, at, comment, evidence_hash, signature) values ('${uuid(2)}', 'bob', 'Bob', now(), ${text(NASTY)}, '${HASH}', 's')`,
    `insert into comments (id, submission, person, name, at, text) values ('${uuid(3)}', '${uuid(2)}', 'bob', 'Bob', now(), ${text(NASTY)})`,
    `insert into versions (program, hash, files, name, time_zone, created_at) values ('small', '${HASH}', '${HASH}', 'Small', 'UTC', now())`,
    `insert into timeline (id, program, version, effective_from, submission, person, person_name, at) values
      ('${uuid(4)}', 'small', '${HASH}', '2026-06-01', '${uuid(2)}', 'ada', 'Ada', now()), ('${uuid(5)}', 'small', '${HASH}', null, null, 'ada', 'Ada', now())`,
    ...dealTimeStatements(HASH, text(NASTY), uuid),
    ...analyticsStatements(text(NASTY), uuid),
    `insert into kept_answers (asker, key, request, status, headers, body) values
      ('ada', 'b', decode('${'11'.repeat(32)}', 'hex'), 201, '{"location":"/v1","audit-head":"1:2"}', ${text(NASTY)}), ('ada', 'A', decode('${'11'.repeat(32)}', 'hex'), 200, '{}', '')`,
  ];
}
