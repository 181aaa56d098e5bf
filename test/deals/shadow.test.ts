import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { commissionRule, goldRule, smallProgram } from '../support/small-program.ts';
import { serveDeals } from './http-support.ts';
import { ledgerTotals } from './ledger.ts';
import { putVersion } from './programs.ts';
import { deal } from './support.ts';

const twice = smallProgram({
  rules: [
    goldRule(),
    commissionRule({
      event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * 0.2' } },
    } as never),
  ],
});

describe.each(databases)('a version that rides along on $name', (database) => {
  test('decides from its day on, without effect; what it decides otherwise is counted and told', async () => {
    const { life, dana, crm, record, enroll, deals } = await serveDeals(database);
    await enroll('acme');
    await record(deal('d-0', '2026-05-09', '600.00'));
    await putVersion(life, twice, '2026-07-01');
    await life.book.refresh();
    const version = life.book.timeline('small')?.versions[1]?.hash ?? '';
    expect((await crm.ask('PUT /v1/programs/small/shadow', { version })).statusCode).toBe(403);
    expect((await dana.ask('PUT /v1/programs/small/shadow', { version })).statusCode).toBe(200);
    await record(deal('d-1', '2026-05-10', '100.00'));
    const { decision } = (await record(deal('d-1', '2026-05-10', '100.00'))).json();
    expect(decision.parties[0].lines[0].amount).toBe('10.00');
    await deals.work();
    const seen = (await dana.ask('GET /v1/programs/small/shadow')).json();
    expect(seen).toMatchObject({
      version,
      decided: 1,
      differing: 1,
      difference: { currency: 'USD', amount: '10.00' },
      differences: [
        {
          difference: '10.00',
          effective: { parties: [{ lines: [{ amount: '10.00' }] }] },
          shadow: { parties: [{ lines: [{ amount: '20.00' }] }] },
        },
      ],
    });
    expect(await ledgerTotals(life.store)).toEqual({
      'reseller acme crm d-0 commission partner': 6000,
      'reseller acme crm d-1 commission partner': 1000,
    });
    expect((await dana.ask('DELETE /v1/programs/small/shadow')).statusCode).toBe(200);
    expect((await dana.ask('GET /v1/programs/small/shadow')).json().code).toBe('unknown-shadow');
  });
});
