import { moneyText } from '../ledger/money.ts';
import type { PostedSum, WouldPost } from '../lifecycle/model.ts';
import type { Transaction } from '../store/database.ts';
import { findLive } from '../store/deals/live.ts';
import { listShards } from '../store/deals/shards.ts';
import { agreements } from './agreement.ts';
import type { Core } from './core.ts';
import { OutOfTime } from './fold-anew.ts';
import type { ShardAgreement, WouldBe } from './model.ts';

/** A person waits for it who publishes a version, and others for what that has locked. */
const WITHIN_MS = 5_000;

/** See Deals.wouldPost. */
export async function wouldPost(core: Core, tx: Transaction, program: string, wouldBe: WouldBe): Promise<WouldPost | undefined> {
  if ((await findLive(tx, program)) === undefined) return undefined;
  const ends = performance.now() + WITHIN_MS;
  const sums = new PostedSums();
  const of = (await listShards(tx, program)).length;
  let shards = 0;
  try {
    for await (const agreement of agreements(core, tx, program, wouldBe, ends)) {
      sums.add(agreement);
      shards += 1;
      if (performance.now() > ends) break;
    }
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
  }
  return { shards, of, sums: sums.all() };
}

/** Lines as they would be posted; what the vendor pays and what partners pay are no sums of each other. */
export class PostedSums {
  private readonly sums = new Map<string, Omit<PostedSum, 'amount'> & { readonly minor: bigint }>();

  add({ currency, differences }: ShardAgreement): void {
    for (const { payee, due, posted } of differences) {
      const payer = payee === 'vendor' ? 'partner' : 'vendor';
      const { lines = 0, minor = 0n } = this.sums.get(`${payer} ${currency}`) ?? {};
      this.sums.set(`${payer} ${currency}`, { payer, currency, lines: lines + 1, minor: minor + due - posted });
    }
  }

  all(): readonly PostedSum[] {
    return [...this.sums.values()].map(({ minor, ...sum }) => ({ ...sum, amount: moneyText(minor, sum.currency) }));
  }
}
