import { keysFolder } from '../access/keys-folder.ts';
import { openTrail } from '../audit/trail.ts';
import { openDeals } from '../deals/deals.ts';
import type { ShardAgreement } from '../deals/model.ts';
import { PostedSums } from '../deals/would-post.ts';
import { isoToDay } from '../engine/facts/render.ts';
import { postedWords } from '../lifecycle/posted-words.ts';
import { counted, EXIT, type Output, toJson, UsageError } from './output.ts';
import { openExisting, storeOptions, telling } from './store.ts';

export interface ReconcileOptions {
  readonly data?: string;
  readonly program?: string;
  readonly check?: boolean;
  /** Hash of a version that isn't in force, and from when it would be. */
  readonly with?: string;
  readonly from?: string;
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
    const wouldBe = wouldBeOf(given);
    const report = new Report(wouldBe !== undefined);
    await telling(() => deals.agreement(given.program, (agreement) => report.add(agreement), wouldBe));
    output.out(given.json ? toJson(report.asJson()) : report.asText());
    await trail.close();
    return report.agrees || wouldBe !== undefined ? EXIT.fine : EXIT.findings;
  } finally {
    await store.close();
  }
}

function wouldBeOf({
  program,
  with: version,
  from,
}: ReconcileOptions): { readonly version: string; readonly effectiveFrom: string } | undefined {
  if (version === undefined && from === undefined) return undefined;
  if (program === undefined || version === undefined || from === undefined)
    throw new UsageError('--with, --from and --program go together: what would that version post, from that day on?');
  if (isoToDay(from) === undefined) throw new UsageError(`--from ${from} is no day; YYYY-MM-DD was expected.`);
  return { version, effectiveFrom: from };
}

const SHOWN = 20;

class Report {
  private shards = 0;
  private activities = 0;
  private readonly differing: ShardAgreement[] = [];
  private readonly posts = new PostedSums();
  private readonly wouldBe: boolean;

  constructor(wouldBe: boolean) {
    this.wouldBe = wouldBe;
  }

  add(agreement: ShardAgreement): void {
    this.shards += 1;
    this.activities += agreement.activities;
    this.posts.add(agreement);
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
      ...(this.wouldBe && { posts: this.posts.all() }),
      differing: this.differing.map(({ differences, ...rest }) => ({
        ...rest,
        differences: differences.map(({ posted, due, ...key }) => ({ ...key, posted: String(posted), due: String(due) })),
      })),
    };
  }

  asText(): string {
    const all = `${counted(this.activities, 'activity', 'activities')} in ${counted(this.shards, 'shard')}, decided anew by both evaluators`;
    if (this.wouldBe) return `${[...this.lines(), `Its publication posts ${this.posted()}: ${all}.`].join('\n')}\n`;
    if (this.agrees) return `History and ledger agree: ${all}.\n`;
    return `${[...this.lines(), `History and ledger do not agree: ${all}.`].join('\n')}\n`;
  }

  private posted(): string {
    const sums = postedWords(this.posts.all());
    return sums.length === 0 ? 'nothing' : sums.join('; ');
  }

  private lines(): readonly string[] {
    const lines = this.differing.slice(0, SHOWN).flatMap(shardLines);
    return this.differing.length > SHOWN ? [...lines, `And ${this.differing.length - SHOWN} shards more.`] : lines;
  }
}

function shardLines({ program, shard, waits, differences, decisions }: ShardAgreement): readonly string[] {
  const who = `${program}, ${shard === '*' ? 'all of it' : shard}`;
  const otherwise = `${counted(differences.length, 'line')} and ${counted(decisions.length, 'decision')} say otherwise`;
  return [
    `${who}: ${waits ? 'waits to be folded anew; ' : ''}${otherwise}.`,
    ...differences
      .slice(0, SHOWN)
      .map(
        ({ partner, activity, incentive, payee, posted, due }) =>
          `  ${partner}, ${activity}, ${incentive} to ${payee}: posted ${posted}, due ${due} (smallest units)`,
      ),
    ...decisions.slice(0, SHOWN).map((name) => `  decision on ${name}`),
  ];
}
