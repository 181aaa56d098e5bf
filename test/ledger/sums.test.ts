import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Principal } from '../../server/access/principal.ts';
import { approveAdjustment, endOverride, propose } from '../../server/ledger/adjustments.ts';
import { runLedger } from '../../server/ledger/calendar.ts';
import { hold, openDispute, settleDispute } from '../../server/ledger/disputes.ts';
import { accountTotals, journalEntry } from '../../server/ledger/journal.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { approveBatch, cancelBatch, confirmBatch, exportBatch, proposeBatch } from '../../server/ledger/payouts.ts';
import { type DecidedLines, differences, postDecided, postDifferences } from '../../server/ledger/posting.ts';
import { statementOf } from '../../server/ledger/statement.ts';
import { fiscalMonthOf, nextMonth } from '../../server/ledger/terms.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import type { Transaction } from '../../server/store/database.ts';
import { StoreError } from '../../server/store/errors.ts';
import { createHistory } from '../../server/store/histories.ts';
import { bookings } from '../../server/store/ledger/journal.ts';
import { keysBefore } from '../../server/store/ledger/statement.ts';
import { timelineOf } from '../store/support.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';
import { decided, decisionOn, due, ledgerStore, onDay } from './support.ts';

const someone = (id: string): Principal => ({ kind: 'person', id, name: id, roles: new Set(['approver'] as const) });
const [ann, ben] = [someone('ann'), someone('ben')];

/** Whatever happens to a partner: what is said, overrides, disputes, days that pass, payouts. */
type Step =
  | { readonly do: 'say'; readonly activity: number; readonly amounts: readonly number[] }
  | { readonly do: 'override'; readonly activity: number; readonly amount: number }
  | { readonly do: 'end'; readonly activity: number }
  | { readonly do: 'manual'; readonly amount: number }
  | { readonly do: 'dispute' | 'settle' | 'hold'; readonly line: number }
  | { readonly do: 'pass'; readonly days: number }
  | { readonly do: 'pay'; readonly confirmed: boolean };

const amount = fc.integer({ min: -50_000, max: 90_000 });
const activity = fc.integer({ min: 0, max: 3 });
const line = fc.nat(30);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), activity, amounts: fc.array(amount, { maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('override' as const), activity, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), activity }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('manual' as const), amount: amount.filter((each) => each !== 0) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('dispute' as const, 'settle' as const, 'hold' as const), line }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 45 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pay' as const), confirmed: fc.boolean() }) },
);

/** A ledger in which time goes on from one history to the next, each of another partner. */
class Histories {
  day = Date.parse('2026-01-05T12:00:00Z');
  histories = 0;
  readonly ledger: Ledger;

  constructor(ledger: Omit<Ledger, 'now'>) {
    this.ledger = { ...ledger, now: () => new Date(this.day) };
  }

  static async of(database: TestDatabase): Promise<Histories> {
    const store = await ledgerStore(database);
    return new Histories({ store, trail: await trailOf(store), book: fixedBook([timelineOf()]) });
  }

  get today(): string {
    return new Date(this.day).toISOString().slice(0, 10);
  }

  async run(steps: readonly Step[]): Promise<History> {
    this.histories += 1;
    const history = new History(this, `p-${this.histories}`);
    for (const each of steps) await history.take(each);
    return history;
  }
}

class History {
  readonly first: string;
  readonly said = new Map<string, DecidedLines>();
  readonly overrides = new Map<string, { readonly id: string; readonly amount: number }>();
  manual = 0;

  readonly of: Histories;
  readonly partner: string;

  constructor(of: Histories, partner: string) {
    this.of = of;
    this.partner = partner;
    this.first = fiscalMonthOf(of.today);
  }

