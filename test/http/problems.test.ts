import { connect } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../server/http/problem.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { accessOf, holderOf } from '../support/access.ts';
import { databases, emptyStore } from '../support/databases.ts';
import {
  access,
  acme,
  BATCH,
  type DealProblem,
  deal,
  document,
  EVALUATE,
  type KeptProblem,
  key,
  type LedgerProblem,
  type LifeProblem,
  post,
  problemOf,
  quote,
  type RegistryProblem,
  type SignInProblem,
  testApp,
  timelineOf,
  type WebhookProblem,
} from './support.ts';

const app = testApp();
afterAll(() => app.close());

const pointers = (problem: { findings: readonly { pointer: string }[] }) => problem.findings.map(({ pointer }) => pointer);

/** One test for each code, so that the table can't grow without one. */
const provoked: Record<
  Exclude<ProblemCode, KeptProblem | LedgerProblem | LifeProblem | DealProblem | RegistryProblem | SignInProblem | WebhookProblem>,
  () => Promise<void>
> = {
  'malformed-json': async () => {
    for (const body of ['', ' ', '{', '{"partner":', 'null x', "{'a':1}"]) problemOf(await post(app, body), 'malformed-json');
  },
  'unsafe-json': async () => {
    const problem = problemOf(await post(app, '{"partner":{"id":"acme","id":"other"}}'), 'unsafe-json');
    expect(problem.findings).toEqual([
      { pointer: '/partner/id', message: 'The key "id" stands twice in one object.', hint: 'Leave one of them out.' },
    ]);
  },
  'invalid-request': async () => {
    const problem = problemOf(await post(app, { activity: 5, explains: true }), 'invalid-request');
    expect(pointers(problem).toSorted()).toEqual(['', '/activity', '/explains']);
  },
  'bad-url': async () => {
    for (const url of ['/v1/programs/%zz', `/v1/programs/${'x'.repeat(200)}`, '/v1/programs?page=2'])
      problemOf(await app.inject(url), 'bad-url');
  },
  'unknown-route': async () => {
    problemOf(await app.inject('/v2/programs'), 'unknown-route');
    problemOf(await post(app, {}, '/v1/programs/small/decide'), 'unknown-route');
  },
  'not-signed-in': async () => {
    for (const authorization of ['', 'Basic YWRhOng=', 'Bearer', `Bearer ${key.slice(0, -1)}`, `Bearer ${key} x`])
      problemOf(await app.inject({ url: '/v1/programs', headers: { authorization } }), 'not-signed-in');
  },
  'not-allowed': async () => {
    const { headers } = await holderOf(access, { roles: ['partner'], partner: 'acme' });
    problemOf(await app.inject({ url: '/v1/programs', headers }), 'not-allowed');
  },
  'unknown-person': async () => {
    problemOf(await app.inject('/v1/people/nobody'), 'unknown-person');
    problemOf(await app.inject({ method: 'PATCH', url: '/v1/people/nobody', payload: { active: false } }), 'unknown-person');
    problemOf(await post(app, { name: 'x', roles: ['viewer'], person: 'nobody' }, '/v1/keys'), 'unknown-person');
  },
  'unknown-key': async () => {
    for (const id of ['nokey', '0'.repeat(20)]) {
      problemOf(await app.inject(`/v1/keys/${id}`), 'unknown-key');
      problemOf(await app.inject({ method: 'DELETE', url: `/v1/keys/${id}` }), 'unknown-key');
    }
  },
  'unknown-program': async () => {
    problemOf(await app.inject('/v1/programs/smal'), 'unknown-program');
    problemOf(await post(app, quote(), '/v1/programs/__proto__/evaluate'), 'unknown-program');
    problemOf(await post(app, { quotes: [quote()] }, '/v1/programs/none/evaluate/batch'), 'unknown-program');
  },
  'method-not-allowed': async () => {
    const put = await app.inject({ method: 'PUT', url: '/v1/programs/small', payload: {} });
    problemOf(put, 'method-not-allowed');
    expect(put.headers.allow).toBe('GET, HEAD');
    const get = await app.inject(EVALUATE);
    problemOf(get, 'method-not-allowed');
    expect(get.headers.allow).toBe('POST');
  },
  'request-timeout': async () => {
    const slow = testApp({ limits: { requestMs: 300 } });
    const address = new URL(await slow.listen({ host: '127.0.0.1', port: 0 }));
    slow.server.closeIdleConnections();
    const answer = await rawAnswer(
      address,
      `POST ${EVALUATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request-timeout"');
    await slow.close();
  },
  'body-too-large': async () => {
    problemOf(await post(app, quote({ activity: deal('d', '2026-03-02', 'x'.repeat(1_048_576)) })), 'body-too-large');
    const small = testApp({ limits: { bodyBytes: 100, batchBodyBytes: 200 } });
    problemOf(await post(small, quote()), 'body-too-large');
    problemOf(await post(small, { quotes: [quote(), quote()] }, BATCH), 'body-too-large');
    await small.close();
  },
  'unsupported-media-type': async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      const response = await app.inject({ method: 'POST', url: EVALUATE, headers: { 'content-type': type }, payload: '{}' });
      problemOf(response, 'unsupported-media-type');
    }
    const packed = await app.inject({
      method: 'POST',
      url: EVALUATE,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      payload: '{}',
    });
    problemOf(packed, 'unsupported-media-type');
  },
  'invalid-partner': async () => {
    const partner = { id: 'acme', enrollments: [{ partnerType: 'reseler', enrolledOn: '2026-01-01' }] };
    const problem = problemOf(await post(app, quote({ partner })), 'invalid-partner');
    expect(pointers(problem)).toEqual(['/partner/enrollments/0/partnerType']);
    problemOf(await post(app, quote({ otherPartners: [acme] })), 'invalid-partner');
  },
  'invalid-activity': async () => {
    const earlier = [deal('e1', '2026-01-10', '1.00'), deal('e2', '2026-01-11', 12.5), deal('e3', '2026-02-30', '1.00')];
    const activity = deal('d1', '2026-03-02', '600.00', { facts: {} });
    const problem = problemOf(await post(app, quote({ earlier, activity })), 'invalid-activity');
    expect(pointers(problem).toSorted()).toEqual(['/activity/facts', '/earlier/1/facts/deal.amount', '/earlier/2/occurredOn']);
    const stranger = problemOf(
      await post(app, quote({ activity: deal('d1', '2026-03-02', '1.00', { partner: 'nobody' }) })),
      'invalid-activity',
    );
    expect(stranger.findings[0]?.message).toContain('nobody');
  },
  'invalid-history': async () => {
    const after = problemOf(
      await post(app, quote({ earlier: [deal('e1', '2026-03-01', '1.00'), deal('e2', '2026-03-03', '1.00')] })),
      'invalid-history',
    );
    expect(pointers(after)).toEqual(['/earlier/1/occurredOn']);
    const conflict = problemOf(
      await post(app, quote({ earlier: [deal('e1', '2026-01-10', '1.00'), deal('e1', '2026-01-10', '2.00')] })),
      'invalid-history',
    );
    expect(conflict.findings).not.toEqual([]);
    problemOf(await post(app, quote({ earlier: [deal('d1', '2026-03-02', '600.00')] })), 'invalid-history');
    problemOf(await post(app, quote({ earlier: [deal('d1', '2026-03-02', '600.00', { revision: 3 })] })), 'invalid-history');
  },
  'too-much-work': async () => {
    const enrollments = [{ partnerType: 'reseller', enrolledOn: '1990-01-01' }];
    const otherPartners = Array.from({ length: 1000 }, (_, index) => ({ id: `p${index}`, enrollments }));
    problemOf(await post(app, quote({ otherPartners })), 'too-much-work');
    const some = { otherPartners: otherPartners.slice(0, 10) };
    expect((await post(app, quote(some))).statusCode).toBe(200);
    problemOf(await post(app, quote({ ...some, explain: true })), 'too-much-work');
    const registration = (index: number) =>
      deal(`r${index}`, '2026-01-05', undefined, {
        kind: 'registration-submitted',
        facts: { 'registration.id': `R${index}`, 'customer.id': 'c1' },
      });
    const registrations = Array.from({ length: 501 }, (_, index) => registration(index));
    problemOf(await post(app, quote({ earlier: registrations })), 'too-much-work');
    expect((await post(app, quote({ earlier: registrations.slice(1) }))).statusCode).toBe(200);
  },
  'too-many-requests': async () => {
    const limited = testApp({ limits: { requestsPerMinute: 2 } });
    await post(limited, quote());
    await post(limited, quote());
    const third = await post(limited, quote());
    problemOf(third, 'too-many-requests');
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    const elsewhere = await limited.inject({ method: 'GET', url: '/v1/programs', remoteAddress: '2001:db8::1' });
    expect(elsewhere.statusCode).toBe(200);
    await limited.close();
  },
  'headers-too-large': async () => {
    const served = testApp();
    const address = new URL(await served.listen({ host: '127.0.0.1', port: 0 }));
    const answer = await rawAnswer(address, `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"code":"headers-too-large"');
    expect(await rawAnswer(address, 'not http\r\n\r\n')).toContain('"code":"bad-url"');
    await served.close();
  },
  'internal-error': async () => {
    const failures: unknown[] = [];
    const logger = { ...silent, error: (entry: unknown) => failures.push(entry) };
    const broken = testApp({ logger });
    broken.addHook('preHandler', async ({ url }) => {
      if (url === EVALUATE) throw new Error('the secret of /etc');
    });
    const response = await post(broken, quote());
    const problem = problemOf(response, 'internal-error');
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(failures).toHaveLength(1);
    expect((await broken.inject('/health')).statusCode).toBe(200);
    await broken.close();
  },
  overloaded: async () => {
    const busy = testApp({ limits: { loopDelayMs: 0.000_001 } });
    await busy.ready();
    await expect.poll(async () => (await busy.inject('/health')).statusCode, { timeout: 10_000 }).toBe(503);
    const response = await busy.inject('/health');
    problemOf(response, 'overloaded');
    expect(response.headers['retry-after']).toBe('5');
    await busy.close();
  },
  unavailable: async () => {
    const [embedded] = databases;
    if (embedded === undefined) throw new Error('there is an embedded database');
    const store = await emptyStore(embedded);
    const own = await accessOf(store);
    const { headers } = await holderOf(own, { roles: ['admin'] });
    const away = testApp({ access: own });
    expect((await away.inject('/ready')).json()).toEqual({ status: 'ready', database: 'ready' });
    await store.close();
    for (const asked of ['/ready', { url: '/v1/people', headers }, { url: '/v1/keys', headers }]) {
      const response = await away.inject(asked);
      expect(problemOf(response, 'unavailable').detail).toBe('The database does not answer. Nothing was changed; ask again in a moment.');
      expect(response.headers['retry-after']).toBe('2');
    }
    expect((await away.inject('/health')).statusCode).toBe(200);
    await away.close();
  },
};

describe('problems', () => {
  test.each(Object.entries(provoked))('%s', (_code, provoke) => provoke());

  test('statuses and titles of the table are what HTTP calls errors', () => {
    for (const { status, title } of Object.values(PROBLEMS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  test('an answer does not grow with the mistakes', async () => {
    const earlier = Array.from({ length: 5000 }, (_, index) => deal(`e${index}`, '2026-01-10', 1));
    const problem = problemOf(await post(app, quote({ earlier })), 'invalid-activity');
    expect(problem.findings).toHaveLength(100);
    expect(problem.detail).toContain('first 100');
  });

  test('of two versions, the one in force on the day judges an activity', async () => {
    const attribute = { 'deal.region': { type: 'text' as const, of: ['deal-closed'] } };
    const two = testApp({ book: fixedBook([timelineOf(document, { ...document, effectiveFrom: '2026-06-01', attributes: attribute })]) });
    const facts = { 'deal.amount': '1.00', 'deal.region': 'north' };
    expect((await post(two, quote({ activity: deal('d1', '2026-06-01', '', { facts }) }))).statusCode).toBe(200);
    const before = problemOf(await post(two, quote({ activity: deal('d1', '2026-05-31', '', { facts }) })), 'invalid-activity');
    expect(pointers(before)).toEqual(['/activity/facts/deal.region']);
    await two.close();
  });
});

const nothing = () => undefined;
const silent = {
  level: 'info',
  info: nothing,
  warn: nothing,
  error: nothing,
  debug: nothing,
  trace: nothing,
  fatal: nothing,
  silent: nothing,
  child() {
    return this;
  },
};

/** What the server says to text that no HTTP client would send. */
function rawAnswer(address: URL, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname, () => socket.write(request));
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}
