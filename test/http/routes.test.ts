import { afterAll, describe, expect, test } from 'vitest';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { acme, deal, document, EVALUATE, post, quote, testApp, timelineOf } from './support.ts';

const app = testApp();
afterAll(() => app.close());

describe('health', () => {
  test('answers', async () => expect((await app.inject('/health')).json()).toEqual({ status: 'ok', programs: 1 }));
});

describe('programs', () => {
  test('the list has versions and partner types', async () => {
    const [version] = timelineOf(document).versions;
    expect((await app.inject('/v1/programs')).json()).toEqual({
      programs: [
        {
          id: 'small',
          name: 'A small program',
          currency: 'USD',
          partnerTypes: [{ id: 'reseller', tiers: ['registered', 'gold'] }],
          versions: [{ hash: version?.hash }],
        },
      ],
    });
  });

  test('a program is its documents, with an ETag', async () => {
    const response = await app.inject('/v1/programs/small');
    const [version] = timelineOf(document).versions;
    expect(response.headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect(response.json()).toEqual({ id: 'small', versions: [{ hash: version?.hash, document }] });
  });

  test.each([
    ['the tag', (tag: string) => tag],
    ['the tag among others', (tag: string) => `"x", W/${tag}`],
    ['any tag', () => '*'],
  ])('what is unchanged is not sent again: %s', async (_name, header) => {
    const { headers } = await app.inject('/v1/programs/small');
    const again = await app.inject({ url: '/v1/programs/small', headers: { 'if-none-match': header(String(headers.etag)) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('another tag gets the whole', async () => {
    const response = await app.inject({ url: '/v1/programs/small', headers: { 'if-none-match': '"other"' } });
    expect(response.statusCode).toBe(200);
  });

  test('versions are all there, and change the tag', async () => {
    const later = { ...document, effectiveFrom: '2027-01-01', name: 'Later' };
    const two = testApp({ book: fixedBook([timelineOf(document, later)]) });
    const response = await two.inject('/v1/programs/small');
    expect(response.json().versions.map(({ effectiveFrom }: { effectiveFrom?: string }) => effectiveFrom)).toEqual([
      undefined,
      '2027-01-01',
    ]);
    expect(response.headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
    await two.close();
  });

  test('HEAD answers like GET, without the body', async () => {
    const response = await app.inject({ method: 'HEAD', url: '/v1/programs/small' });
    expect([response.statusCode, response.body]).toEqual([200, '']);
    expect(response.headers.etag).toBeDefined();
  });
});

describe('evaluate', () => {
  const lines = (response: { json(): unknown }) => {
    const { decision } = response.json() as { decision: { parties: { lines: { incentive: string; amount: string }[] }[] } };
    return Object.fromEntries(decision.parties.flatMap((party) => party.lines.map(({ incentive, amount }) => [incentive, amount])));
  };

  test('decides, and names the version', async () => {
    const response = await post(app, quote());
    expect(response.statusCode).toBe(200);
    const answer = response.json();
    const [version] = timelineOf(document).versions;
    expect(Object.keys(answer)).toEqual(['decision', 'program']);
    expect(answer.program).toEqual({ id: 'small', version: version?.hash });
    expect(answer.decision).toMatchObject({
      activity: { id: 'd1' },
      kind: 'deal-closed',
      on: '2026-03-02',
      status: 'decided',
      currency: 'USD',
    });
    expect(lines(response)).toEqual({ commission: '60.00', 'volume-rebate': '12.00' });
    expect(answer.decision.parties[0].reasoning).toBeUndefined();
  });

  test('looks back on the earlier activities, in whatever order they come', async () => {
    const earlier = [deal('b', '2026-02-02', '3000.00'), deal('a', '2026-01-15', '1900.00')];
    const response = await post(app, quote({ earlier }));
    // 4,900 before: 100 at 2 %, 500 at 4 %.
    expect(lines(response)).toEqual({ commission: '60.00', 'volume-rebate': '22.00' });
    expect(response.json().decision.parties[0].tier).toMatchObject({ before: 'gold', after: 'gold' });
  });

  test('keeps nothing', async () => {
    const [first, second] = [await post(app, quote()), await post(app, quote())];
    expect(second.body).toBe(first.body);
  });

  test('explains: reasoning, and what fell due on the way', async () => {
    const activity = deal('d2', '2026-07-15', '100.00');
    const response = await post(app, quote({ earlier: [deal('d1', '2026-03-02', '600.00')], activity, explain: true }));
    const answer = response.json();
    expect(Object.keys(answer)).toEqual(['decision', 'due', 'program']);
    expect(answer.due.map(({ kind, on }: { kind: string; on: string }) => [kind, on])).toEqual([
      ['tier-reviewed', '2026-03-31'],
      ['tier-reviewed', '2026-06-30'],
    ]);
    expect(answer.decision.parties[0].reasoning.rules.map(({ rule }: { rule: string }) => rule)).toEqual([
      'commission',
      'volume-rebate',
      'reseller-gold',
    ]);
    expect(answer.decision.parties[0].lines[0].steps[0]).toMatchObject({ step: 'amount', exact: '10.00' });
  });

  test('explains in sentences', async () => {
    const answer = (await post(app, quote({ explain: 'sentences' }))).json();
    expect(Object.keys(answer)).toEqual(['decision', 'due', 'sentences', 'program']);
    expect(answer.sentences).toContain('commission');
  });

  test('a rival among the other partners holds the customer', async () => {
    const rival = { id: 'rival', enrollments: acme.enrollments };
    const registration = (id: string, partner: string, occurredOn: string) => ({
      ...deal(id, occurredOn, '1.00'),
      kind: 'registration-submitted',
      partner,
      facts: { 'registration.id': id, 'customer.id': 'contoso' },
    });
    const asked = {
      partner: acme,
      otherPartners: [rival],
      earlier: [registration('r1', 'rival', '2026-02-01')],
      activity: registration('r2', 'acme', '2026-02-20'),
    };
    const answer = (await post(app, asked)).json();
    expect(answer.decision.parties[0].registration).toMatchObject({ outcome: 'refused', reasons: ['duplicate'], runnerUp: 1 });
  });

  test('a higher revision supersedes the earlier one', async () => {
    const earlier = [deal('d1', '2026-03-02', '9000.00')];
    expect(lines(await post(app, quote({ earlier, activity: deal('d1', '2026-03-02', '600.00', { revision: 2 }) })))).toEqual({
      commission: '60.00',
      'volume-rebate': '12.00',
    });
  });

  test('before the first version nothing is in force', async () => {
    const later = testApp({ book: fixedBook([timelineOf({ ...document, effectiveFrom: '2027-01-01' })]) });
    expect((await post(later, quote())).json().decision.status).toBe('not-in-force');
    await later.close();
  });

  test('a type that names a charset is JSON too', async () => {
    const response = await app.inject({
      method: 'POST',
      url: EVALUATE,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      payload: JSON.stringify(quote()),
    });
    expect(response.statusCode).toBe(200);
  });
});

describe('headers', () => {
  test('every answer is shut off from browsers', async () => {
    for (const url of ['/health', '/v1/programs', '/nowhere']) {
      const { headers } = await app.inject(url);
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});
