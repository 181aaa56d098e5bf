import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Deals } from '../deals/model.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { internalError, toProblem } from './errors.ts';
import type { Limits } from './limits.ts';
import { liveQuote } from './live-quote.ts';
import { Problem, problemDocument } from './problem.ts';
import { findProgram, ID_PARAMETER } from './programs.ts';
import { type QuoteRequest, Quoter } from './quote.ts';
import { BATCH_SHAPE, QUOTE_SHAPE } from './quote-shape.ts';
import { resource } from './resource.ts';
import { sendWithOthers } from './sending.ts';
import { idOf } from './stored.ts';
import { compileShape } from './validation.ts';

interface BatchRequest {
  readonly quotes: readonly unknown[];
  readonly explain?: QuoteRequest['explain'];
}

/** `deals`: where partners are known; missing: each quote brings its own. */
export function evaluateRoutes(app: FastifyInstance, book: ProgramBook, limits: Limits, deals?: Deals): void {
  // an evaluator costs more to make than a quote: it lives as long as its timeline is in force
  const quoters = new WeakMap<Timeline, Quoter>();
  const quoterOf = (request: FastifyRequest): Quoter => {
    const timeline = findProgram(book, (request.params as { id: string }).id);
    const known = quoters.get(timeline);
    if (known !== undefined) return known;
    const made = new Quoter(timeline, limits);
    quoters.set(timeline, made);
    return made;
  };

  resource(app, '/v1/programs/:id/evaluate', {
    POST: {
      access: ['viewer', 'system'],
      programs: 'in-address',
      bodyLimit: limits.bodyBytes,
      schema: {
        operationId: 'evaluate',
        tags: ['decisions'],
        summary: 'Decide an activity, as a quote',
        description:
          'Folds the earlier activities, decides the last one, and keeps nothing. The answer has gates, registration, routing, lines of money and the tier; with explain, every rule, condition and step of arithmetic.',
        params: ID_PARAMETER,
        body: QUOTE_SHAPE,
        response: { 200: { description: 'The decision', $ref: '#/components/schemas/Quote' } },
      },
      handler: (request, reply) => {
        const quoter = quoterOf(request);
        const quote = request.body as QuoteRequest;
        if (typeof quote.partner !== 'string') return sendWithOthers(reply, quoter.answer(quote));
        return liveQuote(deals, idOf(request), quote).then((answer) => reply.send(answer));
      },
    },
  });

  resource(app, '/v1/programs/:id/evaluate/batch', {
    POST: {
      access: ['viewer', 'system'],
      programs: 'in-address',
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'evaluateBatch',
        tags: ['decisions'],
        summary: 'Decide up to 10,000 activities, each a quote of its own',
        description: 'Answers in the order asked, each with a decision or a problem: one bad quote spoils none of the others.',
        params: ID_PARAMETER,
        body: BATCH_SHAPE,
        response: { 200: { description: 'The decisions', $ref: '#/components/schemas/QuoteBatch' } },
      },
      handler: (request, reply) => {
        const live = (quote: QuoteRequest, at: string) => liveQuote(deals, idOf(request), quote, at);
        const answers = batchAnswers({ quoter: quoterOf(request), live }, request.body as BatchRequest, request, limits.batchMs);
        return reply.type('application/json').send(Readable.from(answers));
      },
    },
  });
}

/** How long a batch may hold the event loop before others get their turn, and how much text goes out at once. */
const TURN_MS = 10;
const CHUNK_CHARACTERS = 65_536;

/** The answer's text in pieces: a batch is never held as a whole. */
async function* batchAnswers(
  quoters: Quoters,
  { quotes, explain = false }: BatchRequest,
  request: FastifyRequest,
  batchMs: number,
): AsyncGenerator<string> {
  const batchEnds = performance.now() + batchMs;
  let text = '{"answers":[';
  let turnEnds = performance.now() + TURN_MS;
  for (const [index, quote] of quotes.entries()) {
    if (index > 0) text += ',';
    const inTime = performance.now() < batchEnds;
    text += JSON.stringify(inTime ? await quoteAnswer(quoters, quote, explain, `/quotes/${index}`, request) : outOfTime(batchMs));
    if (text.length < CHUNK_CHARACTERS && performance.now() < turnEnds) continue;
    yield text;
    text = '';
    await setImmediate();
    turnEnds = performance.now() + TURN_MS;
  }
  yield `${text}]}`;
}

const outOfTime = (batchMs: number): object => ({
  problem: problemDocument(
    new Problem(
      'too-much-work',
      `The quotes before this one took all of the ${batchMs} ms that a batch has. Ask the rest again, in a batch of their own.`,
    ),
  ),
});

const checkQuote = compileShape<QuoteRequest>(QUOTE_SHAPE);

interface Quoters {
  readonly quoter: Quoter;
  readonly live: (quote: QuoteRequest, at: string) => Promise<object>;
}

async function quoteAnswer(
  { quoter, live }: Quoters,
  quote: unknown,
  explain: QuoteRequest['explain'],
  at: string,
  request: FastifyRequest,
): Promise<object> {
  try {
    const asked = { explain, ...checkQuote(quote, at) };
    return typeof asked.partner === 'string' ? await live(asked, at) : quoter.answer(asked, at);
  } catch (error) {
    return { problem: problemDocument(toProblem(error) ?? internalError(error, request)) };
  }
}
