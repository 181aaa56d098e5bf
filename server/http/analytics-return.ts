import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SimulationResult } from '../../schemas/types.ts';
import { type Analytics, type Reckoning, reckoningOf } from '../analytics/analytics.ts';
import { type AskedTexts, type Asking, AskingError, askingOf } from '../analytics/asking.ts';
import { compareOf, type Period, timeOf } from '../analytics/comparison.ts';
import { incentivesOf } from '../analytics/incentives.ts';
import { portfolioOf, tryMove } from '../analytics/portfolio.ts';
import { reportContent } from '../analytics/report/content.ts';
import { reportCsv } from '../analytics/report/csv.ts';
import { REPORT_STYLE, reportHtml } from '../analytics/report/html.ts';
import { worthOf } from '../analytics/what-if.ts';
import { parseDecimal } from '../engine/facts/render.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Simulations } from '../jobs/simulations.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { asked } from './analytics.ts';
import { COMPARISON_QUERY, INCENTIVES_QUERY, MOVE_SHAPE, PORTFOLIO_QUERY, REPORT_QUERY, WORTH_SHAPE } from './analytics-shapes.ts';
import { pagePolicy } from './page-policy.ts';
import { Problem } from './problem.ts';
import { findProgram, ID_PARAMETER } from './programs.ts';
import { resource } from './resource.ts';
import { idOf, kept } from './stored.ts';

const TAG = { tags: ['analytics'] } as const;
const PROGRAM = '/v1/analytics/programs/:id';

interface Asked {
  readonly timeline: Timeline;
  readonly reckoning: Reckoning;
  readonly asking: Asking;
}

