import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditHead } from '../audit/entry.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { Changed } from '../lifecycle/life.ts';
import { type AnswerKey, claimKeys, findAnswer, findAnswers, type KeptAnswer, keepAnswers } from '../store/answers/kept-answers.ts';
import type { Transaction } from '../store/database.ts';
import type { Store } from '../store/open-store.ts';
import { auditHeadText } from './audit-head.ts';
import { Problem } from './problem.ts';

/*
 * Calls that change something. Each is one transaction: the work, its entry in the audit trail and, where the request
 * has an **idempotency key**, the answer kept under it. Whoever sends the same again because no answer came gets that
 * one for 24 hours, and nothing is done twice. What was refused changed nothing, and is not kept: it is tried again.
 */

export const IDEMPOTENCY_KEY = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[\\x20-\\x7e]*$',
      description: 'A name of yours for this request: with it the same request is done once, and answered alike for 24 hours.',
    },
  },
} as const;

export interface Answer {
  /** Missing: 200. */
  readonly status?: number;
  readonly location?: string;
  readonly etag?: string;
  readonly body: object;
  /** What is answered when the same is asked again, of what may be told only once. Missing: the same. */
  readonly again?: object;
  /** Missing: JSON. */
  readonly type?: string;
}

export interface Change<P, T> {
  /** What is asked, where that isn't the body: a JSON value. */
  readonly asked?: unknown;
  /** What takes long and changes nothing: before the transaction. */
  readonly prepare?: () => Promise<P>;
  readonly work: (tx: Transaction, prepared: P) => Promise<Changed<T>>;
  readonly answer: (value: T, head: AuditHead | undefined) => Answer;
  /** Its statements take as long as they take: files of rows. */
  readonly patient?: boolean;
  /** Once it is committed, and before it is answered. */
  readonly after?: () => Promise<void>;
}

export async function changing<T, P = undefined>(
  store: Store,
  request: FastifyRequest,
  reply: FastifyReply,
  { asked: given, prepare, work, answer, patient = false, after }: Change<P, T>,
): Promise<FastifyReply> {
  const asked = askedBy(request, given ?? request.body ?? null);
  const before = await answeredBefore(store, asked);
  if (before !== undefined) return send(reply, asked, before);
  const prepared = (await prepare?.()) as P;
  const done = await store.transaction(
    async (tx) => {
      const [settled] = await settle(tx, [asked], async () => [await work(tx, prepared)], answer);
      return settled;
    },
    { patient },
  );
  if (done === undefined) throw new Error('a request was settled as nothing');
  // it is done, whatever becomes of this
  if ('now' in done) await after?.().catch((error: unknown) => request.log.error({ err: error }, 'what follows a change failed'));
  return send(reply, asked, done);
}

/** What somebody asked to have changed, and the key under which its answer is kept. */
export interface Asked {
  readonly key?: AnswerKey;
  /** SHA-256 of what is asked; without a key of no use. */
  readonly hash: Uint8Array;
}

/** What became of a request. */
export type Settled = { readonly kept: KeptAnswer } | { readonly now: KeptAnswer } | { readonly refused: Problem };

export function askedBy(request: FastifyRequest, given: unknown): Asked {
  const key = answerKey(request);
  return key === undefined ? { hash: new Uint8Array() } : { key, hash: requestHash(request, given) };
}

/** Asked before any transaction: most of those who ask again do so long after the first was done. */
export async function answeredBefore(store: Store, { key }: Asked): Promise<Settled | undefined> {
  const kept = key && (await findAnswer(store.db, key));
  return kept && { kept };
}

