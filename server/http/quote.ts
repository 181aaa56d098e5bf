import { type CompiledState, createCompiled } from '../engine/compiled/evaluator.ts';
import { explainDecision } from '../engine/decisions/explain.ts';
import type { Decision } from '../engine/decisions/model.ts';
import { type Activity, type Enrollment, enrollmentKey } from '../engine/facts/activity.ts';
import { readActivity, readPartner } from '../engine/facts/intake.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { CompiledEvaluator } from '../engine/fold/evaluator.ts';
import { orderHistory } from '../engine/fold/order.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import type { Limits } from './limits.ts';
import { Problem, type ProblemCode, type ProblemFinding } from './problem.ts';

/** What is asked. Its shape has been checked; its documents have not. */
export interface QuoteRequest {
  readonly partner: unknown;
  readonly otherPartners?: readonly unknown[];
  readonly earlier?: readonly unknown[];
  readonly activity: unknown;
  readonly explain?: boolean | 'sentences' | undefined;
}

export interface QuoteAnswer {
  readonly decision: Decision;
  /** What calendar and state brought about since the last earlier activity. With explain. */
  readonly due?: readonly Decision[];
  /** With explain: "sentences". */
  readonly sentences?: string;
  readonly program: { readonly id: string; readonly version: string };
}

/** A document of the quote, read, and where it stands in the body. */
interface Placed<T> {
  readonly at: string;
  readonly value: T;
}

/** From here on nobody reads on. */
const ENOUGH_FINDINGS = 200;
const DAYS_PER_MONTH = 30;

/** Answers quotes under one program: the history is folded, the activity decided, nothing kept. */
export class Quoter {
  readonly #timeline: Timeline;
  readonly #evaluator: CompiledEvaluator<CompiledState>;
  readonly #limits: Limits;

  constructor(timeline: Timeline, limits: Limits) {
    this.#timeline = timeline;
    this.#evaluator = createCompiled(timeline);
    this.#limits = limits;
  }

  /** `at`: JSON pointer of the quote in the body of the request. Throws a Problem. */
  answer(quote: QuoteRequest, at = ''): QuoteAnswer {
    const reading = new Reading(this.#timeline);
    const activity = reading.activity(quote.activity, `${at}/activity`);
    const earlier: Placed<Activity>[] = [];
    for (const [index, document] of (quote.earlier ?? []).entries()) {
      const read = reading.activity(document, `${at}/earlier/${index}`);
      if (read !== undefined) earlier.push(read);
    }
    const program = versionFor(this.#timeline, quote.activity);
    const enrollments = reading.partner(program, quote.partner, `${at}/partner`);
    for (const [index, document] of (quote.otherPartners ?? []).entries()) {
      enrollments.push(...reading.partner(program, document, `${at}/otherPartners/${index}`));
    }
    if (activity === undefined || reading.findings.length > 0) throw reading.problem();

    checkEnrolled([...earlier, activity], enrollments);
    this.#checkWork(enrollments, activity.value);
    const state = this.#evaluator.begin(enrollments);
    for (const each of ordered(earlier, activity)) this.#evaluator.step(state, each);
    return this.#decide(state, activity.value, quote.explain ?? false);
  }

  #decide(state: CompiledState, activity: Activity, explain: boolean | 'sentences'): QuoteAnswer {
    const decisions = this.#evaluator.step(state, activity, { explain: explain !== false });
    const decision = decisions.pop();
    if (decision === undefined) throw new Error(`no decision on ${activity.id}`);
    return {
      decision,
      ...(explain !== false && { due: decisions }),
      ...(explain === 'sentences' && { sentences: explainDecision(decision) }),
      program: decision.program,
    };
  }

  /** The fold closes every period of every enrollment: a firm enrolled in 1990, a thousand times over, is no quote. */
  #checkWork(enrollments: readonly Enrollment[], { day }: Activity): void {
    let days = 0;
    for (const { enrolledOn } of enrollments) days += Math.max(0, day - enrolledOn);
    if (days > this.#limits.enrollmentMonths * DAYS_PER_MONTH) {
      throw new Problem(
        'too-much-work',
        `The enrollments have together lived ${Math.ceil(days / DAYS_PER_MONTH)} months; a quote may reach over ${this.#limits.enrollmentMonths}. Leave out partners that the activity doesn't concern.`,
      );
    }
  }
}

/** Reads the documents of a quote, and collects all that is wrong with them. */
class Reading {
  readonly findings: ProblemFinding[] = [];
  readonly #timeline: Timeline;
  #code: ProblemCode = 'invalid-activity';

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  activity(document: unknown, at: string): Placed<Activity> | undefined {
    if (this.findings.length > ENOUGH_FINDINGS) return undefined;
    const read = readActivity(versionFor(this.#timeline, document), document);
    if (read.ok) return { at, value: read.activity };
    this.#note('invalid-activity', read.findings, at);
    return undefined;
  }

  partner(program: Program, document: unknown, at: string): Enrollment[] {
    if (this.findings.length > ENOUGH_FINDINGS) return [];
    const read = readPartner(program, document);
    if (read.ok) return [...read.enrollments];
    this.#note('invalid-partner', read.findings, at);
    return [];
  }

  problem(): Problem {
    return new Problem(this.#code, 'Nothing was decided; each finding says where and why.', this.findings);
  }

  #note(code: ProblemCode, findings: readonly Finding[], at: string): void {
    if (this.findings.length === 0) this.#code = code;
    for (const { pointer, message, hint } of findings)
      this.findings.push({ pointer: at + pointer, message, ...(hint !== undefined && { hint }) });
  }
}

/** The version in force on the document's day, else the first one: whether one is in force is the evaluator's to say. */
function versionFor(timeline: Timeline, document: unknown): Program {
  const first = timeline.versions[0];
  if (first === undefined) throw new Error(`program ${timeline.id} has no version`);
  if (timeline.versions.length === 1) return first;
  const occurredOn = typeof document === 'object' && document !== null && 'occurredOn' in document ? document.occurredOn : undefined;
  const day = typeof occurredOn === 'string' ? isoToDay(occurredOn) : undefined;
  if (day === undefined) return first;
  return timeline.versions.findLast(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= day) ?? first;
}

/** Who takes part has to be enrolled: a partner left out must not look like one without history. */
function checkEnrolled(activities: readonly Placed<Activity>[], enrollments: readonly Enrollment[]): void {
  const known = new Set<string>();
  for (const { partner, partnerType } of enrollments) {
    const key = enrollmentKey(partner, partnerType);
    if (known.has(key)) throw new Problem('invalid-partner', `${partner} is enrolled twice as ${partnerType}. Give each partner once.`);
    known.add(key);
  }
  const findings: ProblemFinding[] = [];
  for (const { at, value } of activities) {
    for (const { partner, partnerType } of value.parties) {
      if (known.has(enrollmentKey(partner, partnerType))) continue;
      findings.push({
        pointer: at,
        message: `${partner} takes part as ${partnerType}, and no partner of the quote is enrolled so.`,
        hint: 'Name that enrollment in partner or otherPartners.',
      });
    }
  }
  if (findings.length > 0) throw new Problem('invalid-activity', 'Every party of an activity has to be enrolled.', findings);
}

/** The earlier activities in the order of history. They have to come before the one asked about. */
function ordered(earlier: readonly Placed<Activity>[], activity: Placed<Activity>): readonly Activity[] {
  if (earlier.length === 0) return [];
  const { ordered, conflicts } = orderHistory([...earlier.map(({ value }) => value), activity.value]);
  return ordered;
}
