import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import type { AuditHead, Change } from '../audit/entry.ts';
import type { Recorded } from '../deals/model.ts';
import type { Changed } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import { isPassing } from '../store/database-faults.ts';
import { StoreError } from '../store/errors.ts';
import { type Answer, type Asked, answeredBefore, askedBy, type Settled, send, settle } from './changing.ts';
import { dealt, problemOf } from './deal-problems.ts';
import type { DealTime } from './deal-time.ts';
import { Gathering } from './gathering.ts';
import { PROBLEM_TYPE, PROBLEMS, type Problem, problemDocument } from './problem.ts';
import { changeOf, recordedShown } from './recorded-shown.ts';

/*
 * One activity a request. Those that somebody sends at once are recorded with one transaction, as a batch is; each has its own
 * entry in the audit trail, its own idempotency key and its own answer. Where something comes between, nothing of it stays and each
 * is recorded by itself: one that is bad spoils no other.
 */

interface Recording extends Asked {
  readonly by: Principal;
  readonly program: string;
  readonly activity: unknown;
}

export function recordingOne({ deals, store, trail }: DealTime) {
  const work = async (tx: Transaction, [first, ...rest]: readonly Recording[]): Promise<readonly (Changed<Recorded> | Problem)[]> => {
    if (first === undefined) return [];
    const { by, program } = first;
    const activities = [first, ...rest].map(({ activity }) => activity);
    const all = await dealt('unknown-program', () => deals.record(tx, by, program, activities));
    const changes = all.map((recorded) => changeOf(program, [recorded]));
    const heads = await trail.recordAll(
      tx,
      by,
      changes.flatMap((change) => change ?? []),
    );
    return changedOf(all, changes, heads);
  };
  const recording = new Gathering<Recording, Settled>({
    together: (asked) => store.transaction((tx) => settle(tx, asked, (open) => work(tx, open), answerOf)),
    alone: (asked) =>
      store.transaction(async (tx) => {
        const [settled] = await settle(tx, [asked], (open) => work(tx, open), answerOf);
        if (settled === undefined) throw new Error('an activity was asked about, and nothing came of it');
        // nothing is kept with it
        if ('refused' in settled) throw settled.refused;
        return settled;
      }),
    // whether it was kept may not be known, or nobody can know more than they do
    isWorthTrying: (error) => !isPassing(error) || (error instanceof StoreError && error.code === 'busy'),
  });
  return async (request: FastifyRequest, reply: FastifyReply, program: string, activity: unknown): Promise<FastifyReply> => {
    const { principal: by } = request;
    const asked = { ...askedBy(request, request.body ?? null), by, program, activity };
    const before = await answeredBefore(store, asked);
    return send(reply, asked, before ?? (await recording.ask(JSON.stringify([program, by.kind, by.id, by.name, by.key]), asked)));
  };
}

/** Each with its own entry; what was refused changed nothing. */
function changedOf(
  all: readonly Recorded[],
  changes: readonly (Change | undefined)[],
  heads: readonly AuditHead[],
): readonly (Changed<Recorded> | Problem)[] {
  let next = 0;
  return all.map((value, index) => {
    const problem = value.status === 'refused' || value.status === 'conflict' ? problemOf(value, '/activity') : undefined;
    if (problem !== undefined) return problem;
    const head = changes[index] && heads[next++];
    return { value, head };
  });
}

const STATUS: Readonly<Record<Recorded['status'], number>> = {
  recorded: 201,
  known: 200,
  queued: 202,
  waiting: 202,
  outdated: 202,
  conflict: 409,
  refused: 422,
};

function answerOf(recorded: Recorded, head: AuditHead | undefined): Answer {
  const problem = problemOf(recorded, '/activity');
  if (problem !== undefined) return { status: PROBLEMS[problem.code].status, body: problemDocument(problem), type: PROBLEM_TYPE };
  return { status: STATUS[recorded.status], body: recordedShown(recorded, head) };
}
