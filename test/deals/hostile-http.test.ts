import { describe, expect, onTestFinished, test } from 'vitest';
import { openDeals } from '../../server/deals/deals.ts';
import { runLedger } from '../../server/ledger/calendar.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import type { Store } from '../../server/store/open-store.ts';
import { type Asker, askerOf, serveOf } from '../http/life-support.ts';
import { activity, reseller, submission } from '../http/registry-support.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { registering } from '../registry/support.ts';
import { holderOf } from '../support/access.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { keysOfTest } from '../support/trail.ts';

/** The app with deals and ledger over a program with registrations, and these resellers. */
async function served(database: TestDatabase, ...resellers: readonly string[]) {
  const life = await lifeOf(await emptyStore(database), await keysOfTest());
  const { programs } = await loadProgramsFolder(await folderOf({ 'small/program.json': registering() }));
  await takeIn(life, programs);
  const { store, trail, book } = life;
  const errors: unknown[] = [];
  const deals = openDeals({ store, trail, now: life.now, onError: (error) => errors.push(error) });
  const ledger = { store, trail, book, now: () => life.now() };
  const app = await serveOf(life, { deals, ledger });
  onTestFinished(() => expect(errors).toEqual([]));
  const system = async (...bound: readonly string[]) =>
    askerOf(app.app, await holderOf(app.access, { roles: ['system'], programs: bound }));
  const crm = await system('small');
  for (const id of resellers) expect((await crm.ask(`PUT /v1/partners/${id}`, reseller(`${id} Inc`))).statusCode).toBe(201);
  return {
    ...app,
    deals,
    ledger,
    crm,
    system,
    partnerOf: async (id: string): Promise<Asker> => askerOf(app.app, await holderOf(app.access, { roles: ['partner'], partner: id })),
    record: (document: object, headers: Readonly<Record<string, string>> = {}) =>
      crm.ask('POST /v1/activities', { program: 'small', activity: document }, headers),
    /** What all lines of an activity come to for a partner, in smallest units. */
    paid: async (partner: string, of: string) => paid(store, partner, of),
  };
}

async function paid({ db }: Store, partner: string, of: string): Promise<number> {
  const lines = await db.selectFrom('ledger_lines').select('amount').where('partner', '=', partner).where('activity', '=', of).execute();
  return lines.reduce((all, { amount }) => all + amount, 0);
}

const sale = (id: string, on: string, partner: string, amount: string, more: object = {}): object => ({
  ...activity(id, 'deal-closed', on, partner, { 'deal.amount': amount }),
  ...more,
});

