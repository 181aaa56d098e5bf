import { type CompiledState, createCompiled } from '../engine/compiled/evaluator.ts';
import { explainDecision } from '../engine/decisions/explain.ts';
import type { Decision } from '../engine/decisions/model.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { monthsLived } from '../engine/facts/months-lived.ts';
import type { CompiledEvaluator } from '../engine/fold/evaluator.ts';
import { readActivities, readPartners } from '../engine/fold/read.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';
import { checkParties, type History, historyBefore, placedFindings } from './quote-history.ts';

/** What is asked. Its shape has been checked; its documents have not. */
export interface QuoteRequest {
  readonly partner: unknown;
  readonly otherPartners?: readonly unknown[];
  readonly earlier?: readonly unknown[];
  readonly activity: unknown;
  readonly explain?: Explain | undefined;
}

export type Explain = boolean | 'sentences';

export interface QuoteAnswer {
  readonly decision: Decision;
  /** What calendar and state brought about since the last earlier activity. With explain. */
  readonly due?: readonly Decision[];
  /** With explain: "sentences". */
  readonly sentences?: string;
  readonly program: { readonly id: string; readonly version: string };
}

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
    const { history, enrollments } = this.#read(quote, at);
    const { earlier, activity } = historyBefore(history);
    checkParties(history, enrollments);
    this.#checkWork(enrollments, earlier, activity, quote.explain ?? false);
    const state = this.#evaluator.begin(enrollments);
    for (const each of earlier) this.#evaluator.remember(state, each);
    return this.#decide(state, activity, quote.explain ?? false);
  }

  #read(
    { partner, otherPartners = [], earlier = [], activity }: QuoteRequest,
    at: string,
  ): { history: History; enrollments: readonly Enrollment[] } {
    const pointer = (index: number): string => (index < earlier.length ? `${at}/earlier/${index}` : `${at}/activity`);
    const partners = readPartners(this.#timeline, [partner, ...otherPartners]);
    const { activities, refused } = readActivities(this.#timeline, [...earlier, activity]);
    if (partners.refused.length > 0 || refused.length > 0) {
      const findings = [
        ...placedFindings(partners.refused, (index) => (index === 0 ? `${at}/partner` : `${at}/otherPartners/${index - 1}`)),
        ...placedFindings(refused, pointer),
      ];
      const code = partners.refused.length > 0 ? 'invalid-partner' : 'invalid-activity';
      throw new Problem(code, 'Nothing was decided; each finding says where and why.', findings);
    }
    return { history: { activities, pointer }, enrollments: partners.enrollments };
  }

  #decide(state: CompiledState, activity: Activity, explain: Explain): QuoteAnswer {
    const due = this.#evaluator.step(state, activity, { explain: explain !== false });
    const decision = due.pop();
    if (decision === undefined) throw new Error(`no decision on ${activity.id}`);
    return {
      decision,
      ...(explain !== false && { due }),
      ...(explain === 'sentences' && { sentences: explainDecision(decision) }),
      program: decision.program,
    };
  }

  /** The fold closes every period of every enrollment, and explains each: a thousand firms enrolled in 1990 are no quote. */
  #checkWork(enrollments: readonly Enrollment[], earlier: readonly Activity[], { day }: Activity, explain: Explain): void {
    const { enrollmentMonths, explainedMonths, registrations } = this.#limits;
    const lived = monthsLived(enrollments, Number.NEGATIVE_INFINITY, day);
    if (lived > enrollmentMonths) {
      throw new Problem(
        'too-much-work',
        `The enrollments have together lived ${lived} months; a quote may reach over ${enrollmentMonths}. Leave out partners that the activity doesn't concern.`,
      );
    }
    const registered = earlier.filter(({ kind }) => kind === 'registration-submitted').length;
    if (registered > registrations) {
      throw new Problem(
        'too-much-work',
        `There are ${registered} registrations among the earlier activities; a quote may look over ${registrations}. Leave out those that have ended or concern other customers.`,
      );
    }
    if (explain === false) return;
    const told = monthsLived(enrollments, earlier.at(-1)?.day ?? Number.NEGATIVE_INFINITY, day);
    if (told <= explainedMonths) return;
    throw new Problem(
      'too-much-work',
      `The enrollments have together lived ${told} months since the last earlier activity; at most ${explainedMonths} are explained. Ask without explain, or leave out partners that the activity doesn't concern.`,
    );
  }
}