  get #ledger(): Ledger {
    return this.of.ledger;
  }

  get enrollments() {
    return [{ partner: this.partner, partnerType: 'reseller' }];
  }

  #change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#ledger.store.transaction(work);
  }

  async reconcile(): Promise<void> {
    await this.#change((tx) => postDifferences(tx, 'small', this.enrollments, [...this.said.values()], onDay(this.of.today), 'a test'));
  }

  /** What can't be done is refused, and changes nothing. */
  async #attempt(work: (tx: Transaction) => Promise<unknown>): Promise<boolean> {
    try {
      await this.#change(work);
      return true;
    } catch (error) {
      if (error instanceof StoreError) return false;
      throw error;
    }
  }

  async take(each: Step): Promise<void> {
    switch (each.do) {
      case 'say':
        return this.#say(`${this.partner}-${each.activity}`, each.amounts);
      case 'override':
        return this.#override(`${this.partner}-${each.activity}`, each.amount);
      case 'end': {
        const name = `${this.partner}-${each.activity}`;
        const standing = this.overrides.get(name);
        if (standing === undefined) return;
        await this.#change((tx) => endOverride(this.#ledger, tx, ben, standing.id, 'It is over.'));
        this.overrides.delete(name);
        return this.reconcile();
      }
      case 'manual':
        return this.#manual(each.amount);
      case 'dispute':
      case 'settle':
      case 'hold':
        return this.#disturb(each.do, each.line);
      case 'pass':
        this.of.day += each.days * 86_400_000;
        await runLedger(this.#ledger);
        return;
      case 'pay':
        return this.#pay(each.confirmed);
    }
  }

  async #say(name: string, amounts: readonly number[]): Promise<void> {
    const lines = amounts.map((minor, index) =>
      due(minor, { partner: this.partner, ...(index === 2 && ({ payee: 'person', person: 'eve' } as const)) }),
    );
    const known = this.said.has(name);
    const decision = await this.#change((tx) => decisionOn(tx, name, this.of.today, this.partner));
    const says = { ...decided(decision, name, ...lines), occurredOn: this.of.today };
    this.said.set(name, says);
    if (known) await this.reconcile();
    else await this.#change((tx) => postDecided(tx, 'small', [says], onDay(this.of.today)));
  }

  async #override(name: string, minor: number): Promise<void> {
    const given = {
      kind: 'override',
      program: 'small',
      partner: this.partner,
      partnerType: 'reseller',
      source: 'crm',
      activity: name,
      incentive: 'commission',
      payee: 'partner',
      amount: (minor / 100).toFixed(2),
      reason: 'A test.',
    } as const;
    let id = '';
    const done = await this.#attempt(async (tx) => {
      id = (await propose(this.#ledger, tx, ann, given)).value.id;
      await approveAdjustment(this.#ledger, tx, ben, id);
    });
    if (done) this.overrides.set(name, { id, amount: minor });
  }

  async #manual(minor: number): Promise<void> {
    const of = { program: 'small', partner: this.partner, partnerType: 'reseller', incentive: 'goodwill', payee: 'partner' } as const;
    const given = { kind: 'manual', ...of, amount: (minor / 100).toFixed(2), reason: 'A test.' } as const;
    const done = await this.#attempt(async (tx) => {
      await approveAdjustment(this.#ledger, tx, ben, (await propose(this.#ledger, tx, ann, given)).value.id);
    });
    if (done) this.manual += minor;
  }

  async #disturb(what: 'dispute' | 'settle' | 'hold', place: number): Promise<void> {
    const { db } = this.#ledger.store;
    const lines = await db.selectFrom('ledger_lines').select('id').where('partner', '=', this.partner).orderBy('id').execute();
    const id = lines[place % Math.max(1, lines.length)]?.id;
    if (id === undefined) return;
    if (what === 'dispute') await this.#attempt((tx) => openDispute(this.#ledger, tx, ann, id, 'It is wrong.'));
    if (what === 'hold') await this.#attempt((tx) => hold(this.#ledger, tx, ann, id, place % 2 === 0 ? 'It is early.' : undefined));
    if (what === 'settle') await this.settleAll();
  }

  async settleAll(): Promise<void> {
    const { db } = this.#ledger.store;
    const open = await db
      .selectFrom('disputes as d')
      .innerJoin('ledger_lines as l', 'l.id', 'd.line')
      .select('d.id')
      .where('d.state', '=', 'open')
      .where('l.partner', '=', this.partner)
      .execute();
    for (const { id } of open)
      await this.#change((tx) => settleDispute(this.#ledger, tx, ben, id, { outcome: 'rejected', resolution: 'It is right.' }));
    await this.reconcile();
  }

  async #pay(confirmed: boolean): Promise<void> {
    await this.#attempt(async (tx) => {
      const { id } = (await proposeBatch(this.#ledger, tx, ann, { program: 'small', payees: 'partners', through: this.of.today })).value;
      await approveBatch(this.#ledger, tx, ben, id);
      if (!confirmed) return cancelBatch(this.#ledger, tx, ann, id, 'A test.');
      await exportBatch(this.#ledger, tx, ann, id);
      return confirmBatch(this.#ledger, tx, ann, id, { reference: 'B-1' });
    });
  }

  /** What all lines have to come to. */
  expected(): bigint {
    let sum = BigInt(this.manual);
    for (const [name, { due: lines }] of this.said) {
      const override = this.overrides.get(name);
      for (const { amount: minor, payee } of lines) if (override === undefined || payee === 'person') sum += BigInt(minor);
      if (override !== undefined) sum += BigInt(override.amount);
    }
    return sum;
  }
}

describe.each(databases)('for any history, kept in $name', (database) => {
  test('the sum of the lines is the total, balances follow each other, and debit is credit', async () => {
    const histories = await Histories.of(database);
    const { ledger } = histories;
    // whose lines may be posted by hand
    await enrolledByHand(ledger, 1_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const history = await histories.run(steps);
        await history.settleAll();
        expect(await differences(ledger.store.db, 'small', history.enrollments, [...history.said.values()])).toEqual([]);
        const balances = new Map<string, bigint>();
        const keys = new Map<string, bigint>();
        let posted = 0n;
        let paid = 0n;
        for (let month = history.first; month <= fiscalMonthOf(histories.today); month = nextMonth(month)) {
          const { accounts } = await statementOf(ledger, {
            program: 'small',
            partner: history.partner,
            kind: 'month',
            month: month.slice(0, 7),
          });
          const names = new Set(accounts.map(({ person }) => person ?? ''));
          for (const [name, balance] of balances) if (balance !== 0n) expect(names).toContain(name);
          for (const account of accounts) {
            const name = account.person ?? '';
            expect(account.opening).toBe(balances.get(name) ?? 0n);
            expect(account.posted).toBe(account.lines.reduce((sum, each) => sum + BigInt(each.line.amount), 0n));
            expect(account.closing).toBe(account.opening + account.posted - account.paid);
            balances.set(name, account.closing);
            posted += account.posted;
            paid += account.paid;
            // what each correction says was posted of its key before
            const own = account.lines.map(({ line }) => line);
            const whose = { program: 'small', partner: history.partner };
            const ids = own.map(({ id }) => id);
            const before = await keysBefore(ledger.store.db, whose, nextMonth(month), ids);
            for (const { id, amount, ...key } of own) {
              const named = JSON.stringify([key.source, key.activity, key.partner_type, key.incentive, key.payee, key.person]);
              expect(before.get(id)).toBe(keys.get(named) ?? 0n);
              keys.set(named, (keys.get(named) ?? 0n) + BigInt(amount));
            }
          }
        }
        expect(posted).toBe(history.expected());
        expect([...balances.values()].reduce((sum, each) => sum + each, 0n)).toBe(posted - paid);
      }),
      { numRuns: 12 },
    );
    await journalFollows(ledger, histories.today);
  });
});

