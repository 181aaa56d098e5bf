import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify';
import { Problem } from './problem.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly HTTPMethods[];

/** No route reads a query; one that is sent is not dropped in silence. */
const NO_QUERY = { type: 'object', additionalProperties: false, properties: {} } as const;

export type Operation = Omit<RouteOptions, 'method' | 'url'>;

/** One address with all that it answers to; any other method is told which ones those are. */
export function resource(
  app: FastifyInstance,
  url: string,
  operations: Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Operation>>,
): void {
  const allowed = new Set<string>();
  for (const [method, operation] of Object.entries(operations)) {
    app.route({ ...operation, schema: { querystring: NO_QUERY, ...operation.schema }, method, url });
    allowed.add(method);
    if (method === 'GET') allowed.add('HEAD'); // Fastify's own
  }
  const allow = [...allowed].join(', ');
  app.route({
    method: METHODS.filter((method) => !allowed.has(method)),
    url,
    schema: { hide: true },
    onRequest: (request, _reply, done) =>
      done(new Problem('method-not-allowed', `${request.method} is not answered here. Use ${allow}.`, [], { Allow: allow })),
    handler: () => undefined,
  });
}
