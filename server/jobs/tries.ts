/**
 * Impacts, sweeps and goal seeks: asked and answered at once, on threads of this process, and not kept. They follow a
 * hand that tries one value after the other; what shall be kept is asked as a simulation.
 */
import type { SimulationRequest, SimulationResult } from '../../schemas/types.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { schemaFindings } from '../engine/program/schema.ts';
import { FoldTimedOut } from '../simulation/crew.ts';
import { type ActivityPair, explainPair } from '../simulation/explain-pair.ts';
import type { ActivityName } from '../simulation/find-activity.ts';
import { type GoalRequest, type GoalResult, goalSeek } from '../simulation/goal-seek.ts';
import { finding, RequestRefused } from '../simulation/refusal.ts';
import type { ProgramSource } from '../simulation/request.ts';
import { simulate } from '../simulation/simulate.ts';
import { type SweepRequest, type SweepResult, sweep } from '../simulation/sweep.ts';
import { TallyCache } from '../simulation/tally-cache.ts';
import { threadCrew } from '../simulation/threads.ts';
import { foldBaseline, readOrRefuse, type Trying } from '../simulation/tries.ts';
import { StoreError } from '../store/errors.ts';
import { currentColumns } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';

/** What is tried: a simulation, and which of its candidates varies; missing: the first. */
export interface Tried {
  readonly simulation: SimulationRequest;
  readonly candidate?: number;
}

export type Answer<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly findings: readonly Finding[] };

export interface Tries {
  /**
   * What a simulation comes to, without a sample by the reference evaluator, and unless asked for without what bars and
   * what each edit costs. A baseline that was folded before isn't folded again.
   */
  impact(request: SimulationRequest, how: TryOptions): Promise<Answer<SimulationResult>>;
  /** One activity as each side decides it. Findings of it are placed at `/activity`. */
  explain(request: SimulationRequest, activity: ActivityName, how: TryOptions): Promise<Answer<ActivityPair>>;
  /** Findings are placed in `simulation`, and under `/sweep` and `/goal` in the request beside it. */
  sweep(tried: Tried, request: SweepRequest, how: TryOptions): Promise<Answer<SweepResult>>;
  goal(tried: Tried, request: GoalRequest, how: TryOptions): Promise<Answer<GoalResult>>;
  close(): Promise<void>;
}

export interface TryOptions {
  readonly source: ProgramSource;
  /** Who asked is gone. */
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

/** Answered one after the other: each has all threads. */
const MOST_WAITING = 8;

/** What costs more folds is not what a hand waits for. */
const IMPACT = { edits: false, bars: false } as const;

export function openTries(store: Store, threads: number): Tries {
  const crew = threadCrew(threads);
  const cache = new TallyCache();
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting >= MOST_WAITING) {
      throw new StoreError('limit', `${MOST_WAITING} questions are waiting already; ask again when some are done.`);
    }
    waiting += 1;
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn.finally(() => {
      waiting -= 1;
    });
  };

  const answer = async <T>(tried: Tried, how: TryOptions, ask: (trying: Trying) => Promise<T>): Promise<Answer<T>> => {
    const { simulation: request, candidate = 0 } = tried;
    const findings = schemaFindings('simulation', request);
    if (findings.length > 0) return { ok: false, findings };
    try {
      const { columns } = await currentColumns(store, request.history);
      const signal = AbortSignal.any([closing.signal, how.signal]);
      return await inTurn(async () => {
        const options = { signal, deadline: Date.now() + how.limitMs };
        return { ok: true, answer: await ask({ request, candidate, history: columns, source: how.source, crew, options }) };
      });
    } catch (error) {
      if (error instanceof RequestRefused) return { ok: false, findings: error.findings };
      if (error instanceof StoreError && error.code === 'not-found') {
        const hint = 'Give the id of a history, or the hash of its content.';
        return { ok: false, findings: [finding('unknown-history', error.message, '/history', hint)] };
      }
      if (!(error instanceof FoldTimedOut)) throw error;
      const message = `It was not done within ${how.limitMs / 1000} seconds.`;
      const hint = 'Take fewer values or days, or ask on the command line: dealwright simulate.';
      return { ok: false, findings: [finding('timed-out', message, '', hint)] };
    }
  };

  const impact = async ({ request, history, source, options }: Trying): Promise<SimulationResult> => {
    const simulation = await readOrRefuse({ ...IMPACT, ...request }, history, source);
    return simulate(simulation, crew, { ...options, cache, sample: false });
  };

  return {
    impact: async (request, how) => placed(await answer({ simulation: request }, how, impact)),
    explain: async (request, activity, how) =>
      placed(
        await answer({ simulation: request }, how, async ({ history, source, options }) =>
          explainPair(await readOrRefuse({ ...IMPACT, ...request }, history, source), activity, crew, options),
        ),
      ),
    sweep: async (tried, request, how) =>
      placed(await answer(tried, how, async (trying) => sweep(trying, request, await foldBaseline(trying)))),
    goal: async (tried, request, how) =>
      placed(await answer(tried, how, async (trying) => goalSeek(trying, request, await foldBaseline(trying)))),
    close: async () => {
      closing.abort();
      await last;
      await crew.close();
    },
  };
}

/** What is said of the sweep or goal stands beside the simulation. */
const placed = <T>(answer: Answer<T>): Answer<T> =>
  answer.ok
    ? answer
    : {
        ok: false,
        findings: answer.findings.map((each) =>
          /^\/(sweep|goal|activity)(\/|$)/.test(each.pointer) ? each : { ...each, pointer: `/simulation${each.pointer}` },
        ),
      };
