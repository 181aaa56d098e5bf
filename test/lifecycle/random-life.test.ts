import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadProgram } from '../../server/engine/program/load.ts';
import { approvalText, approve, returnSubmission, withdrawSubmission } from '../../server/lifecycle/approve.ts';
import { beginDraft, discardDraft, saveDraft } from '../../server/lifecycle/drafts.ts';
import { LifecycleError, type Submission } from '../../server/lifecycle/model.ts';
import { publish } from '../../server/lifecycle/publish.ts';
import { getDraft } from '../../server/lifecycle/read-draft.ts';
import { getSubmission } from '../../server/lifecycle/submissions.ts';
import { readySubmission, submit } from '../../server/lifecycle/submit.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { rollBack, timeline, withdrawEntry } from '../../server/lifecycle/timeline.ts';
import type { Transaction } from '../../server/store/database.ts';
import { databases } from '../support/databases.ts';
import { LifeModel, type Outcome } from './model.ts';
import { monthlyDeals, simulated } from './simulations.ts';
import { ann, ben, change, cleo, dora, filesOf, newLife, type TestLife, TODAY } from './support.ts';

/*
 * Any sequence of calls by several people, over days that move on, beside a model of what is meant. After each the real
 * life says what the model says, and nothing is in force that wasn't approved, by enough people who didn't write it, with
 * exactly the evidence that was shown.
 */

const RUNS = 10;
/** At most, of a run. */
const STEPS = 24;

const PEOPLE = [ann, ben, cleo, dora] as const;
const PERCENTS = [8, 10, 11, 14];
const OFFSETS = [-100, -40, 0, 1, 3, 20];

const person = fc.constantFrom(...PEOPLE);
const percent = fc.constantFrom(...PERCENTS);
const offset = fc.constantFrom(...OFFSETS);
/** Which of those that there are. */
const which = fc.nat(100);

