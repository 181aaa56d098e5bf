import { describe, expect, onTestFinished, test } from 'vitest';
import { openAccess } from '../../server/access/access.ts';
import { openAnalytics } from '../../server/analytics/analytics.ts';
import { definitions, type Figures } from '../../server/analytics/figures.ts';
import { buildApp } from '../../server/http/app.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { listHistories } from '../../server/store/histories.ts';
import { byHand } from '../analytics/hand.ts';
import { figureOf, timeline } from '../analytics/support.ts';
import { holderOf } from '../support/access.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';
import { askerOf } from './life-support.ts';
import { form, type Part } from './multipart.ts';
import { problemOf } from './support.ts';
import { whatIfOfTest } from './what-if-support.ts';

const PROGRAM = '/v1/analytics/programs/small';

async function served(database: TestDatabase) {
  const store = await emptyStore(database);
  const trail = await trailOf(store);
  const access = openAccess({ store, trail });
  const analytics = openAnalytics({ store, trail, now: () => new Date('2026-06-30T12:00:00Z') });
  const whatIf = { ...(await whatIfOfTest({ store, trail })), analytics };
  const app = buildApp({ book: fixedBook([timeline]), access, whatIf, limits: { loopDelayMs: false, requestsPerMinute: false } });
  onTestFinished(async () => {
    await app.close();
    await access.close();
  });
  const asker = async (role: 'viewer' | 'analyst' | 'operator' | 'partner') =>
    askerOf(app, await holderOf(access, { roles: [role], ...(role === 'partner' && { partner: 'acme' }) }));
  return {
    app,
    store,
    viewer: await asker('viewer'),
    analyst: await asker('analyst'),
    operator: await asker('operator'),
    partner: await asker('partner'),
  };
}

const MAPPING = {
  files: { 'crm.csv': { delimiter: ';', date: 'DD.MM.YYYY', number: { decimal: ',' }, otherRows: 'leave-out' } },
  records: [
    {
      from: 'crm.csv',
      when: { Kind: 'deal' },
      record: 'opportunity',
      fields: {
        id: 'Id',
        createdOn: 'Created',
        closedOn: 'Closed',
        amount: 'Net',
        outcome: { column: 'State', values: { W: 'won', L: 'lost', O: 'open' } },
        region: 'Region',
        newCustomer: { column: 'New', values: { y: true, n: false } },
        partner: 'Partner',
        partnerType: { column: 'Partner', values: { acme: 'reseller' } },
        registrationApprovedOn: 'Approved',
      },
    },
    {
      from: 'crm.csv',
      when: { Kind: 'spent' },
      record: 'investment',
      fields: { id: 'Id', kind: 'Region', spentOn: 'Closed', amount: 'Net' },
    },
  ],
};
const ROWS = [
  'Kind;Id;Created;Closed;Net;State;Region;New;Partner;Approved',
  'deal;o1;01.12.2025;01.02.2026;1000,00;W;EMEA;y;acme;05.12.2025',
  'deal;o2;01.12.2025;01.02.2026;500,00;L;EMEA;;acme;05.12.2025',
  'deal;o3;01.12.2025;01.02.2026;750,50;W;AMER;y;;',
  'deal;o4;01.12.2025;;90,00;W;AMER;;;',
  'deal;o3;01.12.2025;01.02.2026;1,00;W;AMER;;;',
  'spent;i1;;10.02.2026;40,00;;enablement;;;',
  'else;x;;;;;;;;',
  '',
].join('\n');

const telling = (rows = ROWS, mapping: object = MAPPING) => {
  const parts: Part[] = [
    { name: 'mapping', value: JSON.stringify(mapping) },
    { name: 'crm.csv', value: rows, file: true },
  ];
  return { method: 'POST' as const, url: `${PROGRAM}/imports`, ...form(parts) };
};

