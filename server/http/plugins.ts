import { getHeapStatistics } from 'node:v8';
import helmet from '@fastify/helmet';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { Limits } from './limits.ts';
import { openapiOptions } from './openapi.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';

/** Answers are JSON, for programs: a browser that is led to one shall make nothing of it. */
const ANSWER_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The documentation page: its own scripts and styles, and nothing from elsewhere. */
const DOCS_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function registerPlugins(app: FastifyInstance, limits: Limits): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(ANSWER_HEADERS);
    done();
  });
  if (limits.loopDelayMs !== false) registerPressure(app, limits.loopDelayMs);
  if (limits.requestsPerMinute !== false && Number.isFinite(limits.requestsPerMinute)) registerRate(app, limits.requestsPerMinute);
  app.register(swagger, openapiOptions);
  app.register(docsPage);
}

/** Helmet works out every header anew for each request: right for the page, too slow for quotes. */
async function docsPage(docs: FastifyInstance): Promise<void> {
  docs.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'anyone' };
  });
  // The page's policy is set with the page; TLS ends at a proxy, and that is where browsers are told to insist on it.
  docs.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
  docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: DOCS_CSP, theme: { title: 'Dealwright' } });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered under pressure too. */
    evenIfBusy?: boolean;
  }
}

const RETRY_SECONDS = 5;
const HEAP_SHARE = 0.9;
/** Between two looks at how late the event loop is. */
const LOOK_MS = 1_000;

/** What is looked at first is the start itself, which is busy with making the routes: nobody is refused for that. */
function registerPressure(app: FastifyInstance, maxEventLoopDelay: number): void {
  let from = Number.POSITIVE_INFINITY;
  app.addHook('onReady', async () => {
    from = performance.now() + 2 * LOOK_MS;
  });
  app.register(underPressure, {
    maxEventLoopDelay,
    maxHeapUsedBytes: getHeapStatistics().heap_size_limit * HEAP_SHARE,
    sampleInterval: LOOK_MS,
    pressureHandler: ({ routeOptions }) => {
      if (routeOptions.config.evenIfBusy === true || performance.now() < from) return;
      throw new Problem('overloaded', 'Ask again in a moment.', [], { 'Retry-After': String(RETRY_SECONDS) });
    },
  });
}

function registerRate(app: FastifyInstance, max: number): void {
  app.register(rateLimit, {
    max,
    timeWindow: 60_000,
    // An IPv4 address needs no reading, and is what nearly all requests have.
    keyGenerator: (request) => (request.ip.includes(':') ? normalizeIP(request.ip) : request.ip),
    errorResponseBuilder: (_request, { max: allowed, after }) =>
      new Problem(
        'too-many-requests',
        `${allowed} requests a minute are answered to one address. Ask again in ${after}, or ask in a batch.`,
      ),
  });
}

export function openapiRoutes(app: FastifyInstance): void {
  let text: string | undefined;
  resource(app, '/openapi.json', {
    GET: {
      access: 'anyone',
      schema: { hide: true },
      handler: (_request, reply) => {
        text ??= JSON.stringify(app.swagger());
        return reply.type('application/json').send(text);
      },
    },
  });
}