describe.each(databases)('deal time against those who mean no good, on $name', (database) => {
  test('of those who register the same at once one wins; nobody learns who, by any way', async () => {
    const ids = Array.from({ length: 8 }, (_, n) => `rival${n}x`);
    const { partnerOf, record, dana } = await served(database, ...ids);
    const answers = await Promise.all(ids.map((id) => record(submission(id, `REG-${id}`, '2026-05-01'))));
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    for (const each of answers.filter(({ statusCode }) => statusCode === 409))
      expect(each.json()).toMatchObject({ code: 'held-by-another', until: '2026-07-30' });
    for (const [n, id] of ids.entries()) {
      const own = await partnerOf(id);
      const told = [answers[n]?.statusCode === 409 ? (answers[n]?.body ?? '') : ''];
      const read = async (url: string) => {
        const answer = await own.ask(`GET ${url}`);
        told.push(answer.body);
        return answer.json();
      };
      for (const { id: decision } of (await read('/v1/decisions?superseded=true')).decisions) await read(`/v1/decisions/${decision}`);
      for (const { id: one } of (await read('/v1/cases')).cases) await read(`/v1/cases/${one}`);
      await read('/v1/programs/small/protections?customer=zenith&productLine=harbor');
      await read(`/v1/programs/small/attainment?partner=${id}&partnerType=reseller`);
      await read('/v1/ledger');
      await read('/v1/partners');
      for (const other of ids.filter((each) => each !== id)) expect([id, told.filter((body) => body.includes(other))]).toEqual([id, []]);
    }
    const cases = (await dana.ask('GET /v1/cases?limit=50')).json().cases as readonly { readonly runnerUp?: number }[];
    expect(cases.flatMap(({ runnerUp }) => runnerUp ?? []).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('a partner reaches nothing of another one, and a system nothing of another program', async () => {
    const { partnerOf, record, system } = await served(database, 'aone', 'btwo');
    const decisions = [await record(submission('aone', 'R1', '2026-05-01')), await record(sale('d1', '2026-05-02', 'aone', '100.00'))].map(
      (answer) => answer.json().id,
    );
    const [a, b, other] = [await partnerOf('aone'), await partnerOf('btwo'), await system('elsewhere')];
    const [line] = (await a.ask('GET /v1/ledger')).json().lines;
    const [own] = (await a.ask('GET /v1/cases')).json().cases;
    for (const stranger of [b, other]) {
      for (const id of decisions) expect((await stranger.ask(`GET /v1/decisions/${id}`)).statusCode).toBe(404);
      expect((await stranger.ask(`GET /v1/ledger/${line.id}`)).statusCode).toBe(404);
      expect((await stranger.ask(`GET /v1/cases/${own.id}`)).statusCode).toBe(404);
      expect((await stranger.ask(`POST /v1/cases/${own.id}/decisions`, { decision: 'withdraw' })).statusCode).toBe(404);
      expect((await stranger.ask('GET /v1/ledger?partner=aone')).json().lines).toEqual([]);
      expect((await stranger.ask('GET /v1/ledger/totals?partner=aone')).json().totals).toEqual([]);
      expect((await stranger.ask('GET /v1/decisions?partner=aone')).json().decisions).toEqual([]);
      expect((await stranger.ask('GET /v1/cases?partner=aone')).json().cases).toEqual([]);
      expect((await stranger.ask('GET /v1/partners?search=aone')).json().partners).toEqual([]);
      expect((await stranger.ask('GET /v1/programs/small/attainment?partner=aone&partnerType=reseller')).statusCode).toBe(403);
      const gates = await stranger.ask('POST /v1/programs/small/gates', { partner: 'aone', partnerType: 'reseller' });
      expect(gates.statusCode).toBe(403);
    }
    expect((await b.ask('GET /v1/partners/aone')).statusCode).toBe(404);
    expect((await b.ask(`POST /v1/ledger/${line.id}/disputes`, { reason: 'mine' })).statusCode).toBe(404);
    expect((await b.ask(`POST /v1/decisions/${decisions[0]}/replay`)).statusCode).toBe(403);
    expect((await other.ask(`POST /v1/decisions/${decisions[0]}/replay`)).statusCode).toBe(404);
    expect((await other.ask('POST /v1/activities', { program: 'small', activity: {} })).statusCode).toBe(403);
    expect((await other.ask('PUT /v1/partners/aone', { name: 'mine now' }, { 'if-match': '"1"' })).statusCode).toBe(403);
  });

  test('the same ten times at once, with and without a key, is one line', async () => {
    const { record, paid } = await served(database, 'aone');
    const document = sale('d1', '2026-05-02', 'aone', '100.00');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => record(document, n % 2 === 0 ? { 'idempotency-key': 'same' } : {})),
    );
    for (const { statusCode, body } of answers) expect([200, 201].includes(statusCode) || body.includes('"under-way"'), body).toBe(true);
    expect(await paid('aone', 'd1')).toBe(1000);
    expect((await record(document, { 'idempotency-key': 'same' })).headers['idempotency-replayed']).toBe('true');
    const mismatch = await record(sale('d2', '2026-05-02', 'aone', '100.00'), { 'idempotency-key': 'same' });
    expect(mismatch.json().code).toBe('idempotency-mismatch');
  });

  test('what is no activity is a problem that says where', async () => {
    const { crm, record } = await served(database, 'aone');
    const good = sale('d', '2026-05-02', 'aone', '1.00');
    for (const odd of [
      {},
      { id: 1 },
      { ...good, facts: null },
      { ...good, parties: [] },
      { ...good, partner: ['aone'] },
      { ...good, extra: 1 },
      { ...good, kind: 'no-such' },
      { ...good, id: 'x'.repeat(201) },
      { ...good, id: '\u0000' },
      { ...good, source: 'dealwright' },
      { ...good, revision: 0 },
      { ...good, revision: 1e9 },
    ]) {
      const answer = await record(odd);
      expect([odd, answer.statusCode, answer.json().findings.length > 0]).toEqual([odd, 422, true]);
    }
    for (const body of [
      {},
      { program: 'small' },
      { program: 'small', activity: 1 },
      { program: 'small', activities: [] },
      { program: 'small', activities: [1] },
      { program: 'small', activity: {}, activities: [{}] },
      { program: 'small', activities: Array.from({ length: 501 }, () => ({})) },
    ])
      expect((await crm.ask('POST /v1/activities', body)).statusCode).toBe(400);
  });

  test('late, corrected, corrected out of order and given to somebody else, a year later', async () => {
    const { record, life, deals, ledger, paid } = await served(database, 'aone', 'btwo');
    expect((await record(sale('t1', '2026-05-11', 'aone', '10.00'))).statusCode).toBe(201);
    expect((await record(sale('t2', '2026-05-12', 'aone', '10.00'))).json().findings[0].pointer).toBe('/activity/occurredOn');
    expect((await record(sale('t3', '2026-05-10', 'aone', '10.00'))).statusCode).toBe(201);
    life.at('2027-05-10');
    await deals.work();
    await runLedger(ledger);
    expect((await record(sale('t4', '2026-05-09', 'aone', '10.00'))).statusCode).toBe(201);
    for (const [revision, amount, status] of [
      [3, '30.00', 201],
      [2, '20.00', 202],
      [4, '0.00', 201],
      [5, '50.00', 201],
    ] as const)
      expect([revision, (await record(sale('t4', '2026-05-09', 'aone', amount, { revision }))).statusCode]).toEqual([revision, status]);
    expect(await paid('aone', 't4')).toBe(500);
    expect((await record(sale('t4', '2026-05-09', 'btwo', '50.00', { revision: 6 }))).statusCode).toBe(201);
    expect([await paid('aone', 't4'), await paid('btwo', 't4')]).toEqual([0, 500]);
    const posted = await life.store.db.selectFrom('ledger_lines').select(['id', 'period', 'posted_on']).execute();
    expect(posted.filter(({ posted_on, period }) => posted_on >= '2027-05' && period < '2027-05')).toEqual([]);
    await deals.work();
    expect(await life.store.db.selectFrom('ledger_lines').select('id').execute()).toHaveLength(posted.length);
  });

  test('an override stands whatever is recorded, takes another person, and ends where the program’s word counts again', async () => {
    const { record, asker, olga, ada, deals, paid } = await served(database, 'aone', 'btwo');
    await record(sale('d1', '2026-05-02', 'aone', '100.00'));
    const given = {
      ...{ kind: 'override', program: 'small', partner: 'aone', partnerType: 'reseller', source: 'crm', activity: 'd1' },
      ...{ incentive: 'commission', payee: 'partner', amount: '25.00', reason: 'as was promised' },
    };
    const propose = async (who: Asker, changes: object = {}) => {
      const answer = await who.ask('POST /v1/adjustments', { ...given, ...changes });
      expect([answer.statusCode, answer.body]).toEqual([201, answer.body]);
      return answer.json().id as string;
    };
    const own = await propose(ada);
    expect((await ada.ask(`POST /v1/adjustments/${own}/approval`)).json().code).toBe('own-proposal');
    const [first, second] = [await propose(olga), await propose(olga, { amount: '30.00' })];
    const ben = await asker('Ben', 'approver');
    const approved = await Promise.all([
      ada.ask(`POST /v1/adjustments/${first}/approval`),
      ben.ask(`POST /v1/adjustments/${second}/approval`),
      ben.ask(`POST /v1/adjustments/${first}/approval`),
    ]);
    expect(approved.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409]);
    const stands = approved.findIndex(({ statusCode }) => statusCode === 201) === 1 ? 3000 : 2500;
    expect(await paid('aone', 'd1')).toBe(stands);
    // late, corrected to nothing, given to somebody else
    await record(sale('d0', '2026-05-01', 'aone', '5000.00'));
    await record(sale('d1', '2026-05-02', 'aone', '0.00', { revision: 2 }));
    expect(await paid('aone', 'd1')).toBe(stands);
    await record(sale('d1', '2026-05-02', 'btwo', '70.00', { revision: 3 }));
    expect([await paid('aone', 'd1'), await paid('btwo', 'd1')]).toEqual([stands, 700]);
    const [ended] = [stands === 3000 ? second : first];
    const end = await ada.ask(`POST /v1/adjustments/${ended}/end`, { reason: 'it was kept' });
    expect([end.statusCode, end.body]).toEqual([201, end.body]);
    await deals.work();
    expect([await paid('aone', 'd1'), await paid('btwo', 'd1')]).toEqual([0, 700]);
  });

  test('months are closed while others post: nothing slips into one that is closed', async () => {
    const { record, life, ledger } = await served(database, 'aone', 'btwo');
    await record(sale('first', '2026-05-02', 'aone', '100.00'));
    life.at('2026-06-01');
    const posting = Array.from({ length: 8 }, (_, n) => record(sale(`n${n}`, '2026-05-30', n % 2 === 0 ? 'aone' : 'btwo', '10.00')));
    const [answers] = await Promise.all([Promise.all(posting), runLedger(ledger), runLedger(ledger)]);
    for (const { statusCode, body } of answers) expect([statusCode, body]).toEqual([201, body]);
    const lines = await life.store.db.selectFrom('ledger_lines').select(['activity', 'period']).execute();
    expect(lines.filter(({ activity: of }) => of !== 'first').map(({ period }) => period)).toEqual(
      Array.from({ length: 8 }, () => '2026-06-01'),
    );
    expect(await life.store.db.selectFrom('closed_periods').select('period').execute()).toEqual([{ period: '2026-05-01' }]);
  });

  test('names and ids that are formulas or markup are text in files and on pages', async () => {
    const { crm, record, olga, app } = await served(database);
    const [markup, formula] = ['<script>alert(1)</script>', '=HYPERLINK("https://example.com")'];
    await crm.ask('PUT /v1/partners/aone', reseller(`${formula}${markup}`));
    await record(sale(formula, '2026-05-02', 'aone', '100.00'));
    await record(sale(`+${markup}`, '2026-05-03', 'aone', '100.00'));
    const read = async (url: string) => app.inject({ url, headers: olga.headers });
    const page = await read('/v1/statements?program=small&partner=aone&format=html');
    expect([page.statusCode, page.body.includes('<script'), page.body.includes('&lt;script&gt;')]).toEqual([200, false, true]);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    for (const url of [
      '/v1/statements?program=small&partner=aone&format=csv',
      '/v1/ledger?format=csv',
      '/v1/journal?program=small&format=csv',
    ]) {
      const { statusCode, body } = await read(url);
      expect([url, statusCode]).toEqual([url, 200]);
      expect([url, /(?:^|[,"\n])[=+@](?!\d)/.exec(body.replaceAll('""', ''))]).toEqual([url, null]);
    }
  });
});
