import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify';
import type { RouteAccess, RoutePrograms } from './authenticate.ts';
import { Problem } from './problem.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly HTTPMethods[];

/** No route reads a query; one that is sent is not dropped in silence. */
const NO_QUERY = { type: 'object', additionalProperties: false, properties: {} } as const;

export interface Operation extends Omit<RouteOptions, 'method' | 'url' | 'config'> {
  readonly access: RouteAccess;
  /** Missing: nothing for those who are bound to programs. */
  readonly programs?: RoutePrograms;
  /** Answered under pressure too: it costs next to nothing, and whoever waits needs it to see that they wait. */
  readonly evenIfBusy?: boolean;
  /** From one address; missing: as many as of anything. */
  readonly requestsPerMinute?: number;
}

/** One address with all that it answers to; any other method is told which ones those are. */
export function resource(
  app: FastifyInstance,
  url: string,
  operations: Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Operation>>,
): void {
  const allowed = new Set<string>();
  for (const [method, { access, programs, evenIfBusy, requestsPerMinute: max, ...operation }] of Object.entries(operations)) {
    const rateLimit = max === undefined ? {} : { rateLimit: { max, timeWindow: 60_000 } };
    const config = { access, ...(programs !== undefined && { programs }), ...(evenIfBusy === true && { evenIfBusy }), ...rateLimit };
    app.route({ ...operation, config, schema: { querystring: NO_QUERY, ...operation.schema }, method, url });
    allowed.add(method);
    if (method === 'GET' && operation.exposeHeadRoute !== false) allowed.add('HEAD'); // Fastify's own
  }
  const allow = [...allowed].join(', ');
  app.route({
    method: METHODS.filter((method) => !allowed.has(method)),
    url,
    config: { access: 'anyone' },
    schema: { hide: true },
    onRequest: (request, _reply, done) =>
      done(new Problem('method-not-allowed', `${request.method} is not answered here. Use ${allow}.`, [], { Allow: allow })),
    handler: () => undefined,
  });
}
