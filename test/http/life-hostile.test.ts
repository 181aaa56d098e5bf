import { describe, expect, test } from 'vitest';
import type { ProblemCode, ProblemDocument } from '../../server/http/problem.ts';
import { filesOf } from '../lifecycle/support.ts';
import { databases } from '../support/databases.ts';
import { type Asker, drafted, serveLife, serveSmall, submitted } from './life-support.ts';
import { problemOf } from './support.ts';

const ID = '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4';
const HASH = '0'.repeat(64);

/** Every call that takes a body, with one of the right shape. */
const bodies: Readonly<Record<string, object>> = {
  'POST /v1/drafts': { program: 'small', name: 'one', from: { files: [] } },
  [`PUT /v1/drafts/${ID}`]: { files: [] },
  [`POST /v1/drafts/${ID}/submissions`]: { revision: 1, simulation: ID, effectiveFrom: '2026-06-01', note: '' },
  [`POST /v1/submissions/${ID}/approvals`]: { evidence: HASH },
  [`POST /v1/submissions/${ID}/returns`]: { reason: 'No.' },
  [`POST /v1/submissions/${ID}/withdrawal`]: { reason: 'No.' },
  [`POST /v1/submissions/${ID}/publication`]: {},
  [`POST /v1/submissions/${ID}/comments`]: { text: 'Hm.' },
  'POST /v1/programs/small/timeline': { version: HASH, reason: 'No.' },
};

const raw = (asker: Asker, line: string, payload: string, headers: Readonly<Record<string, string>> = {}) =>
  asker.ask(line, undefined, { 'content-type': 'application/json', 'if-match': '"1"', ...headers }, payload);

const refused: readonly (readonly [what: string, code: ProblemCode, payload: (body: object) => string])[] = [
  ['nothing', 'malformed-json', () => ''],
  ['half of it', 'malformed-json', (body) => JSON.stringify(body).slice(0, -1)],
  ['a list', 'invalid-request', (body) => JSON.stringify([body])],
  ['null', 'invalid-request', () => 'null'],
  ['text', 'invalid-request', () => '"text"'],
  ['a field that nobody asks for', 'invalid-request', (body) => JSON.stringify({ ...body, force: true })],
  ['a field twice', 'unsafe-json', () => '{"a":1,"a":2}'],
  ['a name that reaches for prototypes', 'unsafe-json', () => '{"__proto__":{"roles":["admin"]}}'],
  ['what is nested without end', 'unsafe-json', () => `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`],
  ['a number that no number holds', 'unsafe-json', () => '{"a":1e999}'],
];

/** Fields that are wrong, each in a body that is right otherwise; `pointer`: where it is told. */
const wrong: readonly (readonly [line: string, body: object, pointer: string])[] = [
  ['POST /v1/drafts', { program: 'small', name: '', from: { files: [] } }, '/name'],
  ['POST /v1/drafts', { program: 'small', name: 'x'.repeat(201), from: { files: [] } }, '/name'],
  ['POST /v1/drafts', { program: 7, name: 'one', from: { files: [] } }, '/program'],
  ['POST /v1/drafts', { program: 'small', name: 'one', from: {} }, '/from'],
  ['POST /v1/drafts', { program: 'small', name: 'one', from: { files: [], draft: ID } }, '/from'],
  ['POST /v1/drafts', { program: 'small', name: 'one', from: { version: 'latest' } }, '/from/version'],
  ['POST /v1/drafts', { program: 'small', name: 'one', from: { files: [{ path: 'program.json' }] } }, '/from/files/0'],
  ['POST /v1/drafts', { program: 'small', name: 'one', from: { files: [{ path: 'x.json', text: '', mode: 7 }] } }, '/from/files/0/mode'],
  ['POST /v1/drafts', { program: 'small', name: 'one', from: { files: Array(1_501).fill({ path: 'x', text: '' }) } }, '/from/files'],
  [`POST /v1/drafts/${ID}/submissions`, { revision: 0, simulation: ID, effectiveFrom: '2026-06-01', note: '' }, '/revision'],
  [`POST /v1/drafts/${ID}/submissions`, { revision: '1', simulation: ID, effectiveFrom: '2026-06-01', note: '' }, '/revision'],
  [`POST /v1/drafts/${ID}/submissions`, { revision: 1, simulation: ID, effectiveFrom: 'tomorrow', note: '' }, '/effectiveFrom'],
  [`POST /v1/drafts/${ID}/submissions`, { revision: 1, simulation: ID, effectiveFrom: '2026-06-01', note: 'x'.repeat(10_001) }, '/note'],
  [`POST /v1/submissions/${ID}/approvals`, { evidence: HASH.slice(1) }, '/evidence'],
  [`POST /v1/submissions/${ID}/approvals`, { evidence: HASH.toUpperCase().replace('0', 'A') }, '/evidence'],
  [`POST /v1/submissions/${ID}/returns`, { reason: '' }, '/reason'],
  [`POST /v1/submissions/${ID}/publication`, { confirmPast: '1e5' }, '/confirmPast'],
  [`POST /v1/submissions/${ID}/publication`, { confirmPast: 32 }, '/confirmPast'],
  [`POST /v1/submissions/${ID}/comments`, { text: 'x'.repeat(10_001) }, '/text'],
  ['POST /v1/programs/small/timeline', { version: HASH, reason: 'No.', from: '01/06/2026' }, '/from'],
];

