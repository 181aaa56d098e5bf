import type { ProgramDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import { isoToDay } from '../engine/facts/render.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import type { Transaction } from '../store/database.ts';
import { filesHash, keepText, type Reader } from '../store/life/contents.ts';
import { authorsOf, findDraft } from '../store/life/drafts.ts';
import { insertSubmission, lapseSubmissions } from '../store/life/submissions.ts';
import { type EntryRow, liveEntries } from '../store/life/timeline.ts';
import { readDated } from './dated-documents.ts';
import { scenariosOf } from './draft-files.ts';
import type { CheckedVersion } from './draft-work.ts';
import { changedMeanwhile, lockOpenDraft } from './drafts.ts';
import { differenceLines } from './evidence-difference.ts';
import { baselineOf, inForceOn, textsOf, todayOf } from './in-force.ts';
import { approversFor, liabilityOf } from './liability.ts';
import { type Changed, checkText, keepable, type Life, TEXT_LIMITS } from './life.ts';
import { type Draft, type Evidence, LifecycleError, type LifecycleFinding, type Submission } from './model.ts';
import { draftOf, noDraft } from './read-draft.ts';
import { readSimulated } from './simulated.ts';
import { submissionOf } from './submissions.ts';

export interface SubmissionRequest {
  /** Of the draft as it was read. */
  readonly revision: number;
  /** Id of one that is done. */
  readonly simulation: string;
  /** First day, YYYY-MM-DD; it may be past. */
  readonly effectiveFrom: string;
  readonly note: string;
}

/** A submission that lacks nothing, as of now. */
export interface ReadySubmission {
  readonly draft: Draft;
  /** What it would become. */
  readonly version: CheckedVersion;
  readonly note: string;
  readonly evidence: Evidence;
}

/**
 * Gathers the evidence: loads the draft, runs its scenarios, reads the simulation. It takes as long as they do, so it is
 * done before the transaction, and submit() looks whether all of it still holds. Throws not-ready with every lack.
 */
export async function readySubmission(life: Life, id: string, request: SubmissionRequest): Promise<ReadySubmission> {
  checkText('A note', request.note, { most: TEXT_LIMITS.text, empty: true });
  const { db } = life.store;
  const row = await findDraft(db, id);
  if (row === undefined) throw noDraft(id);
  if (row.state !== 'open') throw new LifecycleError('state', 'This draft was discarded.');
  if (row.revision !== request.revision) throw await changedMeanwhile(db, row);
  const draft = await draftOf(db, row);
  const evidence = await new Gathering(life, draft, request).run();
  return { ...evidence, draft, note: request.note };
}

class Gathering {
  private readonly findings: LifecycleFinding[] = [];
  private readonly life: Life;
  private readonly draft: Draft;
  private readonly request: SubmissionRequest;

  constructor(life: Life, draft: Draft, request: SubmissionRequest) {
    this.life = life;
    this.draft = draft;
    this.request = request;
  }

  async run(): Promise<Pick<ReadySubmission, 'version' | 'evidence'>> {
    const { life, draft, request } = this;
    const { db } = life.store;
    const { effectiveFrom } = request;
    if (isoToDay(effectiveFrom) === undefined)
      this.lack('/effectiveFrom', `${effectiveFrom.slice(0, 40)} is no day; YYYY-MM-DD was expected.`);
    const checked = await life.threads.check(draft);
    if (!checked.ok) {
      const errors = checked.diagnostics.filter(({ severity }) => severity === 'error');
      const first = `${errors[0]?.message ?? ''} (${errors[0]?.pointer ?? ''})`;
      this.lack(
        '/draft',
        `The draft has ${errors.length} errors; the first: ${first}`,
        `GET /v1/drafts/${draft.id}/check tells all of them.`,
      );
      throw this.refusal();
    }
    if (this.findings.length > 0) throw this.refusal();
    const { version } = checked;
    const live = await liveEntries(db, draft.program);
    const today = await todayOf(life, db, draft.program, version.timeZone);
    const past = effectiveFrom < today;
    await this.fits(db, version, live);
    const names = await this.scenarios();
    const simulated = await readSimulated(life.store, request.simulation, {
      program: draft.program,
      currency: version.currency,
      version: version.hash,
      effectiveFrom,
      past,
      baseline: live.length === 0 ? undefined : baselineOf(live).versions,
      replaces: (inForceOn(live, effectiveFrom) ?? live[0])?.version,
    });
    if (!simulated.ok) this.findings.push(...simulated.findings);
    if (this.findings.length > 0 || !simulated.ok) throw this.refusal();
    const { history, simulation, before, after } = simulated.simulated;
    const at = (day: string) => inForceOn(live, day) ?? live[0];
    const documents = await documentsOf(db, [at(effectiveFrom), at(today), live.at(-1)]);
    const latest = documents.at(-1)?.calendar.fiscalYearStart;
    const bounds = live.length === 0 ? [version] : documents.slice(0, 2);
    const liability = liabilityOf(
      version.currency,
      before,
      after,
      past && latest !== undefined ? { day: effectiveFrom, fiscalYearStartMonth: Number(latest.slice(0, 2)) } : undefined,
    );
    const scenarios = scenariosOf(draft.files);
    const warnings = checked.diagnostics.map(({ code, message, pointer }) => ({ code, message, pointer }));
    const evidence: Evidence = {
      draft: { id: draft.id, revision: draft.revision, version: version.hash, scenarios: filesHash(scenarios) },
      baseline: live.length === 0 ? null : baselineOf(live),
      effectiveFrom,
      past,
      history,
      simulation,
      checks: { warnings },
      scenarios: { passed: names.length, names },
      liability,
      difference: await differenceLines(life, db, at(effectiveFrom), draft.files),
      approvers: approversFor(liability, version, bounds),
    };
    return { version, evidence: withKeepable(evidence) as Evidence };
  }

  private lack(pointer: string, message: string, hint?: string): void {
    this.findings.push({ pointer, message, ...(hint !== undefined && { hint }) });
  }

  private refusal(): LifecycleError {
    const lacks = this.findings.length === 1 ? 'one thing is missing' : `${this.findings.length} things are missing`;
    return new LifecycleError('not-ready', `This can't be submitted yet: ${lacks}.`, { findings: this.findings });
  }

  /** Whether it goes together with the versions that it comes to stand beside. */
  private async fits(db: Reader, { hash, text }: CheckedVersion, live: readonly EntryRow[]): Promise<void> {
    const { effectiveFrom } = this.request;
    const current = inForceOn(live, effectiveFrom);
    if (current?.version === hash)
      this.lack('/effectiveFrom', `The draft says the same as the version in force on ${effectiveFrom}: there is nothing to publish.`);
    const others = baselineOf(live.filter(({ effective_from }) => effective_from !== effectiveFrom)).versions;
    const errors = await this.life.threads.togetherErrors([...(await textsOf(db, others)), { text, effectiveFrom }]);
    for (const { message, pointer, hint } of errors) this.lack(`/draft${pointer}`, message, hint);
  }

  private async scenarios(): Promise<readonly string[]> {
    const { life, draft } = this;
    if (scenariosOf(draft.files).length === 0)
      this.lack('/draft', 'The draft has no scenario that says what it is to decide.', 'Save one as scenarios/NAME.json in the draft.');
    const { errors = [], reports } = await life.threads.test(draft);
    for (const { message, hint } of errors) this.lack('/draft', message, hint);
    const failed = reports.filter(({ passed }) => !passed).map(({ name }) => name);
    if (failed.length > 0)
      this.lack(
        '/draft',
        `${failed.length} of ${reports.length} scenarios fail: ${failed.slice(0, 5).join('; ')}${failed.length > 5 ? ' …' : ''}.`,
        `GET /v1/drafts/${draft.id}/tests says where.`,
      );
    return reports.filter(({ passed }) => passed).map(({ name }) => name);
  }
}

/** Of entries that there are. */
async function documentsOf(db: Reader, entries: readonly (EntryRow | undefined)[]): Promise<readonly ProgramDocument[]> {
  const { versions } = baselineOf(entries.filter((entry) => entry !== undefined));
  return (await textsOf(db, versions)).map(readDated);
}

/** All texts in it as they can be kept; fields are ours. */
function withKeepable(value: unknown): unknown {
  if (typeof value === 'string') return keepable(value);
  if (Array.isArray(value)) return value.map(withKeepable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, withKeepable(part)]));
}

