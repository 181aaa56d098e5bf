import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { databases } from '../support/databases.ts';
import { commissionRule, goldRule, resellerType } from '../support/small-program.ts';
import { acmeDeal, type LedgerServed, serveLedger } from './ledger-support.ts';
import { problemOf } from './support.ts';

/** Bands, a cap, a person, an exclusion: what a line may be reckoned by. */
const program = {
  partnerTypes: { reseller: resellerType({ produces: ['deal-closed'] }) },
  parameters: {
    goldRevenue: { type: 'money', value: '10000.00' },
    bands: {
      type: 'bands',
      over: 'money',
      unit: 'rate',
      value: [
        { from: '0', rate: '0.02' },
        { from: '500.00', rate: '0.05' },
      ],
    },
  },
} as const;

const atLeast100 = { all: [{ fact: 'deal.amount', operator: 'greaterThanInclusive', value: '100.00' }] };

const rebate = {
  name: 'rebate-in-bands',
  decides: 'incentive',
  description: 'Each slice of the year at its own rate.',
  for: ['reseller'],
  on: ['deal-closed'],
  moves: 'partner-sourced-new-customer-rate',
  conditions: atLeast100,
  event: {
    type: 'incentive',
    params: {
      incentive: 'rebate',
      payee: 'partner',
      amount: 'marginal(parameter.bands, before.revenue, measure.revenue)',
      cap: { amount: 'money("40")' },
    },
  },
} as const;

/** Two deals in May; a corrected one, an override and a payment in June. */
async function untilJune(served: LedgerServed): Promise<void> {
  const { olga, ada, deals, passTo } = served;
  await served.enroll('acme');
  await served.record(
    acmeDeal('d1', '2026-05-04', '400.00'),
    acmeDeal('d2', '2026-05-06', '1000.00'),
    acmeDeal('d3', '2026-05-07', '50.00'),
  );
  await passTo('2026-06-02');
  const { id: batch } = (await olga.ask('POST /v1/payouts', { program: 'small', through: '2026-06-02' })).json();
  await ada.ask(`POST /v1/payouts/${batch}/approval`);
  await olga.ask(`POST /v1/payouts/${batch}/export`);
  await olga.ask(`POST /v1/payouts/${batch}/confirmation`, { reference: '=B-1', paidOn: '2026-06-02' });
  await served.record(acmeDeal('d1', '2026-05-04', '300.00', { revision: 2 }));
  await deals.work();
  const manual = {
    kind: 'manual',
    program: 'small',
    partner: 'acme',
    partnerType: 'reseller',
    incentive: 'goodwill',
    payee: 'partner',
    amount: '10.00',
    reason: 'For <script>alert("them")</script> & their patience',
  };
  const { id } = (await olga.ask('POST /v1/adjustments', manual)).json();
  await ada.ask(`POST /v1/adjustments/${id}/approval`);
}

const serveProgram = (database: (typeof databases)[number]): Promise<LedgerServed> =>
  serveLedger(database, {
    ...program,
    rules: [goldRule(), commissionRule({ conditions: atLeast100 } as never), rebate],
  } as unknown as Partial<ProgramDocument>);