const paths: readonly string[] = [
  '',
  '../program.json',
  '/etc/passwd',
  'rules/../../x.json',
  'rules\\x.json',
  'program.json\0',
  '.hidden.json',
  'rules/deep/x.json',
  'program.js',
  `${'x'.repeat(196)}.json`,
  'versions/2026-01-01/program.json',
];

describe.each(databases)('hostile requests for a program’s life, kept in $name', (database) => {
  test('bodies that are no bodies', async () => {
    const { bert } = await serveLife(database);
    for (const [line, body] of Object.entries(bodies)) {
      for (const [what, code, payload] of refused) {
        const answer = await raw(bert, line, payload(body));
        expect([line, what, answer.json<ProblemDocument>().code]).toEqual([line, what, code]);
      }
      problemOf(await raw(bert, line, JSON.stringify(body), { 'content-type': 'text/plain' }), 'unsupported-media-type');
      problemOf(await raw(bert, line, JSON.stringify(body), { 'content-encoding': 'gzip' }), 'unsupported-media-type');
    }
    for (const [line, body, pointer] of wrong) {
      const problem = problemOf(await bert.ask(line, body), 'invalid-request');
      expect([line, problem.findings.map((finding) => finding.pointer)]).toEqual([line, [pointer]]);
    }
    const large = JSON.stringify({ text: 'x'.repeat(1_100_000) });
    problemOf(await raw(bert, `POST /v1/submissions/${ID}/comments`, large), 'body-too-large');
    expect((await bert.ask('GET /v1/drafts')).json()).toEqual({ drafts: [] });
  });

  test('files that are none of a draft, and texts that nobody can keep', async () => {
    const { dana, life } = await serveLife(database);
    const begin = (files: unknown, changes: object = {}) =>
      dana.ask('POST /v1/drafts', { program: 'small', name: 'one', from: { files }, ...changes });
    for (const path of paths) problemOf(await begin([{ path, text: '{}' }]), 'invalid-request');
    const twice = { path: 'program.json', text: '{}' };
    expect(problemOf(await begin([twice, twice]), 'invalid-request').detail).toContain('given twice');
    expect(problemOf(await begin([{ ...twice, text: '\ud800' }]), 'invalid-request').detail).toContain('half of a character');
    for (const program of ['Small', '../x', 'a b', '__proto__', '-a', 'a-', 'ä'])
      problemOf(await begin([], { program }), 'invalid-request');
    for (const name of ['  ', 'a\0b', '\udc00']) problemOf(await begin([], { name }), 'invalid-request');
    expect(await life.store.db.selectFrom('programs').select('id').execute()).toEqual([]);

    // all else is text, whatever it says
    const odd = ['\0', '𝒳', '\u202e', '{"__proto__": 1}', '['.repeat(10_000), '﻿{}'];
    const files = odd.map((text, place) => ({ path: `rules/${place}.json`, text }));
    const begun = await begin([{ path: 'program.json', text: '{"id":"small"}' }, ...files]);
    expect(begun.statusCode).toBe(201);
    const at = `/v1/drafts/${begun.json().id}`;
    expect((await dana.ask(`GET ${at}`)).json().files.slice(1)).toEqual(files);
    expect((await dana.ask(`GET ${at}/check`)).json().ok).toBe(false);
    expect((await dana.ask(`GET ${at}/difference`)).statusCode).toBe(200);
    const longest = await dana.ask(
      `PUT ${at}`,
      { files: Array.from({ length: 4 }, (_, place) => ({ path: `rules/${place}.json`, text: 'x'.repeat(2_000_000) })) },
      { 'if-match': '"1"' },
    );
    expect(longest.statusCode).toBe(200);
    const more = { files: Array.from({ length: 9 }, (_, place) => ({ path: `rules/${place}.json`, text: 'x'.repeat(2_000_000) })) };
    problemOf(await dana.ask(`PUT ${at}`, more, { 'if-match': '"2"' }), 'invalid-request');
  });

  test('revisions, addresses and queries that say nothing', async () => {
    const { dana, ada, version } = await serveSmall(database);
    const { id } = await drafted(dana, 11);
    for (const tag of ['1', '"1', '"01"', '"-1"', '"1e0"', '"99999999999"', '"1", "2"', `"${HASH}"`])
      expect(problemOf(await dana.ask(`PUT /v1/drafts/${id}`, { files: [] }, { 'if-match': tag }), 'invalid-request').detail).toBe(
        `If-Match is ${tag.slice(0, 40)}; the ETag of a draft was expected with its quotation marks, like "7".`,
      );
    expect((await dana.ask(`PUT /v1/drafts/${id}`, { files: filesOf() }, { 'if-match': 'W/"1"' })).statusCode).toBe(200);
    problemOf(await dana.ask(`GET /v1/drafts/${'x'.repeat(101)}`), 'bad-url');
    problemOf(await dana.ask('GET /v1/drafts/%zz'), 'bad-url');
    for (const hash of ['latest', HASH.slice(1), HASH.toUpperCase().replaceAll('0', 'A')])
      problemOf(await dana.ask(`GET /v1/programs/small/versions/${hash}`), 'invalid-request');
    for (const line of [
      'GET /v1/programs/small/difference?from=in-force',
      `GET /v1/programs/small/difference?from=in-force&to=${'x'.repeat(101)}`,
      'GET /v1/programs/small/difference?from=in-force&from=in-force&to=in-force',
      `GET /v1/drafts/${id}/difference?against=`,
      `GET /v1/drafts/${id}/check?deep=true`,
      'GET /v1/submissions?state=done',
      'GET /v1/drafts?limit=201',
    ])
      expect([line, (await dana.ask(line)).statusCode]).toEqual([line, 400]);
    expect((await dana.ask('GET /v1/drafts?limit=0')).json().findings).toEqual([
      { pointer: '/limit', message: 'limit is “0”; a whole number from 1 to 200 was expected.' },
    ]);
    for (const program of ['nosuch', '__proto__', 'constructor']) {
      problemOf(await dana.ask(`GET /v1/programs/${program}/timeline`), 'unknown-program');
      problemOf(await dana.ask(`GET /v1/programs/${program}/versions/${version}`), 'unknown-version');
    }
    problemOf(await ada.ask('POST /v1/programs/nosuch/timeline', { version, reason: 'No.' }), 'unknown-version');
    problemOf(await dana.ask(`DELETE /v1/drafts/${id}/check`), 'method-not-allowed');
    problemOf(await dana.ask(`PATCH /v1/drafts/${id}`, {}), 'method-not-allowed');
  });

  test('who may not, may not', async () => {
    const small = await serveSmall(database);
    const { dana, ada, olga, asker } = small;
    const viewer = await asker('Vera', 'viewer');
    const draft = await drafted(dana, 11);
    const submission = await submitted(small, dana, draft, '2026-06-01');
    for (const who of [viewer, olga]) {
      for (const line of ['GET /v1/drafts', `GET /v1/drafts/${draft.id}`, `GET /v1/drafts/${draft.id}/difference`])
        problemOf(await who.ask(line), 'not-allowed');
      problemOf(await who.ask(`GET /v1/programs/small/difference?from=in-force&to=${draft.id}`), 'not-allowed');
      expect((await who.ask(`GET /v1/submissions/${submission.id}`)).statusCode).toBe(200);
      expect((await who.ask('GET /v1/programs/small/timeline')).statusCode).toBe(200);
    }
    for (const who of [viewer, olga, ada])
      problemOf(await who.ask(`PUT /v1/drafts/${draft.id}`, { files: [] }, { 'if-match': '"1"' }), 'not-allowed');
    for (const who of [viewer, olga, dana])
      problemOf(await who.ask(`POST /v1/submissions/${submission.id}/returns`, { reason: 'No.' }), 'not-allowed');
    problemOf(await ada.ask(`POST /v1/submissions/${submission.id}/withdrawal`, { reason: 'No.' }), 'not-allowed');
    problemOf(await viewer.ask(`POST /v1/submissions/${submission.id}/comments`, { text: 'Hm.' }), 'not-allowed');
  });

  test('U+0000 in an address names nothing, and is told so', async () => {
    const { ada, asker } = await serveLife(database);
    const root = await asker('Root', 'admin');
    for (const [who, line] of [
      [ada, 'GET /v1/drafts?program=a%00b'],
      [ada, 'GET /v1/submissions?program=%00'],
      [ada, 'GET /v1/programs/a%00b/timeline'],
      [root, 'GET /v1/audit?subject=%00'],
      [root, 'GET /v1/audit?action=%00'],
      [root, 'GET /v1/audit?person=%00'],
    ] as const)
      expect([line, problemOf(await who.ask(line), 'invalid-request').status]).toEqual([line, 400]);
  });
});
