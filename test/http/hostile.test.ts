import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../server/http/problem.ts';
import { quickest } from '../support/own-time.ts';
import { BATCH, deal, EVALUATE, post, problemOf, quote, testApp } from './support.ts';

const app = testApp();
beforeAll(async () => {
  await post(app, quote()); // what is compiled on first use is compiled now
});
afterAll(() => app.close());

const REFUSED_WITHIN_MS = 100;

const body = JSON.stringify(quote());
const inFacts = (text: string) => body.replace('"facts":{', `"facts":{${text},`);

const bodies: readonly (readonly [name: string, code: ProblemCode, body: string])[] = [
  ['10,000 levels of nesting', 'unsafe-json', inFacts(`"deal.kind":${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
  ['nesting that never ends', 'unsafe-json', '{"a":'.repeat(200_000)],
  ['a key twice', 'unsafe-json', inFacts('"deal.amount":"1.00"')],
  ['a key twice, once in escapes', 'unsafe-json', inFacts('"deal.\\u0061mount":"1.00"')],
  ['__proto__', 'unsafe-json', inFacts('"__proto__":{"deal.amount":"1.00"}')],
  ['constructor', 'unsafe-json', inFacts('"constructor":{"prototype":{}}')],
  ['1e400', 'unsafe-json', inFacts('"deal.quantity":1e400')],
  ['a number of 100,000 digits', 'unsafe-json', inFacts(`"deal.quantity":${'9'.repeat(100_000)}`)],
  ['50,000 keys', 'unsafe-json', inFacts(Array.from({ length: 50_000 }, (_, index) => `"deal.k${index}":1`).join())],
  ['a text of a million characters', 'invalid-activity', inFacts(`"customer.id":"${'x'.repeat(1_000_000)}"`)],
  ['a million backslashes', 'invalid-activity', inFacts(`"customer.id":"${'\\\\'.repeat(500_000)}"`)],
  ['an open string', 'malformed-json', `${body.slice(0, 40)}"${'x'.repeat(1_000_000)}`],
  ['a money amount as long as a book', 'invalid-activity', body.replace('600.00', '6'.repeat(1_000_000))],
  ['10,001 earlier activities', 'invalid-request', JSON.stringify(quote({ earlier: Array(10_001).fill({}) }))],
  ['a list where a partner is asked for', 'invalid-request', JSON.stringify(quote({ partner: [] }))],
  ['no object at all', 'invalid-request', '[1,2,3]'],
  ['null', 'invalid-request', 'null'],
];

describe('hostile bodies', () => {
  test.each(bodies)('%s is refused at once', async (_name, code, text) => {
    const { result: response, ms } = await quickest(REFUSED_WITHIN_MS, () => post(app, text));
    const problem = problemOf(response, code);
    expect(response.body.length).toBeLessThan(50_000);
    expect(problem.detail.length).toBeLessThan(500);
    expect(ms).toBeLessThan(REFUSED_WITHIN_MS);
  });

  test('50 MB are not even read', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': String(50_000_000) };
    const { result: response, ms } = await quickest(REFUSED_WITHIN_MS, () =>
      app.inject({ method: 'POST', url: BATCH, headers, payload: '{' }),
    );
    problemOf(response, 'body-too-large');
    expect(ms).toBeLessThan(REFUSED_WITHIN_MS);
  });

  test('text that is not UTF-8 is refused, not guessed at', async () => {
    const payload = Buffer.concat([Buffer.from('{"partner":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const response = await app.inject({ method: 'POST', url: EVALUATE, headers: { 'content-type': 'application/json' }, payload });
    problemOf(response, 'malformed-json');
  });

  test('nothing is converted: a number is no text, a text no number', async () => {
    for (const facts of [
      { 'deal.amount': 600 },
      { 'deal.amount': '600.00', 'deal.quantity': '5' },
      { 'deal.amount': '600.00', 'deal.tender': 'true' },
      { 'deal.amount': '600.00', 'deal.tender': 1 },
      { 'deal.amount': null },
      { 'deal.amount': '600.001' },
      { 'deal.amount': '6e2' },
    ]) {
      problemOf(await post(app, quote({ activity: deal('d1', '2026-03-02', '', { facts }) })), 'invalid-activity');
    }
  });

  test('unknown fields are refused wherever they stand', async () => {
    for (const [place, changes] of [
      ['/explian', { explian: true }],
      ['/activity/fact', { activity: deal('d1', '2026-03-02', '1.00', { fact: {} }) }],
      [
        '/activity/facts/deal.amont',
        { activity: deal('d1', '2026-03-02', '', { facts: { 'deal.amount': '1.00', 'deal.amont': '1.00' } }) },
      ],
      [
        '/partner/enrolments',
        { partner: { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }], enrolments: [] } },
      ],
    ] as const) {
      const response = await post(app, quote(changes));
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.json().findings.map(({ pointer }: { pointer: string }) => pointer)).toEqual([place]);
    }
  });

  test('prototypes are as they were', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['deal.amount']).toBeUndefined();
  });
});
