import { differences } from '../ledger/posting.ts';
import type { Transaction } from '../store/database.ts';
import { currentDecisions } from '../store/deals/decisions.ts';
import { type LiveProgram, listLive } from '../store/deals/live.ts';
import { listShards, type ShardRow } from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import { isKept } from '../store/life/contents.ts';
import { linesOf } from './consequences.ts';
import type { Core } from './core.ts';
import { foldAnew } from './fold-anew.ts';
import { givenBefore } from './given.ts';
import type { Place } from './members.ts';
import type { ShardAgreement, WouldBe } from './model.ts';
import { nameOf } from './names.ts';
import { enrollmentOf, WHOLE } from './shard-names.ts';
import { clockOf, type DecidedAt } from './shard-work.ts';
import type { LiveTimeline } from './timelines.ts';

/*
 * Whether history and ledger agree: each shard is folded anew, by both evaluators, promises and protections given as they were, and
 * compared with all that is posted. Nothing is changed.
 */

/** Shard by shard; `tx`: one moment of the database. `wouldBe`: as if that version held from its day on. `ends`: see foldAnew. */
export async function* agreements(
  core: Core,
  tx: Transaction,
  only?: string,
  wouldBe?: WouldBe,
  ends?: number,
): AsyncGenerator<ShardAgreement> {
  if (wouldBe !== undefined && !(await isKept(tx, wouldBe.version)))
    throw new StoreError(
      'not-found',
      `There is no version ${wouldBe.version.slice(0, 80)}: it is named by its hash, 64 hexadecimal digits, and kept once it was submitted or published.`,
    );
  for (const live of await listLive(tx)) {
    if (only !== undefined && live.program !== only) continue;
    const current = await core.timelines.current(tx, live.program);
    const timeline = wouldBe === undefined ? current : await core.timelines.of(tx, joined(current, wouldBe));
    for (const row of await listShards(tx, live.program))
      yield { ...(await agreementOf(core, tx, live, row, timeline, ends)), waits: row.behind || row.timeline !== current.hash };
  }
}

function joined({ versions }: LiveTimeline, wouldBe: WouldBe): LiveTimeline['versions'] {
  const others = versions.filter(({ effectiveFrom }) => effectiveFrom !== wouldBe.effectiveFrom);
  return [...others, wouldBe].sort((a, b) => ((a.effectiveFrom ?? '') < (b.effectiveFrom ?? '') ? -1 : 1));
}

async function agreementOf(
  core: Core,
  tx: Transaction,
  live: LiveProgram,
  row: ShardRow,
  timeline: LiveTimeline,
  ends: number | undefined,
): Promise<Omit<ShardAgreement, 'waits'>> {
  const { program } = live;
  const place: Place = { program, shard: row.shard, history: live.history };
  const members = await core.documents.members(tx, place, 0, row.steps, timeline);
  const activities = members.activities.map(({ activity }) => activity);
  const given = await givenBefore(tx, place, row.steps + 1, { timeline: timeline.timeline, activities });
  const folded = await foldAnew(timeline, members.enrollments, activities, given, clockOf(row), ends);
  const said = folded.decided.map((decided): DecidedAt => ({ ...decided, step: row.steps, state: '', cause: 'reconciled' }));
  const own = enrollmentOf(row.shard);
  const lines = said.map((decided) => linesOf(timeline.timeline)({ id: '', decided }));
  const standing = await currentDecisions(tx, program, row.shard === WHOLE ? undefined : row.shard);
  return {
    program,
    shard: row.shard,
    currency: timeline.timeline.versions[0]?.currency.code ?? '',
    activities: activities.length,
    differences: await differences(tx, program, own === undefined ? 'all' : [own], lines),
    decisions: otherwise(standing, said),
  };
}

/** What stands and isn't said, or is said and doesn't stand. */
function otherwise(standing: Awaited<ReturnType<typeof currentDecisions>>, said: readonly DecidedAt[]): readonly string[] {
  const hashes = new Map(said.map(({ decision, hash }) => [nameOf(decision.activity), hash]));
  const found: string[] = [];
  for (const { source, activity, decision_hash } of standing) {
    const name = nameOf({ source, id: activity });
    if (hashes.get(name) !== decision_hash) found.push(`${source} ${activity}`);
    hashes.delete(name);
  }
  return [...found, ...[...hashes.keys()].map((name) => name.replace('\0', ' '))];
}
