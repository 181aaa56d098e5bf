import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../access/loopback.ts';
import { Problem } from './problem.ts';

const HOST = /^(\[[\da-f:.]+\]|[^:[\]/@\s]+)(?::\d{1,5})?$/i;

/**
 * On a machine of one's own a page from elsewhere may name its host so that it leads here, and the browser takes us for
 * that page's own server. So only names of this machine are answered, and that of the public address.
 */
export function guardHosts(app: FastifyInstance, publicUrl: URL | undefined): void {
  const isOurs = (host: string): boolean => {
    const name = HOST.exec(host)?.[1]?.toLowerCase();
    return name !== undefined && (isLoopback(name) || name === publicUrl?.hostname);
  };
  // nearly all requests have the same
  let last: string | undefined;
  app.addHook('onRequest', (request, _reply, done) => {
    const { host = '' } = request.headers;
    if (host !== last && !isOurs(host)) {
      const detail = `This server answers to localhost, not to ${JSON.stringify(host.slice(0, 80))}. Set DEALWRIGHT_PUBLIC_URL where it has another name.`;
      return done(new Problem('wrong-host', detail));
    }
    last = host;
    done();
  });
}
