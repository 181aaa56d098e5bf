import type { Principal } from '../access/principal.ts';
import type { Decision } from '../engine/decisions/model.ts';
import { parseDecimal } from '../engine/facts/render.ts';
import type { Given } from '../engine/fold/evaluator.ts';
import { orderHistory } from '../engine/fold/order.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { datedDocument } from '../lifecycle/dated-documents.ts';
import { loadDraft } from '../lifecycle/draft-files.ts';
import type { DatedVersion } from '../lifecycle/in-force.ts';
import { readDraft } from '../lifecycle/read-draft.ts';
import type { Transaction } from '../store/database.ts';
import { currentDecisions } from '../store/deals/decisions.ts';
import { findLive, type LiveProgram } from '../store/deals/live.ts';
import {
  type FoundDifference,
  findShadow,
  keepShadowFound,
  listShadows,
  putShadow,
  type ShadowRow,
  shadowCounts,
  shadowDifferences,
} from '../store/deals/shadows.ts';
import { listShards, type ShardRow } from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import { keepText } from '../store/life/contents.ts';
import { findVersion } from '../store/life/timeline.ts';
import type { Core } from './core.ts';
import { dayOf } from './fold-anew.ts';
import { givenBefore } from './given.ts';
import type { PageAsked, ShadowSeen, ShadowWanted } from './model.ts';
import { nameOf } from './names.ts';
import { Refusal } from './refusal.ts';
import { inShort } from './said.ts';
import { WHOLE } from './shard-names.ts';
import { clockOf } from './shard-work.ts';
import type { LiveTimeline } from './timelines.ts';

/*
 * A version that rides along: it decides what is recorded from its day on as if it held, without effect. That is found out
 * beside recording, by whoever does what falls due: each shard that has gone on is folded under both timelines, by the
 * compiled evaluator, and what differs is kept.
 */

export async function rideAlong(core: Core, tx: Transaction, by: Principal, program: string, wanted: ShadowWanted): Promise<ShadowRow> {
  const timeline = await core.timelines.current(tx, program);
  const at = core.now();
  const version = 'version' in wanted ? await keptVersion(tx, program, wanted.version) : await draftVersion(tx, program, wanted.draft);
  const row = { program, version, draft: 'draft' in wanted ? wanted.draft : null, since: at, by_id: by.id, by_name: by.name };
  // what doesn't go together with the others is said now
  await shadowTimeline(core, tx, timeline, { version, effectiveFrom: timeline.zone.dayOf(at.getTime()) });
  await putShadow(tx, row);
  return { ...row, decided: 0, differing: 0 };
}

async function keptVersion(tx: Transaction, program: string, version: string): Promise<string> {
  if ((await findVersion(tx, program, version)) === undefined)
    throw new StoreError('refused', `${program} has no version ${version.slice(0, 64)}.`);
  return version;
}

/** The draft as it stands, kept as what it says: what is changed in it later doesn't ride along. */
async function draftVersion(tx: Transaction, program: string, id: string): Promise<string> {
  const draft = await readDraft(tx, id);
  if (draft.program !== program) throw new StoreError('refused', `This draft is of ${draft.program}.`);
  const loaded = loadDraft(draft.files, program);
  if (!loaded.ok)
    throw new Refusal(
      'The draft has errors, and decides nothing.',
      loaded.diagnostics.filter(({ severity }) => severity === 'error'),
    );
  return keepText(tx, canonicalJson(datedDocument(loaded.program.document, null)));
}

/** What is in force, with the shadow from its day on. */
async function shadowTimeline(core: Core, db: Transaction, { versions }: LiveTimeline, shadow: DatedVersion): Promise<LiveTimeline> {
  const from = shadow.effectiveFrom ?? '';
  const others = versions.filter(({ effectiveFrom }) => effectiveFrom !== from);
  const all = [...others, shadow].sort((a, b) => ((a.effectiveFrom ?? '') < (b.effectiveFrom ?? '') ? -1 : 1));
  return core.timelines.of(db, all);
}