/** What comes back: periods and versions compared, incentives beside what they claim to move, the portfolio, what-if. */
export function analyticsReturnRoutes(app: FastifyInstance, book: ProgramBook, analytics: Analytics, simulations: Simulations): void {
  const understood = async (request: FastifyRequest, texts: AskedTexts): Promise<Asked> => {
    const timeline = findProgram(book, idOf(request));
    const reckoning = await reckoningOf(analytics, timeline);
    return { timeline, reckoning, asking: asked(() => askingOf(texts, reckoning)) };
  };

  resource(app, `${PROGRAM}/comparison`, {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'compareFigures',
        summary: 'Figures of two periods, or of the times of two versions of the program, side by side',
        description:
          'Of a rate with the interval of the change: where it holds 0, chance may have made it (`maybeChance`). Of a version the quarters count that lie wholly in its time, at most the last eight.',
        params: ID_PARAMETER,
        querystring: COMPARISON_QUERY,
        response: { 200: { description: 'Side by side', $ref: '#/components/schemas/Comparison' } },
      },
      handler: async (request) => {
        const { beforeFrom, beforeTo, version, beforeVersion, ...texts } = request.query as ComparisonQuery;
        const { timeline, reckoning, asking } = await understood(request, texts);
        const periods = asked(() => {
          if ((version === undefined) !== (beforeVersion === undefined)) throw new AskingError('version and beforeVersion go together.');
          if (version !== undefined && beforeVersion !== undefined) {
            if (beforeFrom !== undefined || texts.from !== undefined)
              throw new AskingError('Versions have their own times; from and beforeFrom are left out with them.');
            return { now: timeOf(timeline, version, reckoning), before: timeOf(timeline, beforeVersion, reckoning) };
          }
          if (beforeFrom === undefined) throw new AskingError('beforeFrom is missing: a day of the first quarter to compare with.');
          return { now: asking.asked, before: askingOf({ from: beforeFrom, to: beforeTo ?? beforeFrom }, reckoning).asked };
        });
        const now: Asking = { ...asking, asked: { ...asking.asked, from: periods.now.from, to: periods.now.to } };
        return compareOf(analytics, reckoning, now, periodOf(periods.before));
      },
    },
  });

  resource(app, `${PROGRAM}/report`, {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'getReport',
        summary: 'What the program is worth, as one page to print, or as CSV with a line a figure',
        params: ID_PARAMETER,
        querystring: REPORT_QUERY,
        response: {
          200: {
            description: 'The report',
            content: { 'text/html': { schema: { type: 'string' } }, 'text/csv': { schema: { type: 'string' } } },
          },
        },
      },
      handler: async (request, reply) => {
        const { format = 'html', ...texts } = request.query as AskedTexts & { readonly format?: 'html' | 'csv' };
        const { timeline, reckoning, asking } = await understood(request, texts);
        const content = await reportContent(analytics, reckoning, timeline, asking);
        const file = `${timeline.id}-${content.quarters.to}.${format}`;
        return reply
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'text/html; charset=utf-8')
          .header('content-disposition', `${format === 'csv' ? 'attachment' : 'inline'}; filename="${file}"`)
          .header('content-security-policy', pagePolicy(REPORT_STYLE))
          .serializer(String)
          .send(format === 'csv' ? reportCsv(content) : reportHtml(content));
      },
    },
  });

  resource(app, `${PROGRAM}/incentives`, {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'getIncentives',
        summary: 'Each incentive of the program beside the outcome that it claims to move',
        description:
          'The measure that its rules say they move (`moves`), in the period and in as long a time before: of what the incentive paid for, where the measure knows that, and of the partner types that can earn it. Its return is estimated against what it paid for a year before.',
        params: ID_PARAMETER,
        querystring: INCENTIVES_QUERY,
        response: { 200: { description: 'The incentives', $ref: '#/components/schemas/IncentiveList' } },
      },
      handler: async (request) => {
        const { timeline, reckoning, asking } = await understood(request, request.query as AskedTexts);
        return incentivesOf(analytics, reckoning, timeline, asking);
      },
    },
  });

  resource(app, `${PROGRAM}/portfolio`, {
    GET: {
      access: ['viewer'],
      schema: {
        ...TAG,
        operationId: 'getPortfolio',
        summary: 'Who brings what: cumulative contribution by partner or integration',
        params: ID_PARAMETER,
        querystring: PORTFOLIO_QUERY,
        response: { 200: { description: 'The largest 200, and the rest', $ref: '#/components/schemas/Portfolio' } },
      },
      handler: async (request) => {
        const { of = 'partner', ...texts } = request.query as AskedTexts & { readonly of?: 'partner' | 'integration' };
        const { reckoning, asking } = await understood(request, texts);
        return portfolioOf(analytics, reckoning, asking, of);
      },
    },
  });

  resource(app, `${PROGRAM}/portfolio/moves`, {
    POST: {
      access: ['analyst'],
      schema: {
        ...TAG,
        operationId: 'tryMove',
        summary: 'Try moving a sum from one partner type to another; nothing is kept',
        description: 'What it supposes is said with the answer.',
        params: ID_PARAMETER,
        body: MOVE_SHAPE,
        response: { 200: { description: 'What would come of it, an estimate', $ref: '#/components/schemas/MoveTried' } },
      },
      handler: async (request) => {
        const { amount, fromType, toType, marginalReturn, ...texts } = request.body as MoveBody;
        const { reckoning, asking } = await understood(request, texts);
        const minor = parseDecimal(amount, reckoning.digits);
        if (minor === undefined)
          throw new Problem('invalid-request', `amount is ${JSON.stringify(amount.slice(0, 80))}; money was expected.`);
        const marginal = marginalReturn === undefined ? undefined : Number(marginalReturn);
        return told(tryMove(analytics, reckoning, asking, { amount: minor, from: fromType, to: toType, marginal }));
      },
    },
  });

  resource(app, `${PROGRAM}/what-if`, {
    POST: {
      access: ['analyst'],
      schema: {
        ...TAG,
        operationId: 'worthOfSimulation',
        summary: 'What a simulated program would do to cost ratio and return; nothing is kept',
        description:
          'At unchanged behaviour: what the simulation pays more or less is added to what the program cost in the quarters that are asked for. Beside it, labelled as such, under a response of partners that the analyst sets by partner type.',
        params: ID_PARAMETER,
        body: WORTH_SHAPE,
        response: { 200: { description: 'Before and after, an estimate', $ref: '#/components/schemas/WorthOfSimulation' } },
      },
      handler: async (request) => {
        const { simulation, candidate = 0, response = [], ...texts } = request.body as WorthBody;
        const { reckoning, asking } = await understood(request, texts);
        const text = await kept('unknown-simulation', () => simulations.result(simulation));
        if (text === undefined) throw new Problem('not-done', 'The simulation has no result yet, or ended without one.');
        const assumed = response.map(({ partnerType, change }) => ({ partnerType, change: Number(change) }));
        return told(worthOf(analytics, reckoning, asking, { result: JSON.parse(text) as SimulationResult, candidate, response: assumed }));
      },
    },
  });
}

const periodOf = ({ from, to }: Period): Period => ({ from, to });

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof AskingError ? new Problem('invalid-request', error.message) : error;
  }
}

interface ComparisonQuery extends AskedTexts {
  readonly beforeFrom?: string;
  readonly beforeTo?: string;
  readonly version?: string;
  readonly beforeVersion?: string;
}

interface MoveBody extends AskedTexts {
  readonly amount: string;
  readonly fromType: string;
  readonly toType: string;
  readonly marginalReturn?: string;
}

interface WorthBody extends AskedTexts {
  readonly simulation: string;
  readonly candidate?: number;
  readonly response?: readonly { readonly partnerType: string; readonly change: string }[];
}