/** Puts it to approval, if draft, timeline and day are still those of the evidence. An earlier submission of the draft lapses. */
export async function submit(life: Life, tx: Transaction, by: Principal, ready: ReadySubmission): Promise<Changed<Submission>> {
  const { draft, version, note, evidence } = ready;
  const row = await lockOpenDraft(tx, draft.id);
  if (row.revision !== draft.revision) throw await changedMeanwhile(tx, row);
  const live = await liveEntries(tx, row.program);
  if ((live.length === 0 ? null : baselineOf(live).hash) !== (evidence.baseline?.hash ?? null))
    throw new LifecycleError('state', 'The timeline was changed meanwhile. Simulate against what is in force now, and submit again.');
  const today = await todayOf(life, tx, row.program, version.timeZone);
  if (evidence.effectiveFrom < today !== evidence.past)
    throw new LifecycleError('state', `Meanwhile it is ${today}, and ${evidence.effectiveFrom} is past. Submit again.`);
  const at = life.now();
  const text = canonicalJson(evidence);
  const kept = await keepText(tx, version.text);
  if (kept !== version.hash) throw new Error(`the version is kept as ${kept} and called ${version.hash}`);
  const lapsed = await lapseSubmissions(tx, { draft: row.id }, `${by.name} submitted the draft again.`);
  // who puts it forward answers for it as those do who wrote it
  const authors = new Map((await authorsOf(tx, [row.id])).get(row.id)?.map((author) => [author.person, author]));
  authors.set(by.id, { person: by.id, name: by.name });
  const submission = await insertSubmission(
    tx,
    {
      program: row.program,
      draft: row.id,
      revision: row.revision,
      version: version.hash,
      files: row.files,
      effective_from: evidence.effectiveFrom,
      note,
      evidence: text,
      evidence_hash: hashText(text),
      submitted_by: by.id,
      submitted_by_name: by.name,
      submitted_at: at,
    },
    [...authors.values()],
  );
  const value = await submissionOf(tx, submission);
  const head = await life.trail.record(tx, by, {
    action: 'draft-submitted',
    subject: { kind: 'submission', id: submission.id },
    after: {
      program: row.program,
      draft: row.id,
      revision: row.revision,
      version: version.hash,
      effectiveFrom: evidence.effectiveFrom,
      evidence: submission.evidence_hash,
      ...(lapsed.length > 0 && { lapsed }),
    },
  });
  return { value, head };
}