export async function shadowSeen(core: Core, program: string, { limit, after }: PageAsked): Promise<ShadowSeen | undefined> {
  const { db } = core.store;
  const shadow = await findShadow(db, program);
  if (shadow === undefined) return undefined;
  const timeline = await core.timelines.current(db, program);
  const since = timeline.zone.dayOf(shadow.since.getTime());
  const page = { limit, ...(after !== undefined && { after }) };
  const { digits, code } = timeline.timeline.versions[0]?.currency ?? { digits: 0, code: '' };
  return {
    shadow,
    since,
    currency: code,
    digits,
    ...(await shadowCounts(db, program, since)),
    differences: await shadowDifferences(db, program, page),
  };
}

export class Shadows {
  /** By shard: how far it was looked at, and beside what. */
  private readonly seen = new Map<string, string>();

  /** Looks at all shards that have gone on since. */
  async look(core: Core): Promise<void> {
    for (const shadow of await listShadows(core.store.db)) {
      const live = await findLive(core.store.db, shadow.program);
      if (live !== undefined) await this.beside(core, live, shadow);
    }
  }

  private async beside(core: Core, live: LiveProgram, shadow: ShadowRow): Promise<void> {
    for (const row of await listShards(core.store.db, live.program)) {
      const name = `${live.program}\0${row.shard}`;
      const mark = `${shadow.version ?? ''} ${shadow.since.toISOString()} ${live.timeline} ${row.steps}`;
      if (this.seen.get(name) === mark || row.timeline !== live.timeline) continue;
      await core.store.transaction((tx) => lookAt(core, tx, live, row, shadow), { patient: true });
      this.seen.set(name, mark);
    }
  }
}

async function lookAt(core: Core, tx: Transaction, live: LiveProgram, row: ShardRow, shadow: ShadowRow): Promise<void> {
  // one that was taken away meanwhile finds nothing more
  const now = await findShadow(tx, live.program);
  if (now === undefined || now.version !== shadow.version || shadow.version === null) return;
  const effective = await core.timelines.byHash(tx, live.timeline);
  const since = effective.zone.dayOf(shadow.since.getTime());
  const beside = await shadowTimeline(core, tx, effective, { version: shadow.version, effectiveFrom: since });
  const place = { program: live.program, shard: row.shard, history: live.history };
  const members = await core.documents.members(tx, place, 0, row.steps, effective);
  const activities = members.activities.map(({ activity }) => activity);
  const given = await givenBefore(tx, place, row.steps + 1, { timeline: effective.timeline, activities });
  // what was promised and granted since is for the other version to say
  const earlier = await givenBefore(tx, place, row.steps + 1, { timeline: effective.timeline, activities, before: since });
  const { ordered } = orderHistory(activities);
  const clock = clockOf(row);
  const fold = ({ compiled }: LiveTimeline, taking: Given): ReadonlyMap<string, Decision> => {
    const state = compiled.begin(members.enrollments, taking);
    const decisions = ordered.flatMap((activity) => compiled.step(state, activity));
    const [through, opened] = [dayOf(clock.through), dayOf(clock.opened)];
    if (through !== undefined) decisions.push(...compiled.advance(state, through));
    if (opened !== undefined) decisions.push(...compiled.open(state, opened));
    return new Map(decisions.filter(({ on }) => on >= since).map((decision) => [nameOf(decision.activity), decision]));
  };
  const [said, other] = [fold(effective, given), fold(beside, earlier)];
  const digits = effective.timeline.versions[0]?.currency.digits ?? 0;
  const standing = await currentDecisions(tx, live.program, row.shard === WHOLE ? undefined : row.shard);
  const found = standing.flatMap(({ id, source, activity }): readonly FoundDifference[] => {
    const name = nameOf({ source, id: activity });
    const [is, would] = [said.get(name), other.get(name)];
    if (is === undefined || sameBut(is, would)) return [];
    const difference = dueIn(would, digits) - dueIn(is, digits);
    return [{ decision: id, effective: inShort(is), shadow: would === undefined ? {} : inShort(would), difference }];
  });
  await keepShadowFound(tx, live.program, row.shard, found);
}

/** Whether they say the same, whichever version says so. */
function sameBut(a: Decision, b: Decision | undefined): boolean {
  return b !== undefined && canonicalJson({ ...a, program: null }) === canonicalJson({ ...b, program: null });
}

const dueIn = (decision: Decision | undefined, digits: number): number =>
  (decision?.parties ?? [])
    .flatMap(({ lines }) => lines.filter(({ status }) => status === 'due'))
    .reduce((sum, { amount }) => sum + (parseDecimal(amount, digits) ?? 0), 0);