describe.each(databases)('analytics on $name', (database) => {
  test('files are told by a mapping, and figures open into records', async () => {
    const { app, viewer, operator, analyst } = await served(database);
    const { payload, headers, ...line } = telling();
    const answer = await app.inject({ ...line, payload, headers: { ...headers, ...operator.headers } });
    expect(answer.json()).toMatchObject({ read: 7, accepted: { opportunity: 3, investment: 1 }, rejected: 2, leftOut: 1 });
    expect(answer.json().rejects).toMatchObject(
      [
        { line: 6, reason: 'A row before tells of the same, by its name; the first counts.' },
        { line: 5, reason: 'It is won, and closedOn is missing.' },
      ].toSorted((a, b) => (answer.json().rejects[0].line === 5 ? a.line - b.line : b.line - a.line)),
    );
    expect(answer.headers['audit-head']).toBeTruthy();

    const figures = (await viewer.ask(`GET ${PROGRAM}/figures?from=2026-01-01&to=2026-03-31`)).json<Figures>();
    expect(figures).toMatchObject({
      program: 'small',
      currency: 'USD',
      asOf: '2026-06-30',
      from: '2026-01-01',
      to: '2026-03-31',
      per: 'quarter',
    });
    expect(figureOf(figures, 'win-rate', '2026-01-01')).toMatchObject({ value: '0.5', numerator: '1', denominator: '2', small: true });
    expect(figureOf(figures, 'program-cost-ratio', '2026-01-01')).toMatchObject({
      value: '0.04',
      numerator: '40.00',
      denominator: '1000.00',
    });
    expect(figureOf(figures, 'partner-sourced-new-customer-rate', '2026-01-01')).toMatchObject({ numerator: '1', denominator: '2' });

    const sliced = (
      await analyst.ask(`GET ${PROGRAM}/figures?from=2026-01-01&to=2026-03-31&by=region&measures=win-rate,active-partner-rate`)
    ).json<Figures>();
    expect(figureOf(sliced, 'win-rate', '2026-01-01', 'EMEA')).toMatchObject({ value: '0.5' });
    expect(figureOf(sliced, 'win-rate', '2026-01-01', 'AMER')).toMatchObject({
      value: null,
      beside: { 'without-partner': { value: '1' } },
    });

    const records = `GET ${PROGRAM}/measures/win-rate/records?quarter=2026-02-14`;
    expect((await viewer.ask(`${records}&part=denominator`)).json()).toMatchObject({
      kind: 'opportunities',
      records: [{ id: 'o1' }, { id: 'o2' }],
    });
    const page = (await viewer.ask(`${records}&part=denominator&limit=1`)).json();
    expect(page).toMatchObject({
      records: [{ id: 'o1', amount: '1000.00', attribution: 'sourced', partner: 'acme', evidence: 'registration o1' }],
    });
    expect((await viewer.ask(`${records}&part=denominator&limit=1&after=${page.next}`)).json()).toMatchObject({ records: [{ id: 'o2' }] });
    expect((await viewer.ask(`${records}&region=AMER&figure=without-partner`)).json()).toMatchObject({ records: [{ id: 'o3' }] });

    // told again, a record is what it is told now
    const again = telling(ROWS.replace('500,00;L', '500,00;W'));
    await app.inject({ ...again, headers: { ...again.headers, ...operator.headers } });
    const now = (await viewer.ask(`GET ${PROGRAM}/figures?from=2026-01-01&to=2026-03-31&measures=win-rate`)).json<Figures>();
    expect(figureOf(now, 'win-rate', '2026-01-01')).toMatchObject({ value: '1' });
  });

  test('definitions are those that the figures are reckoned by', async () => {
    const { store, viewer, operator } = await served(database);
    await byHand(store);
    expect((await viewer.ask('GET /v1/analytics/measures')).json()).toEqual(JSON.parse(JSON.stringify(definitions())));
    expect((await operator.ask(`POST ${PROGRAM}/reckoning`)).json()).toMatchObject({ asOf: '2026-06-30' });
    const figures = (await viewer.ask(`GET ${PROGRAM}/figures?per=range&from=2026-01-01&to=2026-06-30`)).json<Figures>();
    expect(figureOf(figures, 'win-rate', '2026-01-01')).toMatchObject({
      numerator: '2',
      denominator: '3',
      beside: { 'without-partner': { denominator: '4' } },
    });
    const costs = (
      await viewer.ask(`GET ${PROGRAM}/measures/program-cost-ratio/records?quarter=2026-01-01&part=left-out&reason=in-ledger`)
    ).json();
    expect(costs).toMatchObject({ kind: 'costs', records: [{ id: 'i4', amount: '99.00' }] });
  });

  test('what is asked wrongly is told', async () => {
    const { app, viewer, partner, operator } = await served(database);
    for (const query of ['from=2026-07-01&to=2026-01-01', 'measures=nosuch', 'from=2000-01-01', 'from=2026-13-01'])
      problemOf(await viewer.ask(`GET ${PROGRAM}/figures?${query}`), 'invalid-request');
    problemOf(await viewer.ask(`GET ${PROGRAM}/figures?by=colour`), 'invalid-request');
    problemOf(await viewer.ask(`GET ${PROGRAM}/measures/win-rate/records?quarter=2026-01-01&figure=nosuch`), 'invalid-request');
    problemOf(await viewer.ask(`GET ${PROGRAM}/measures/win-rate/records?quarter=2026-01-01&after=x`), 'invalid-request');
    problemOf(await viewer.ask('GET /v1/analytics/programs/nosuch/figures'), 'unknown-program');
    problemOf(await partner.ask(`GET ${PROGRAM}/figures`), 'not-allowed');
    problemOf(await operator.ask(`PUT ${PROGRAM}/history`, { history: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4' }), 'unknown-history');
    const bad = telling(ROWS, { records: [{ from: 'crm.csv', record: 'opportunity', fields: { id: 'Id', colour: 'Net' } }] });
    const refused = problemOf(await app.inject({ ...bad, headers: { ...bad.headers, ...operator.headers } }), 'invalid-mapping');
    expect(refused.findings.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/records/0/fields/colour', '/records/0/fields']),
    );
  });

  test('periods, incentives, the portfolio and sums that are moved', async () => {
    const { store, viewer, analyst } = await served(database);
    await byHand(store);
    const range = 'from=2026-01-01&to=2026-03-31';
    const compared = (await viewer.ask(`GET ${PROGRAM}/comparison?${range}&beforeFrom=2025-04-01&by=partnerType`)).json();
    expect(compared).toMatchObject({
      before: { from: '2025-04-01', to: '2025-06-30' },
      after: { from: '2026-01-01', to: '2026-03-31' },
      by: 'partnerType',
    });
    problemOf(await viewer.ask(`GET ${PROGRAM}/comparison?${range}`), 'invalid-request');
    const [version] = timeline.versions;
    const same = `version=${version?.hash}&beforeVersion=${version?.hash}`;
    expect((await viewer.ask(`GET ${PROGRAM}/comparison?${same}`)).json()).toMatchObject({
      before: { to: '2026-06-30' },
      after: { to: '2026-06-30' },
    });
    expect((await viewer.ask(`GET ${PROGRAM}/incentives?${range}`)).json()).toMatchObject({
      incentives: [{ incentive: 'commission', paid: '35.00' }],
    });
    expect((await viewer.ask(`GET ${PROGRAM}/portfolio?${range}`)).json()).toMatchObject({
      total: '1100.00',
      rows: [
        { name: 'acme', cumulative: '1' },
        { name: null, cost: '30.00' },
      ],
    });
    expect((await viewer.ask(`GET ${PROGRAM}/portfolio?${range}&of=integration`)).json()).toMatchObject({ by: 'integration' });

    // a baseline opens into what it is made of: a year before, or direct opportunities
    const baseline = `GET ${PROGRAM}/measures/incremental-revenue/records?quarter=2026-01-01&part=denominator`;
    const before = `GET ${PROGRAM}/measures/incremental-revenue/records?quarter=2025-01-01&part=numerator`;
    expect((await viewer.ask(baseline)).json()).toEqual((await viewer.ask(before)).json());
    const direct = (await viewer.ask(`${baseline}&method=matched-accounts&partnerType=reseller`)).json<{
      readonly records: readonly object[];
    }>().records;
    expect(direct.length).toBeGreaterThan(0);
    for (const record of direct) expect(record).toMatchObject({ attribution: 'none' });

    // what they open into
    const opened = async (measure: string, query: string) =>
      (await viewer.ask(`GET ${PROGRAM}/measures/${measure}/records?quarter=2025-10-01&to=2026-03-31&${query}`)).json<{
        readonly records: readonly { readonly amount: string }[];
      }>().records;
    const sum = (records: readonly { readonly amount: string }[]): string =>
      records.reduce((all, { amount }) => all + Number(amount), 0).toFixed(2);
    const both = 'from=2025-10-01&to=2026-03-31';
    const { rows } = (await viewer.ask(`GET ${PROGRAM}/portfolio?${both}`)).json<{
      readonly rows: readonly {
        readonly name: string | null;
        readonly deals: number;
        readonly contribution: string;
        readonly cost: string;
      }[];
    }>();
    for (const { name, deals, contribution, cost } of rows) {
      const won = await opened('program-cost-ratio', `part=denominator&partner=${name ?? '-'}`);
      expect([won.length, sum(won)]).toEqual([deals, contribution]);
      expect(sum(await opened('program-cost-ratio', `part=numerator&partner=${name ?? '-'}`))).toBe(cost);
    }
    const { incentives } = (await viewer.ask(`GET ${PROGRAM}/incentives?${both}`)).json<{
      readonly incentives: readonly { readonly incentive: string; readonly paid: string }[];
    }>();
    for (const { incentive, paid } of incentives)
      expect(sum(await opened('roi-by-partner-type', `part=denominator&incentive=${incentive}`))).toBe(paid);
    problemOf(await viewer.ask(`GET ${PROGRAM}/measures/win-rate/records?quarter=2026-01-01&to=2025-01-01`), 'invalid-request');
    const move = { amount: '10.00', fromType: 'reseller', toType: 'isv', from: '2026-01-01', to: '2026-03-31' };
    problemOf(await viewer.ask(`POST ${PROGRAM}/portfolio/moves`, move), 'not-allowed');
    problemOf(await analyst.ask(`POST ${PROGRAM}/portfolio/moves`, move), 'invalid-request');
  });

  test('views are saved, changed over the revision that was read, and deleted', async () => {
    const { viewer, analyst } = await served(database);
    const view = { name: 'Board', view: { by: 'region', measures: 'win-rate' } };
    problemOf(await viewer.ask(`POST ${PROGRAM}/views`, view), 'not-allowed');
    problemOf(await analyst.ask(`POST ${PROGRAM}/views`, { ...view, view: { by: 'colour' } }), 'invalid-request');
    const saved = await analyst.ask(`POST ${PROGRAM}/views`, view);
    const { id } = saved.json();
    expect(saved.json()).toMatchObject({ ...view, revision: 1 });
    expect((await viewer.ask(`GET ${PROGRAM}/views`)).json()).toMatchObject({ views: [{ id }] });
    const changed = { ...view, name: 'Board, by region' };
    expect((await analyst.ask(`PUT ${PROGRAM}/views/${id}`, changed, { 'if-match': '"1"' })).json()).toMatchObject({
      ...changed,
      revision: 2,
    });
    problemOf(await analyst.ask(`PUT ${PROGRAM}/views/${id}`, changed, { 'if-match': '"1"' }), 'wrong-state');
    expect((await viewer.ask(`GET ${PROGRAM}/views/${id}`)).json()).toMatchObject(changed);
    const compared = { name: 'A year on', view: { from: '2026-01-01', beforeFrom: '2025-01-01', beforeTo: '2025-03-31' } };
    expect((await analyst.ask(`POST ${PROGRAM}/views`, compared)).json()).toMatchObject(compared);
    problemOf(await analyst.ask(`POST ${PROGRAM}/views`, { ...compared, view: { version: 'the last' } }), 'invalid-request');
    await analyst.ask(`DELETE ${PROGRAM}/views/${id}`, undefined, { 'if-match': '"2"' });
    problemOf(await viewer.ask(`GET ${PROGRAM}/views/${id}`), 'unknown-view');
  });
});

test('what a simulation is worth, at unchanged behaviour and as the analyst supposes', async () => {
  const [embedded] = databases;
  if (embedded === undefined) throw new Error('the embedded database is missing');
  const { store, analyst, viewer } = await served(embedded);
  await byHand(store);
  const { items } = await listHistories(store, { limit: 1 });
  const [document] = timeline.versions.map((version) => version.document);
  const dearer = JSON.parse(JSON.stringify(document).replace('deal.amount * 0.1', 'deal.amount * 0.3'));
  const asked = { history: items[0]?.id, baseline: { documents: [document] }, candidates: [{ name: 'dearer', documents: [dearer] }] };
  const { id } = (await analyst.ask('POST /v1/simulations', asked)).json();
  const question = { simulation: id, from: '2026-01-01', to: '2026-03-31', response: [{ partnerType: 'reseller', change: '0.5' }] };
  problemOf(await viewer.ask(`POST ${PROGRAM}/what-if`, question), 'not-allowed');
  // deals of 50, a year before, and of 100 paid 15, and would have paid 45: in these quarters 10 and 30; the program cost 115 for 1,100
  expect((await analyst.ask(`POST ${PROGRAM}/what-if`, question)).json()).toMatchObject({
    paid: { baseline: '10.00', candidate: '30.00', difference: '20.00' },
    before: { revenue: '1100.00', cost: '115.00', costRatio: '0.104545', incremental: null },
    unchanged: { says: expect.stringMatching(/unchanged behaviour.* counts other quarters too/), cost: '135.00', costRatio: '0.122727' },
    assumed: { says: expect.stringContaining('assumed'), revenue: '1650.00', cost: '150.00' },
  });
  problemOf(await analyst.ask(`POST ${PROGRAM}/what-if`, { ...question, candidate: 3 }), 'invalid-request');
  problemOf(await analyst.ask(`POST ${PROGRAM}/what-if`, { ...question, simulation: 'nosuch' }), 'unknown-simulation');
});