describe.each(databases)('statements, kept in $name', (database) => {
  test('say what a partner had, what came, what was paid, and how each line was reckoned', async () => {
    const served = await serveProgram(database);
    const { olga } = served;
    await untilJune(served);
    const statement = async (query: string) => (await olga.ask(`GET /v1/statements?program=small&partner=acme&${query}`)).json();
    const may = await statement('month=2026-05');
    expect(may).toMatchObject({ closed: true, period: { kind: 'month', from: '2026-05-01', through: '2026-05-31' }, currency: 'USD' });
    // 10 % of each; 2 % of 400; 2 % of 100, and 5 % of 900, cut to 40
    expect(may.accounts).toMatchObject([{ payee: 'partner', opening: '0.00', posted: '188.00', paid: '0.00', closing: '188.00' }]);
    const bands = may.accounts[0].lines.find(
      ({ line }: { line: { activity: string; incentive: string } }) => line.activity === 'd2' && line.incentive === 'rebate',
    );
    expect(bands).toMatchObject({ title: 'Rebate', description: 'Each slice of the year at its own rate.', kind: 'deal closed' });
    expect(bands.reckoning.join('\n')).toMatch(
      /before\.revenue\s+=\s+400\.00[\s\S]*band from\s+0\.00:\s+100\.00 × 0\.02\s+=\s+2\.00[\s\S]*cut to USD 40\.00/,
    );
    expect(may.refused).toMatchObject([
      {
        activity: 'd3',
        on: '2026-05-07',
        said: [
          'Commission is not earned:',
          '  deal.amount is at least 100.00: 50.00 ≥ 100.00 ✗, 50.00 short',
          'Rebate in bands is not earned:',
          '  deal.amount is at least 100.00: 50.00 ≥ 100.00 ✗, 50.00 short',
        ],
      },
    ]);

    const june = await statement('month=2026-06');
    const [account] = june.accounts;
    expect(account).toMatchObject({ opening: '188.00', paid: '188.00', payments: [{ reference: '=B-1', lines: 4, amount: '188.00' }] });
    const causes = account.lines.map(({ line, explanation }: { line: object; explanation: readonly string[] }) => [
      line,
      explanation.join(' '),
    ]);
    expect(causes).toEqual(
      expect.arrayContaining([
        [
          expect.objectContaining({ activity: 'd1', incentive: 'commission', amount: '-10.00', cause: 'reconcile' }),
          expect.stringContaining('Due by it now USD 30.00, less USD 40.00 posted before: USD -10.00.'),
        ],
        [expect.objectContaining({ cause: 'manual', amount: '10.00' }), expect.stringContaining('Proposed by Olga, approved by Ada')],
      ]),
    );
    const quarter = await statement('quarter=2026-05');
    expect(quarter.period).toEqual({ kind: 'quarter', from: '2026-04-01', through: '2026-06-30' });
    expect(quarter.accounts[0].closing).toBe(account.closing);
    expect(june.missing).toMatchObject([
      { partnerType: 'reseller', said: [expect.stringContaining('registered'), expect.anything(), expect.anything()] },
    ]);
  });

  test('as CSV they add up, and no cell is a formula', async () => {
    const served = await serveProgram(database);
    await untilJune(served);
    const { body, headers } = await served.download(served.olga, '/v1/statements?program=small&partner=acme&quarter=2026-06&format=csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head = [], ...rows] = body
      .trimEnd()
      .split('\r\n')
      .map((row) => row.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? []);
    const column = (name: string): number => head.indexOf(name);
    const cents = (row: readonly string[]): number => Math.round(Number(row[column('amount')]) * 100);
    const closing = rows.find(([entry]) => entry === 'closing-balance') ?? [];
    const others = rows.filter(([entry]) => entry !== 'closing-balance');
    expect(others.reduce((sum, row) => sum + cents(row), 0)).toBe(cents(closing));
    expect(rows.find(([entry]) => entry === 'payment')?.[column('reason')]).toBe("'=B-1");
  });

  test('as a page they run nothing, and say everything', async () => {
    const served = await serveProgram(database);
    await untilJune(served);
    const { body, headers } = await served.download(served.olga, '/v1/statements?program=small&partner=acme&quarter=2026-06&format=html');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(body).not.toContain('<script');
    expect(body).toContain('For &lt;script&gt;alert(&quot;them&quot;)&lt;/script&gt; &amp; their patience');
    for (const said of [
      'Opening balance',
      'Closing balance',
      'Each slice of the year at its own rate.',
      'To the next tier',
      'cut to USD 40.00',
    ])
      expect(body).toContain(said);
    expect(body).toContain('Rebate in bands is not earned:');
  });

  test('a partner sees its own; whose is not known is told', async () => {
    const served = await serveProgram(database);
    await untilJune(served);
    const acme = await served.asker({ roles: ['partner'], partner: 'acme' });
    const bolt = await served.asker({ roles: ['partner'], partner: 'bolt' });
    const url = 'GET /v1/statements?program=small';
    expect((await acme.ask(url)).json().partner).toEqual({ id: 'acme' });
    problemOf(await acme.ask(`${url}&partner=bolt`), 'unknown-partner');
    problemOf(await bolt.ask(`${url}&partner=acme`), 'unknown-partner');
    problemOf(await bolt.ask(url), 'unknown-partner');
    problemOf(await served.olga.ask(url), 'invalid-request');
    problemOf(await served.olga.ask(`${url}&partner=nobody`), 'unknown-partner');
    problemOf(await served.olga.ask(`${url}&partner=acme&month=2026-05&quarter=2026-05`), 'invalid-request');
    problemOf(await served.olga.ask(`${url}&partner=acme&month=2026-13`), 'invalid-request');
    problemOf(await served.olga.ask(`${url}&partner=acme&month=1066-10`), 'invalid-request');
    problemOf(await acme.ask('GET /v1/journal?program=small'), 'not-allowed');
    problemOf(await served.olga.ask('GET /v1/journal?program=nosuch'), 'unknown-program');
  });

  test('the journal books each line once, debit and credit', async () => {
    const served = await serveProgram(database);
    await untilJune(served);
    const { olga } = served;
    const journal = (await olga.ask('GET /v1/journal?program=small&quarter=2026-05')).json();
    expect(journal.debit).toBe(journal.credit);
    const account = (name: string) => journal.accounts.find((each: { account: string }) => each.account === name);
    expect(account('bank')).toEqual({ account: 'bank', debit: '0.00', credit: '188.00' });
    const { body } = await served.download(olga, '/v1/journal?program=small&quarter=2026-05&format=csv');
    const rows = body.trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 2 * journal.entries);
    // what was taken back is no negative amount
    expect(body).not.toMatch(/,-\d/);
    expect((await olga.ask('GET /v1/journal?program=small&month=2026-05')).json()).toMatchObject({
      entries: 4,
      debit: '188.00',
      credit: '188.00',
    });
  });
});
