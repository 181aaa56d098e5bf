import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import type { Timeline } from '../engine/program/model.ts';
import { readJsonBodies } from './body.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './errors.ts';
import { evaluateRoutes } from './evaluate.ts';
import { healthRoutes } from './health.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { openapiRoutes, registerPlugins } from './plugins.ts';
import { programRoutes } from './programs.ts';
import { validateByShape } from './validation.ts';

export interface AppOptions {
  /** Each program once. */
  readonly timelines: readonly Timeline[];
  /** Where failures are logged; missing: nowhere. Requests that go well are not logged. */
  readonly logger?: FastifyBaseLogger;
  /** Where other than by default. */
  readonly limits?: Partial<Limits>;
}

/** How often Node looks for requests that take too long to arrive. */
const CHECK_CONNECTIONS_MS = 5_000;
/** How long the headers alone may take. */
const HEADERS_MS = 10_000;

/** The one app, for production and for tests. */
export function buildApp({ timelines, logger, limits: given }: AppOptions): FastifyInstance {
  const limits: Limits = { ...DEFAULT_LIMITS, ...given };
  const app = fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: {
      connectionsCheckingInterval: Math.min(limits.requestMs, CHECK_CONNECTIONS_MS),
      // Where it is the longer one of the two, Node takes one for the other.
      headersTimeout: Math.min(limits.requestMs, HEADERS_MS),
    },
    exposeHeadRoutes: true,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  validateByShape(app);
  // Schemas of answers are there to be read: a serialiser made of them would drop what they don't name.
  app.setSerializerCompiler(() => JSON.stringify);
  readJsonBodies(app);
  answerErrors(app);
  registerPlugins(app, limits);
  // A plugin, so that it comes after those above: their hooks are for its routes too.
  app.register(async (routes) => {
    healthRoutes(routes, timelines.length);
    programRoutes(routes, timelines);
    evaluateRoutes(routes, timelines, limits);
    openapiRoutes(routes);
  });
  return app;
}
