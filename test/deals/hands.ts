import { sql } from 'kysely';
import { approveAdjustment, endOverride, propose } from '../../server/ledger/adjustments.ts';
import { openDispute, settleDispute } from '../../server/ledger/disputes.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import type { Transaction } from '../../server/store/database.ts';
import { StoreError } from '../../server/store/errors.ts';
import type { Payee } from '../../server/store/ledger/tables.ts';
import type { Choices } from '../differential/generate/choices.ts';
import { cleo, dora, type TestLife } from '../lifecycle/support.ts';
import { ledgerOf } from './one-fold.ts';

interface Line {
  readonly id: string;
  readonly key: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly source: string;
  readonly activity: string;
  readonly incentive: string;
  readonly payee: Payee;
  readonly person: string | null;
}

type Totals = Readonly<Record<string, number>>;

/** People who put their hands into a ledger, and what has to stand because of them. */
export class Hands {
  overridden = 0;
  disputed = 0;
  ended = 0;
  private readonly life: TestLife;
  private readonly choices: Choices;
  private readonly program: string;
  /** By key: the override's id, and what it comes to. */
  private readonly overrides = new Map<string, { readonly id: string; readonly minor: number }>();
  /** By key: the dispute's id, and what was posted when it was opened. */
  private readonly disputes = new Map<string, { readonly id: string; readonly posted: number }>();

  constructor(life: TestLife, choices: Choices, program: string) {
    this.life = life;
    this.choices = choices;
    this.program = program;
  }

  /** Now and then one of them does something. */
  async meddle(): Promise<void> {
    if (this.choices.oneIn(2)) await this.override();
    if (this.choices.oneIn(2)) await this.dispute();
    if (this.choices.oneIn(5)) await this.end();
  }

  /** What the ledger must hold where the program says `totals`. */
  async standing(totals: Totals): Promise<Totals> {
    const expected = new Map(Object.entries(totals));
    for (const [key, { minor }] of this.overrides) expected.set(key, minor);
    for (const [key, { posted }] of this.disputes) expected.set(key, posted);
    return Object.fromEntries([...expected].filter(([, total]) => total !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private async override(): Promise<void> {
    const line = await this.line();
    if (line === undefined || this.overrides.has(line.key) || this.disputes.has(line.key)) return;
    const { partner, partner_type: partnerType, source, activity, incentive, payee, person } = line;
    const key = { program: this.program, partner, partnerType, source, activity, incentive, payee, ...(person !== null && { person }) };
    const given = { kind: 'override', ...key, amount: String(this.choices.below(90) - 20), reason: 'Goodwill.' } as const;
    const { value: proposed } = await this.in((ledger, tx) => propose(ledger, tx, cleo, given));
    await this.in((ledger, tx) => approveAdjustment(ledger, tx, dora, proposed.id));
    this.overrides.set(line.key, { id: proposed.id, minor: proposed.amount });
    this.overridden += 1;
  }

  private async dispute(): Promise<void> {
    const line = await this.line();
    if (line === undefined || this.disputes.has(line.key)) return;
    const opened = await this.in((ledger, tx) => openDispute(ledger, tx, cleo, line.id, 'It is too little.')).catch(over);
    if (opened === undefined) return;
    this.disputes.set(line.key, { id: opened.value.id, posted: (await ledgerOf(this.life.store, this.program))[line.key] ?? 0 });
    this.disputed += 1;
  }

  /** An override, or a dispute that says nothing else. */
  private async end(): Promise<void> {
    const [dispute] = this.disputes;
    const [override] = [...this.overrides].filter(([key]) => !this.disputes.has(key));
    if (dispute !== undefined && (override === undefined || this.choices.oneIn(2))) {
      const [key, { id }] = dispute;
      await this.in((ledger, tx) => settleDispute(ledger, tx, dora, id, { outcome: 'rejected', resolution: 'It is what is due.' }));
      this.disputes.delete(key);
    } else if (override !== undefined) {
      const [key, { id }] = override;
      await this.in((ledger, tx) => endOverride(ledger, tx, dora, id, 'It was for once.'));
      this.overrides.delete(key);
    } else return;
    this.ended += 1;
  }

  private async in<T>(work: (ledger: Ledger, tx: Transaction) => Promise<T>): Promise<T> {
    await this.life.book.refresh();
    const { store, trail, book, now } = this.life;
    return store.transaction((tx) => work({ store, trail, book, now }, tx));
  }

  /** One that was posted lately, so that it may be disputed. */
  private async line(): Promise<Line | undefined> {
    const { rows } = await sql<Line>`
      select id, concat_ws(' ', partner_type, partner, source, activity, incentive, payee, person) as key,
        partner, partner_type, source, activity, incentive, payee, person
      from ledger_lines where program = ${this.program} and cause <> 'manual' order by id desc limit 20`.execute(this.life.store.db);
    return rows[this.choices.below(Math.max(1, rows.length))];
  }
}

/** A line can't be disputed for ever. */
function over(error: unknown): undefined {
  if (error instanceof StoreError && error.message.startsWith('The line could be disputed until')) return undefined;
  throw error;
}