const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begin' as const), by: person, percent }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('save' as const), by: person, which, percent, stale: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), by: person, which }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('submit' as const), by: person, which, offset }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('approve' as const), by: person, which, shown: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('returned' as const, 'withdrawn' as const), by: person, which }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('publish' as const), by: person, which, confirmed: fc.integer({ min: 0, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw entry' as const), by: person, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('roll back' as const), by: person, which, offset }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('days' as const), days: fc.integer({ min: 1, max: 4 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One that goes all the way, which steps picked by chance seldom do; now and then one of them is left out. */
const way = fc
  .record({ which, percent, offset, left: fc.integer({ min: 0, max: 12 }) })
  .map(({ which, percent, offset, left }): readonly Step[] =>
    (
      [
        { do: 'save', by: ann, which, percent, stale: false },
        { do: 'submit', by: ann, which, offset },
        { do: 'approve', by: cleo, which: LAST, shown: 1 },
        { do: 'approve', by: dora, which: LAST, shown: 1 },
        { do: 'publish', by: ben, which: LAST, confirmed: 1 },
      ] as const
    ).filter((_, place) => place !== left),
  );
/** Of submissions, the last. */
const LAST = 1;

const walk = fc
  .array(fc.oneof({ weight: 5, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: way }), { minLength: 10, maxLength: STEPS })
  .map((parts) => parts.flat());

const later = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const at = <T>(list: readonly T[], place: number): T | undefined => list[place % Math.max(1, list.length)];

class Beside {
  private readonly life: TestLife;
  private readonly program: string;
  private readonly history: string;
  private readonly model = new LifeModel(TODAY, 10);
  private readonly drafts: string[] = [];
  private readonly submissions: Submission[] = [];
  /** Ids of entries, beside those of the model. */
  private readonly entries: string[] = [];
  private readonly versions = new Map<number, string>();

  constructor(life: TestLife, program: string, history: string) {
    this.life = life;
    this.program = program;
    this.history = history;
  }

  private files(percent: number) {
    return filesOf({ percent, changes: { id: this.program, approval: { payoutRise: '0.05', approvers: 2 } } });
  }

  async begin(): Promise<void> {
    this.life.at(TODAY);
    for (const percent of PERCENTS) {
      const loaded = loadProgram(this.files(percent).filter(({ path }) => !path.startsWith('scenarios/')));
      if (!loaded.ok) throw new Error(loaded.diagnostics[0]?.message);
      this.versions.set(percent, loaded.program.hash);
      if (percent !== 10) continue;
      const sources = this.files(percent).map(({ path, text }) => ({ path: `x/${path}`, text }));
      const scenarios = sources.filter(({ path }) => path.startsWith('x/scenarios/'));
      const folder = { path: 'x', timeline: { id: this.program, versions: [loaded.program] }, diagnostics: [], sources, scenarios };
      expect((await takeIn(this.life, [folder])).taken).toEqual([this.program]);
    }
    const [first] = (await timeline(this.life, this.program)).entries;
    this.entries.push(first?.id ?? '');
  }

  async take(step: Step): Promise<void> {
    const before = (await this.life.trail.head()).entry;
    const outcomes = await this.both(step);
    if (outcomes === undefined) return;
    const [meant, found] = outcomes;
    expect(found, JSON.stringify(step)).toBe(meant);
    expect((await this.life.trail.head()).entry).toBe(found === 'ok' ? before + 1 : before);
    await this.compare();
  }

  /** What the model says, and what the real one did; undefined where there is nothing to do it to. */
  private async both(step: Step): Promise<readonly [meant: Outcome, found: string] | undefined> {
    const { life, model } = this;
    if (step.do === 'days') {
      model.today = later(model.today, step.days);
      life.at(model.today);
      return undefined;
    }
    const { by } = step;
    if (step.do === 'begin') {
      // few, so that steps meet
      if (this.drafts.length >= 4) return undefined;
      model.begin(by.id, step.percent);
      const files = this.files(step.percent);
      return [
        'ok',
        await this.change(
          (tx) => beginDraft(life, tx, by, { program: this.program, name: 'd', files }),
          ({ id }) => this.drafts.push(id),
        ),
      ];
    }
    if (step.do === 'roll back') {
      const from = later(model.today, step.offset);
      const percent = at(model.entries, step.which)?.percent ?? 0;
      const meant = model.rollBack(percent, from);
      const version = this.versions.get(percent) ?? '';
      const back = { version, reason: 'back', from };
      return [
        meant,
        await this.change(
          (tx) => rollBack(life, tx, by, this.program, back),
          ({ id }) => this.entries.push(id),
        ),
      ];
    }
    if (step.do === 'withdraw entry') {
      const entry = at(model.entries, step.which);
      const id = at(this.entries, step.which);
      if (entry === undefined || id === undefined) return undefined;
      const meant = model.withdrawEntry(entry);
      return [meant, await this.change((tx) => withdrawEntry(life, tx, by, this.program, id, { reason: 'no' }))];
    }
    if (step.do === 'save' || step.do === 'discard' || step.do === 'submit') return this.ofDraft(step);
    return this.ofSubmission(step);
  }

  private async ofDraft(step: Extract<Step, { do: 'save' | 'discard' | 'submit' }>): Promise<readonly [Outcome, string] | undefined> {
    const { life, model } = this;
    const { by } = step;
    const [draft, id] = [at(model.drafts, step.which), at(this.drafts, step.which)];
    if (draft === undefined || id === undefined) return undefined;
    const { revision } = draft;
    if (step.do === 'discard') return [model.discard(draft), await this.change((tx) => discardDraft(life, tx, by, id, { revision }))];
    if (step.do === 'save') {
      const meant = model.save(by.id, draft, step.percent, step.stale);
      const save = { revision: step.stale ? revision - 1 : revision, files: this.files(step.percent) };
      return [meant, await this.change((tx) => saveDraft(life, tx, by, id, save))];
    }
    const effectiveFrom = later(model.today, step.offset);
    const past = effectiveFrom < model.today;
    const inForceFrom = past ? { inForceFrom: effectiveFrom } : {};
    const asked = {
      baseline: { program: this.program, ...(!past && { on: effectiveFrom }) },
      candidates: [{ draft: id }],
      history: this.history,
      ...inForceFrom,
    };
    const simulation = await simulated(life, asked);
    const meant = model.submit(by.id, draft, effectiveFrom);
    const found = await this.outcome(
      async () => {
        const ready = await readySubmission(life, id, { revision, simulation, effectiveFrom, note: '' });
        return change(life, (tx) => submit(life, tx, by, ready));
      },
      (submission) => this.submissions.push(submission),
    );
    const last = this.submissions.at(-1);
    if (found === 'ok' && last !== undefined) this.asMeant(last);
    return [meant, found];
  }

  /** Cost and approvers, as the model reckons them by hand. */
  private asMeant({ evidence, version }: Submission): void {
    const meant = this.model.submissions.at(-1);
    expect(version).toBe(this.versions.get(meant?.percent ?? 0));
    expect(Math.round(Number(evidence.liability.difference) * 100)).toBe(meant?.difference);
    expect(evidence.approvers.needed, JSON.stringify(evidence.liability)).toBe(meant?.needed);
  }

  private async ofSubmission(
    step: Extract<Step, { do: 'approve' | 'publish' | 'returned' | 'withdrawn' }>,
  ): Promise<readonly [Outcome, string] | undefined> {
    const { life, model } = this;
    const { by } = step;
    // mostly the last one, which is waiting
    const place = step.which % 3 === 0 ? step.which : this.submissions.length - 1;
    const [meant, real] = [at(model.submissions, place), at(this.submissions, place)];
    if (meant === undefined || real === undefined) return undefined;
    const { id, evidenceHash, evidence } = real;
    if (step.do === 'approve') {
      const shown = step.shown > 0;
      const hash = shown ? evidenceHash : 'f'.repeat(64);
      return [model.approve(by.id, meant, shown), await this.change((tx) => approve(life, tx, by, id, { evidence: hash }))];
    }
    if (step.do === 'publish') {
      const confirmed = step.confirmed > 0;
      const confirm = confirmed ? { confirmPast: evidence.liability.difference } : {};
      const outcome = model.publish(meant, confirmed);
      return [
        outcome,
        await this.change(
          (tx) => publish(life, tx, by, id, confirm),
          ({ entry }) => this.entries.push(entry.id),
        ),
      ];
    }
    const outcome = model.end(meant, step.do);
    const end = step.do === 'returned' ? returnSubmission : withdrawSubmission;
    return [outcome, await this.change((tx) => end(life, tx, by, id, { reason: 'so' }))];
  }

  private change<T>(
    work: (tx: Transaction) => Promise<{ readonly value: T; readonly head: object | undefined }>,
    done?: (value: T) => void,
  ) {
    return this.outcome(() => change(this.life, work), done);
  }

  private async outcome<T>(
    work: () => Promise<{ readonly value: T; readonly head: object | undefined }>,
    done?: (value: T) => void,
  ): Promise<string> {
    try {
      const { value, head } = await work();
      if (head === undefined) return 'same';
      done?.(value);
      return 'ok';
    } catch (error) {
      if (error instanceof LifecycleError) return error.code;
      throw error;
    }
  }

  /** The real life says what the model says. */
  private async compare(): Promise<void> {
    const { life, model } = this;
    for (const [place, id] of this.drafts.entries()) {
      const draft = await getDraft(life, id);
      const meant = model.drafts[place];
      expect([draft.revision, draft.state, draft.authors.map((author) => author.id).sort()]).toEqual([
        meant?.revision,
        meant?.open ? 'open' : 'discarded',
        [...(meant?.authors ?? [])].sort(),
      ]);
    }
    for (const [place, { id }] of this.submissions.entries()) {
      const { state, approvals } = await getSubmission(life, id);
      const meant = model.submissions[place];
      expect([state, approvals.map(({ by }) => by.id).sort()]).toEqual([meant?.state, [...(meant?.approvals ?? [])].sort()]);
    }
    const { entries, today } = await timeline(life, this.program);
    expect(today).toBe(model.today);
    const live = entries.filter(({ ended }) => ended === undefined);
    const meant = model.live().map(({ day, percent }) => [day, this.versions.get(percent)]);
    expect(live.map(({ effectiveFrom, version }) => [effectiveFrom, version])).toEqual(meant);
    expect(new Set(live.map(({ effectiveFrom }) => effectiveFrom)).size).toBe(live.length);
    expect(live.filter(({ state }) => state === 'in-force')).toHaveLength(1);
    // what decides is what the timeline says
    const folded = life.book.timeline(this.program)?.versions.map(({ document, hash }) => [document.effectiveFrom ?? null, hash]);
    expect(folded).toEqual(meant);
    for (const { submission, version, effectiveFrom } of entries)
      if (submission !== undefined) await this.wasApproved(submission, version, effectiveFrom);
  }

  /** By enough people who did not write it, with exactly the evidence that it carries. */
  private async wasApproved(id: string, version: string, effectiveFrom: string | null): Promise<void> {
    const { state, evidence, evidenceHash, approvals, authors, ...submission } = await getSubmission(this.life, id);
    expect([state, submission.version, submission.effectiveFrom]).toEqual(['published', version, effectiveFrom]);
    expect(evidence.draft.version).toBe(version);
    const others = approvals.filter(({ by }) => authors.every((author) => author.id !== by.id));
    expect(others.length).toBe(approvals.length);
    expect(others.length).toBeGreaterThanOrEqual(evidence.approvers.needed);
    for (const { by, at: when, evidenceHash: shown, signature } of approvals) {
      expect(shown).toBe(evidenceHash);
      const text = approvalText({ submission: id, evidence: shown, approver: by.id, at: when.toISOString() });
      expect(this.life.trail.isSigned(text, signature)).toBe(true);
    }
  }
}

describe.each(databases)('random lives in $name', (database) => {
  test('go as they are meant to', async () => {
    const life = await newLife(database);
    const history = await monthlyDeals(life);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(walk, async (steps) => {
        runs += 1;
        const beside = new Beside(life, `small-${runs}`, history);
        await beside.begin();
        for (const percent of [11, 14, 8]) await beside.take({ do: 'begin', by: ann, percent });
        for (const each of steps) await beside.take(each);
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
    );
  });
});
