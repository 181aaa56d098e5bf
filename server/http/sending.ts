import type { FastifyReply } from 'fastify';

/*
 * Sending an answer wakes whoever waits for it, which takes nearly as long as a quote. Answers that are found in one turn of
 * the event loop are sent at its end, one right after the other: then whoever waits is awake already.
 */

interface Found {
  readonly reply: FastifyReply;
  readonly answer: object;
}

let found: Found[] = [];

/** Sends it at the end of this turn. For answers that are found without waiting. */
export function sendWithOthers(reply: FastifyReply, answer: object): void {
  if (found.push({ reply, answer }) === 1) setImmediate(sendAll);
}

function sendAll(): void {
  const all = found;
  found = [];
  for (const { reply, answer } of all) reply.send(answer);
}
