import { keysFolder } from '../access/keys-folder.ts';
import { openTrail } from '../audit/trail.ts';
import type { ShardAgreement } from '../deals/agreement.ts';
import { openDeals } from '../deals/deals.ts';
import { counted, EXIT, type Output, toJson } from './output.ts';
import { openExisting, storeOptions, telling } from './store.ts';

export interface ReconcileOptions {
  readonly data?: string;
  readonly program?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Folds all that was recorded anew, and posts the differences; or tells them, and changes nothing. */
export async function reconcile(given: ReconcileOptions, output: Output): Promise<number> {
  const options = storeOptions(given.data);
  const store = await openExisting(options);
  try {
    const failures: unknown[] = [];
    const trail = await telling(() => openTrail({ store, keys: keysFolder(options) }));
    const deals = openDeals({ store, trail, onError: (error) => failures.push(error) });
    if (given.check !== true) {
      const shards = await telling(() => deals.reconcileAll(given.program));
      const { reconciled } = await telling(() => deals.work());
      for (const failure of failures) output.err(`${failure instanceof Error ? failure.message : String(failure)}\n`);
      output.out(`${counted(reconciled, 'shard')} of ${shards} folded anew; what differed is posted.\n`);
      await trail.close();
      return failures.length === 0 ? EXIT.fine : EXIT.findings;
    }
    const report = new Report();
    await telling(() => deals.agreement(given.program, (agreement) => report.add(agreement)));
    output.out(given.json ? toJson(report.asJson()) : report.asText());
    await trail.close();
    return report.agrees ? EXIT.fine : EXIT.findings;
  } finally {
    await store.close();
  }
}

const SHOWN = 20;

class Report {
  private shards = 0;
  private activities = 0;
  private readonly differing: ShardAgreement[] = [];

  add(agreement: ShardAgreement): void {
    this.shards += 1;
    this.activities += agreement.activities;
    const { waits, differences, decisions } = agreement;
    if (waits || differences.length > 0 || decisions.length > 0) this.differing.push(agreement);
  }

  get agrees(): boolean {
    return this.differing.length === 0;
  }

  asJson(): object {
    return {
      ok: this.agrees,
      shards: this.shards,
      activities: this.activities,
      differing: this.differing.map(({ differences, ...rest }) => ({
        ...rest,
        differences: differences.map(({ posted, due, ...key }) => ({ ...key, posted: String(posted), due: String(due) })),
      })),
    };
  }

  asText(): string {
    const all = `${counted(this.activities, 'activity', 'activities')} in ${counted(this.shards, 'shard')}, decided anew by both evaluators`;
    if (this.agrees) return `History and ledger agree: ${all}.\n`;
    const lines = this.differing
      .slice(0, SHOWN)
      .flatMap(({ program, shard, waits, differences, decisions }) => [
        `${program}, ${shard === '*' ? 'all of it' : shard}: ${waits ? 'waits to be folded anew; ' : ''}${counted(differences.length, 'line')} and ${counted(decisions.length, 'decision')} say otherwise.`,
        ...differences
          .slice(0, SHOWN)
          .map(
            ({ partner, activity, incentive, payee, posted, due }) =>
              `  ${partner}, ${activity}, ${incentive} to ${payee}: posted ${posted}, due ${due} (smallest units)`,
          ),
        ...decisions.slice(0, SHOWN).map((name) => `  decision on ${name}`),
      ]);
    const more = this.differing.length > SHOWN ? [`And ${this.differing.length - SHOWN} shards more.`] : [];
    return `${[...lines, ...more, `History and ledger do not agree: ${all}.`].join('\n')}\n`;
  }
}