/** The accounts say of all lines together what the lines say. */
async function journalFollows({ store }: Ledger, today: string): Promise<void> {
  const end = nextMonth(fiscalMonthOf(today));
  for await (const booking of bookings(store.db, 'small', '2026-01-01', end)) expect(journalEntry(booking).amount).toBeGreaterThan(0n);
  const { accounts } = await accountTotals(bookings(store.db, 'small', '2026-01-01', end));
  const sum = (of: readonly bigint[]): bigint => of.reduce((all, each) => all + each, 0n);
  expect(sum(accounts.map(({ debit }) => debit))).toBe(sum(accounts.map(({ credit }) => credit)));
  const rows = await store.db
    .selectFrom('ledger_lines as l')
    .innerJoin('line_states as s', 's.line', 'l.id')
    .select(['l.amount', 's.state'])
    .execute();
  const inState = (...states: readonly string[]): bigint =>
    sum(rows.filter(({ state }) => states.includes(state)).map((row) => BigInt(row.amount)));
  const balance = (name: string): bigint =>
    accounts.filter(({ account }) => account === name).reduce((all, each) => all + each.credit - each.debit, 0n);
  expect(balance('accrued-incentives')).toBe(inState('accrued'));
  expect(balance('incentives-payable')).toBe(inState('payable', 'in-batch'));
  expect(balance('bank')).toBe(inState('paid'));
  expect(-balance('incentive-expense')).toBe(inState('accrued', 'payable', 'in-batch', 'paid'));
}

async function enrolledByHand({ store }: Ledger, many: number): Promise<void> {
  const { id } = await createHistory(store, { name: 'small, as recorded', timeline: timelineOf() });
  await store.db
    .insertInto('live_programs')
    .values({ program: 'small', history: id, timeline: 'none', cut: 'enrollment' } as never)
    .execute();
  const rows = Array.from({ length: many }, (_, index) => ({
    history: id,
    recorded: index + 1,
    partner: `p-${index + 1}`,
    partner_type: 'reseller',
    document: '{}',
    hash: new Uint8Array(32),
  }));
  await store.db.insertInto('history_enrollments').values(rows).execute();
}
