import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditHead } from '../audit/entry.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { Changed } from '../lifecycle/life.ts';
import { type AnswerKey, claimKey, findAnswer, type KeptAnswer, keepAnswer } from '../store/answers/kept-answers.ts';
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
  const key = answerKey(request);
  const asked = key && requestHash(request, given ?? request.body ?? null);
  const before = key && (await findAnswer(store.db, key));
  if (before !== undefined) return replay(reply, before, asked);
  const prepared = (await prepare?.()) as P;
  const done = await store.transaction(
    async (tx): Promise<{ readonly kept: KeptAnswer } | { readonly now: KeptAnswer }> => {
      if (key !== undefined) {
        if (!(await claimKey(tx, key))) throw underWay();
        const meanwhile = await findAnswer(tx, key);
        if (meanwhile !== undefined) return { kept: meanwhile };
      }
      const { value, head } = await work(tx, prepared);
      const { status = 200, location, etag, body, again, type } = answer(value, head);
      const headers = {
        ...(head && { 'audit-head': auditHeadText(head) }),
        ...(location !== undefined && { location }),
        ...(etag !== undefined && { etag }),
        ...(type !== undefined && { 'content-type': type }),
      };
      const now: KeptAnswer = { request: asked ?? new Uint8Array(), status, headers, body: JSON.stringify(body) };
      if (key !== undefined) await keepAnswer(tx, key, again === undefined ? now : { ...now, body: JSON.stringify(again) });
      return { now };
    },
    { patient },
  );
  if ('kept' in done) return replay(reply, done.kept, asked);
  // it is done, whatever becomes of this
  await after?.().catch((error: unknown) => request.log.error({ err: error }, 'what follows a change failed'));
  return send(reply, done.now);
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

function replay(reply: FastifyReply, kept: KeptAnswer, asked: Uint8Array | undefined): FastifyReply {
  if (asked === undefined || Buffer.compare(kept.request, asked) !== 0)
    throw new Problem(
      'idempotency-mismatch',
      'Another request had this Idempotency-Key in the last 24 hours. Give each request one of its own.',
    );
  return send(reply.header('idempotency-replayed', 'true'), kept);
}

const send = (reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply =>
  reply.code(status).type('application/json').headers(headers).header('cache-control', 'no-store').serializer(String).send(body);

const underWay = (): Problem =>
  new Problem('under-way', 'The same Idempotency-Key came with a request that is not answered yet. Ask again in a moment.', [], {
    'Retry-After': '1',
  });
