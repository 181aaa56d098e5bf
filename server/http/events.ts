import type { FastifyReply } from 'fastify';
import { Problem } from './problem.ts';

/** Streams that one server holds open; each costs a connection and a look now and then. */
const MOST_STREAMS = 500;
/** Proxies close a connection over which nothing comes. */
const BEAT_MS = 15_000;

let open = 0;

/**
 * Server-sent events: `name` with JSON for each that comes, up to the last one; then the stream ends. Whoever loses it
 * asks again, and is told how things stand first.
 */
export async function sendEvents<T>(
  reply: FastifyReply,
  name: string,
  follow: (signal: AbortSignal) => AsyncIterable<T>,
  show: (event: T) => object,
): Promise<FastifyReply> {
  if (open >= MOST_STREAMS) throw new Problem('overloaded', `${MOST_STREAMS} streams are open. Ask how it stands instead, now and then.`);
  open += 1;
  const gone = new AbortController();
  const { raw } = reply;
  // who hangs up may do so before there is a first event
  raw.once('close', () => gone.abort());
  try {
    const events = follow(gone.signal)[Symbol.asyncIterator]();
    // the first one may be a problem, which is answered as such
    let next = await events.next();
    reply.hijack();
    if (gone.signal.aborted) return reply;
    raw.writeHead(200, {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    } as Record<string, string>);
    const beat = setInterval(() => raw.write(':\n\n'), BEAT_MS);
    try {
      for (; next.done !== true; next = await events.next()) {
        if (!raw.write(`event: ${name}\ndata: ${JSON.stringify(show(next.value))}\n\n`) && !gone.signal.aborted) {
          await new Promise<void>((resolve) => {
            raw.once('drain', resolve);
            raw.once('close', resolve);
          });
        }
      }
    } catch (error) {
      reply.log.error({ err: error }, 'a stream of events ended early');
    } finally {
      clearInterval(beat);
      raw.end();
    }
    return reply;
  } finally {
    open -= 1;
  }
}
