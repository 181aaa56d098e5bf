import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Analytics, Reckoning } from '../analytics/analytics.ts';
import { makingOf, reckoningOf, renewed } from '../analytics/analytics.ts';
import { type AskedTexts, AskingError, askingOf, measureNamed } from '../analytics/asking.ts';
import { definitions, figuresOf, recordsOf, recordsPage } from '../analytics/figures.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { isCursor } from '../store/analytics/records.ts';
import { chooseHistory } from '../store/analytics/told.ts';
import { ANALYTICS_QUERY, HISTORY_CHOICE_SHAPE, RECORDS_QUERY } from './analytics-shapes.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { Problem } from './problem.ts';
import { findProgram, ID_PARAMETER } from './programs.ts';
import { resource } from './resource.ts';
import { idOf, kept } from './stored.ts';

const TAG = { tags: ['analytics'] } as const;

/** What the program is worth: definitions, figures, the records behind them. */
export function analyticsRoutes(app: FastifyInstance, book: ProgramBook, analytics: Analytics): void {
  const reckoned = (request: FastifyRequest): Promise<Reckoning> => reckoningOf(analytics, findProgram(book, idOf(request)));

  resource(app, '/v1/analytics/measures', {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'listMeasures',
        summary: 'What is measured, and how: definition, numerator, denominator, what it is sliced by, what is left out',
        response: { 200: { description: 'All measures', $ref: '#/components/schemas/MeasureList' } },
      },
      handler: () => definitions(),
    },
  });

  resource(app, '/v1/analytics/programs/:id/figures', {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'getFigures',
        summary: 'Figures of measures by quarter, or of all quarters together, whole or by one slice',
        description:
          'Each with numerator, denominator, interval where there is one, figures beside it, and what was left out. No value stands on an empty denominator. Slices add up to the whole, except by incentive and integration where a record may have several.',
        params: ID_PARAMETER,
        querystring: ANALYTICS_QUERY,
        response: { 200: { description: 'The figures', $ref: '#/components/schemas/Figures' } },
      },
      handler: async (request) => {
        const reckoning = await reckoned(request);
        return figuresOf(
          analytics,
          reckoning,
          asked(() => askingOf(request.query as AskedTexts, reckoning)),
        );
      },
    },
  });

  resource(app, '/v1/analytics/programs/:id/measures/:measure/records', {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'getRecords',
        summary: 'The records behind a figure: of its numerator, its denominator, or those left out',
        description:
          'Of one quarter, or of several together (per=range), with the filters of the figure; a slice is a filter (by=region, EMEA → region=EMEA; none → region=-). Sum or number of the records, page by page, is the part of the figure. Portfolio and incentives open likewise: what a partner won and cost are the parts of program-cost-ratio with partner=…, what an incentive paid the denominator of roi-by-partner-type with incentive=….',
        params: RECORDS_QUERY.params,
        querystring: RECORDS_QUERY.query,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/RecordPage' } },
      },
      handler: async (request) => {
        const reckoning = await reckoned(request);
        const { quarter, to, figure = 'value', part = 'numerator', reason, limit, after, ...filter } = request.query as RecordsQuery;
        return asked(() => {
          const measure = measureNamed((request.params as { readonly measure: string }).measure);
          const asking = askingOf({ ...filter, from: quarter, to: to ?? quarter, ...(to !== undefined && { per: 'range' }) }, reckoning);
          const of = recordsOf({ measure, figure, part, reason, method: asking.method });
          if (of === undefined)
            throw new AskingError(
              `${measure} has no records of ${part} of ${figure}${reason === undefined ? '' : `, left out as ${reason}`}.`,
            );
          if (after !== undefined && !isCursor(after)) throw new AskingError('after is not the `next` of a page.');
          return recordsPage(analytics, reckoning, of, asking, { limit: Number(limit ?? 50), after });
        });
      },
    },
  });

  resource(app, '/v1/analytics/programs/:id/reckoning', {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'getReckoning',
        summary: 'When figures were last reckoned, and up to which day',
        params: ID_PARAMETER,
        response: { 200: { description: 'How they stand', $ref: '#/components/schemas/Reckoning' } },
      },
      handler: async (request) => reckoningShown(await reckoned(request)),
    },
    POST: {
      access: ['analyst', 'operator'],
      schema: {
        ...TAG,
        operationId: 'reckon',
        summary: 'Reckon figures anew of all that is kept by now',
        description: 'They are reckoned by themselves soon after something changed; this waits for it.',
        params: ID_PARAMETER,
        response: { 200: { description: 'How they stand', $ref: '#/components/schemas/Reckoning' } },
      },
      handler: async (request) => reckoningShown(await renewed(analytics, findProgram(book, idOf(request)))),
    },
  });

  resource(app, '/v1/analytics/programs/:id/history', {
    PUT: {
      access: ['operator'],
      schema: {
        ...TAG,
        operationId: 'chooseHistory',
        summary: 'Say which history is read instead of the live one; null: the live one',
        params: ID_PARAMETER,
        headers: IDEMPOTENCY_KEY,
        body: HISTORY_CHOICE_SHAPE,
        response: { 200: { description: 'How figures stand', $ref: '#/components/schemas/Reckoning' } },
      },
      handler: (request, reply) => {
        const timeline = findProgram(book, idOf(request));
        const { history } = request.body as { readonly history: string | null };
        return changing(analytics.store, request, reply, {
          work: async (tx) => {
            await kept('unknown-history', () => chooseHistory(tx, timeline.id, history));
            const change = { action: 'analytics-history-chosen', subject: { kind: 'program', id: timeline.id }, after: { history } };
            return { value: history, head: await analytics.trail.record(tx, request.principal, change) };
          },
          answer: () => ({ body: { program: timeline.id, asOf: makingOf(analytics, timeline).asOf, history } }),
          after: async () => void (await renewed(analytics, timeline)),
        });
      },
    },
  });
}

interface RecordsQuery extends Omit<AskedTexts, 'from'> {
  readonly quarter: string;
  readonly figure?: string;
  readonly part?: 'numerator' | 'denominator' | 'left-out';
  readonly reason?: string;
  readonly limit?: string;
  readonly after?: string;
}

const reckoningShown = ({ program, currency, asOf, made }: Reckoning) => ({
  program,
  currency,
  asOf,
  madeAt: made.at.toISOString(),
});

/** What is asked as it makes no sense is the asker's to mend. */
export function asked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof AskingError ? new Problem('invalid-request', error.message) : error;
  }
}