/** Does what isn't done yet of what is asked, with one transaction; `work`: of those, in their order. */
export async function settle<A extends Asked, T>(
  tx: Transaction,
  asked: readonly A[],
  work: (open: readonly A[]) => Promise<readonly (Changed<T> | Problem)[]>,
  answer: (value: T, head: AuditHead | undefined) => Answer,
): Promise<readonly Settled[]> {
  const settled = await meanwhile(tx, asked);
  const open = asked.filter((each) => !settled.has(each));
  const done = open.length === 0 ? [] : await work(open);
  const toKeep: (AnswerKey & KeptAnswer)[] = [];
  for (const [index, each] of open.entries()) {
    const changed = done[index];
    if (changed === undefined) throw new Error('nothing came of what was asked');
    if (changed instanceof Problem) {
      settled.set(each, { refused: changed });
      continue;
    }
    const { now, again } = answered(each, changed, answer);
    settled.set(each, { now });
    if (each.key !== undefined) toKeep.push({ ...each.key, ...again });
  }
  await keepAnswers(tx, toKeep);
  return asked.map((each) => settled.get(each) ?? { refused: underWay() });
}

/** Claims the keys; what is under way elsewhere, and what was answered since it was looked for, is settled. */
async function meanwhile<A extends Asked>(tx: Transaction, asked: readonly A[]): Promise<Map<A, Settled>> {
  const keyed = asked.flatMap((each) => (each.key === undefined ? [] : [{ each, key: each.key }]));
  const first = keyed.filter(({ key }, index) => keyed.findIndex((other) => isSameKey(other.key, key)) === index);
  const keys = first.map(({ key }) => key);
  const claimed = await claimKeys(tx, keys);
  const found = await findAnswers(tx, keys);
  const settled = new Map<A, Settled>();
  // two at once with one key: the transaction is that of the first
  for (const { each } of keyed) settled.set(each, { refused: underWay() });
  for (const [index, { each }] of first.entries()) {
    const kept = found[index];
    if (claimed[index] !== true) continue;
    if (kept === undefined) settled.delete(each);
    else settled.set(each, { kept });
  }
  return settled;
}

const isSameKey = (a: AnswerKey, b: AnswerKey): boolean => a.asker === b.asker && a.key === b.key;

function answered<T>(
  { hash }: Asked,
  { value, head }: Changed<T>,
  answer: (value: T, head: AuditHead | undefined) => Answer,
): { readonly now: KeptAnswer; readonly again: KeptAnswer } {
  const { status = 200, location, etag, body, again, type } = answer(value, head);
  const headers = {
    ...(head && { 'audit-head': auditHeadText(head) }),
    ...(location !== undefined && { location }),
    ...(etag !== undefined && { etag }),
    ...(type !== undefined && { 'content-type': type }),
  };
  const now: KeptAnswer = { request: hash, status, headers, body: JSON.stringify(body) };
  return { now, again: again === undefined ? now : { ...now, body: JSON.stringify(again) } };
}

function answerKey({ headers, principal }: FastifyRequest): AnswerKey | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? { asker: principal.id, key } : undefined;
}

/** What is asked, and of what: the order of fields doesn't count. */
function requestHash({ method, url, headers }: FastifyRequest, body: unknown): Uint8Array {
  const text = canonicalJson([method, url, headers['if-match'] ?? null, body]);
  return createHash('sha256').update(text).digest();
}

/** Answers with what became of it. Throws the problem of what was refused. */
export function send(reply: FastifyReply, { hash }: Asked, settled: Settled): FastifyReply {
  if ('refused' in settled) throw settled.refused;
  if ('now' in settled) return answerWith(reply, settled.now);
  if (Buffer.compare(settled.kept.request, hash) !== 0)
    throw new Problem(
      'idempotency-mismatch',
      'Another request had this Idempotency-Key in the last 24 hours. Give each request one of its own.',
    );
  return answerWith(reply.header('idempotency-replayed', 'true'), settled.kept);
}

const answerWith = (reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply =>
  reply.code(status).type('application/json').headers(headers).header('cache-control', 'no-store').serializer(String).send(body);

const underWay = (): Problem =>
  new Problem('under-way', 'The same Idempotency-Key came with a request that is not answered yet. Ask again in a moment.', [], {
    'Retry-After': '1',
  });
