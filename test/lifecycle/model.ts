/* The life of one program, as it is meant: a few lists, and what each call is answered. Beside it runs the real one. */

export interface ModelDraft {
  readonly authors: Set<string>;
  revision: number;
  percent: number;
  open: boolean;
}

export interface ModelSubmission {
  readonly draft: ModelDraft;
  readonly authors: ReadonlySet<string>;
  readonly percent: number;
  readonly day: string;
  readonly past: boolean;
  readonly needed: number;
  /** Cents. */
  readonly difference: number;
  readonly approvals: Set<string>;
  state: 'pending' | 'approved' | 'published' | 'returned' | 'withdrawn' | 'lapsed';
}

export interface ModelEntry {
  readonly day: string | null;
  readonly percent: number;
  readonly submission?: ModelSubmission;
  ended?: { readonly as: 'withdrawn' | 'replaced'; readonly on: string };
}

/** Deals of 100.00 (simulations.ts), and who pays how much more with one approver. */
const DEALS = Array.from({ length: 16 }, (_, index) => `${2025 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-10`);
const RISE = 0.05;

/** `ok`, `same`: it was so already; else the code it is refused with. */
export type Outcome = 'ok' | 'same' | 'own-draft' | 'not-shown' | 'state' | 'not-ready' | 'past-unconfirmed' | 'changed';

const isBy = (day: string | null, by: string): boolean => day === null || day <= by;

export class LifeModel {
  today: string;
  readonly drafts: ModelDraft[] = [];
  readonly submissions: ModelSubmission[] = [];
  readonly entries: ModelEntry[];

  constructor(today: string, percent: number) {
    this.today = today;
    this.entries = [{ day: null, percent }];
  }

  live(): readonly ModelEntry[] {
    return this.entries.filter(({ ended }) => ended === undefined).sort((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1));
  }

  begin(by: string, percent: number): void {
    this.drafts.push({ authors: new Set([by]), revision: 1, percent, open: true });
  }

  save(by: string, draft: ModelDraft, percent: number, stale: boolean): Outcome {
    if (!draft.open) return 'state';
    if (draft.percent === percent) return 'same';
    if (stale) return 'changed';
    draft.authors.add(by);
    draft.percent = percent;
    draft.revision += 1;
    this.lapse((submission) => submission.draft === draft);
    return 'ok';
  }

  discard(draft: ModelDraft): Outcome {
    if (!draft.open) return 'state';
    draft.open = false;
    this.lapse((submission) => submission.draft === draft);
    return 'ok';
  }

  submit(by: string, draft: ModelDraft, day: string): Outcome {
    if (!draft.open) return 'state';
    if (on(this.live(), day)?.percent === draft.percent) return 'not-ready';
    const past = day < this.today;
    const after = past
      ? [...this.live().filter((entry) => entry.day !== day), { day, percent: draft.percent }]
      : [{ day: null, percent: draft.percent }];
    const sorted = after.sort((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1));
    const quarter = `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    // of a day to come: what holds then against the draft, each as if it always had
    const replaced = on(this.live(), day) ?? this.live()[0];
    const before = past || replaced === undefined ? this.live() : [{ day: null, percent: replaced.percent }];
    const base = paid(before, past ? quarter : '');
    const difference = paid(sorted, '') - paid(before, '');
    const needed = difference > 0 && (base <= 0 || difference / base > RISE) ? 2 : 1;
    this.lapse((submission) => submission.draft === draft);
    const authors = new Set([...draft.authors, by]);
    this.submissions.push({
      draft,
      authors,
      percent: draft.percent,
      day,
      past,
      needed,
      difference,
      approvals: new Set(),
      state: 'pending',
    });
    return 'ok';
  }

  approve(by: string, submission: ModelSubmission, shown: boolean): Outcome {
    const waits = submission.state === 'pending' || submission.state === 'approved';
    if (submission.authors.has(by)) return 'own-draft';
    if (submission.approvals.has(by) && shown && waits) return 'same';
    if (submission.state !== 'pending') return 'state';
    if (!shown) return 'not-shown';
    submission.approvals.add(by);
    if (submission.approvals.size >= submission.needed) submission.state = 'approved';
    return 'ok';
  }

  end(submission: ModelSubmission, as: 'returned' | 'withdrawn'): Outcome {
    if (submission.state !== 'pending' && submission.state !== 'approved') return 'state';
    submission.state = as;
    return 'ok';
  }

  publish(submission: ModelSubmission, confirmed: boolean): Outcome {
    const { day, past, percent } = submission;
    if (submission.state !== 'approved') return 'state';
    if (day < this.today && !past) return 'state';
    if (day < this.today && !confirmed) return 'past-unconfirmed';
    submission.state = 'published';
    this.enter({ day, percent, submission });
    return 'ok';
  }

  withdrawEntry(entry: ModelEntry): Outcome {
    if (entry.ended !== undefined || isBy(entry.day, this.today)) return 'state';
    entry.ended = { as: 'withdrawn', on: this.today };
    this.lapse(() => true);
    return 'ok';
  }

  rollBack(percent: number, day: string): Outcome {
    if (day < this.today) return 'state';
    if (!this.entries.some((entry) => entry.percent === percent && isBy(entry.day, entry.ended?.on ?? this.today))) return 'state';
    if (on(this.live(), day)?.percent === percent) return 'state';
    this.enter({ day, percent });
    return 'ok';
  }

  private enter(entry: ModelEntry): void {
    for (const other of this.live()) if (other.day === entry.day) other.ended = { as: 'replaced', on: this.today };
    this.entries.push(entry);
    this.lapse(() => true);
  }

  private lapse(which: (submission: ModelSubmission) => boolean): void {
    for (const submission of this.submissions)
      if ((submission.state === 'pending' || submission.state === 'approved') && which(submission)) submission.state = 'lapsed';
  }
}

type Dated = Pick<ModelEntry, 'day' | 'percent'>;

const on = (live: readonly Dated[], day: string): Dated | undefined => live.findLast((entry) => isBy(entry.day, day));

/** Cents paid on deals from a day on: of 100.00 as many as per cent. */
const paid = (live: readonly Dated[], from: string): number =>
  DEALS.filter((day) => day >= from).reduce((sum, day) => sum + (on(live, day)?.percent ?? 0) * 100, 0);
