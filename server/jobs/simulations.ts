import type { Principal } from '../access/principal.ts';
import type { AuditHead } from '../audit/entry.ts';
import type { Trail } from '../audit/trail.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { ActivityName } from '../simulation/find-activity.ts';
import type { ProgramSource } from '../simulation/request.ts';
import { threadCrew } from '../simulation/threads.ts';
import type { Page, PageOptions } from '../store/histories.ts';
import type { Store } from '../store/open-store.ts';
import { deleteSimulation, getSimulation, listSimulations, type StoredSimulation, simulationResult } from '../store/simulations.ts';
import { runElsewhere } from './elsewhere.ts';
import { explainKept, type PairAnswer } from './explain.ts';
import { follow, isOver } from './follow.ts';
import { runHere } from './here.ts';
import { ask } from './question.ts';
import type { Runner } from './runner.ts';
import { DEFAULT_SETTINGS, type JobSettings } from './settings.ts';

export type Submitted =
  | {
      readonly ok: true;
      readonly id: string;
      /** False: asked before; under way, or answered. */
      readonly isNew: boolean;
      /** Of the history: how large the question is. */
      readonly rows: number;
      /** Where the trail stands, of a new one. */
      readonly head: AuditHead | undefined;
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export interface Simulations {
  /** Keeps what is asked, to be answered; the same question over the same history is asked once. */
  submit(by: Principal, request: unknown, source: ProgramSource): Promise<Submitted>;
  get(id: string): Promise<StoredSimulation>;
  list(options?: PageOptions): Promise<Page<StoredSimulation>>;
  /** JSON text; undefined while there is none. */
  result(id: string): Promise<string | undefined>;
  /** How it stands, now and whenever that changes, up to its end. */
  events(id: string, signal?: AbortSignal): AsyncIterable<StoredSimulation>;
  /** How it stands when it is over, or after so long. */
  wait(id: string, ms: number): Promise<StoredSimulation>;
  /** Ends it, if nothing has; undefined: something has. */
  cancel(by: Principal, id: string): Promise<AuditHead | undefined>;
  /** One activity as each side decides it, with both reasonings; findings where the history has no such one. */
  explain(id: string, activity: ActivityName, limitMs: number): Promise<PairAnswer>;
  /** Forgets one that is over. */
  remove(by: Principal, id: string): Promise<AuditHead>;
  close(): Promise<void>;
}

/**
 * With an embedded store this process answers, with PostgreSQL any worker does (worker.ts). `onError` is told what
 * went wrong though not with a question.
 */
export async function openSimulations(
  store: Store,
  trail: Pick<Trail, 'record'>,
  given: Partial<JobSettings> = {},
  onError: (error: unknown) => void = () => undefined,
): Promise<Simulations> {
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const runner: Runner = store.kind === 'embedded' ? await runHere(store, settings, onError) : await runElsewhere(store, onError);
  // who asks for one activity waits for it: it doesn't queue behind simulations
  const explainer = threadCrew(1);
  const closing = new AbortController();
  return {
    submit: async (by, request, source) => {
      const asked = await ask(store, request, source);
      if (!asked.ok) return asked;
      const { snapshot, historyHash, requestHash } = asked.question;
      const after = { history: snapshot.history, historyHash, requestHash };
      let head: AuditHead | undefined;
      const kept = await runner.submit(asked.question, async (tx, id) => {
        head = await trail.record(tx, by, { action: 'simulation-asked', subject: { kind: 'simulation', id }, after });
      });
      return { ok: true, ...kept, rows: asked.simulation.history.rows.count, head };
    },
    get: (id) => getSimulation(store, id),
    list: (options) => listSimulations(store, options),
    result: (id) => simulationResult(store, id),
    events: (id, signal) => follow(store, id, settings.pollMs, signal),
    wait: async (id, ms) => {
      for await (const now of follow(store, id, settings.pollMs, AbortSignal.timeout(ms))) if (isOver(now)) return now;
      return getSimulation(store, id);
    },
    cancel: async (by, id) => {
      let head: AuditHead | undefined;
      await runner.cancel(id, async (tx) => {
        head = await trail.record(tx, by, { action: 'simulation-cancelled', subject: { kind: 'simulation', id } });
      });
      return head;
    },
    explain: (id, activity, limitMs) => explainKept(store, explainer, id, activity, { limitMs, signal: closing.signal }),
    remove: (by, id) =>
      store.transaction(async (tx) => {
        const { history, historyHash, requestHash, state } = await deleteSimulation(tx, id);
        const before = { history, historyHash, requestHash, state };
        return trail.record(tx, by, { action: 'simulation-removed', subject: { kind: 'simulation', id }, before });
      }),
    close: async () => {
      closing.abort();
      await runner.close();
      await explainer.close();
    },
  };
}
