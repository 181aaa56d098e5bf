import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { guardJson } from './json-guard.ts';
import { MAX_DEPTH } from './limits.ts';
import { isPlainJson } from './plain-json.ts';
import { Problem } from './problem.ts';

/** The app reads JSON and nothing else, each body guarded before it is parsed. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parseBody(request, body));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function parseBody(request: FastifyRequest, body: string | Buffer): unknown {
  // clients name a type also where they send nothing
  if (request.method === 'DELETE' && body.length === 0) return undefined;
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem('unsupported-media-type', `The body is encoded as ${encoding.slice(0, 40)}. Send it as it is.`);
  }
  if (typeof body !== 'string' && !isUtf8(body)) throw new Problem('malformed-json', 'The body is not UTF-8.');
  const text = typeof body === 'string' ? body : body.toString('utf8');
  const isPlain = typeof body !== 'string' && isPlainJson(body, MAX_DEPTH);
  const fault = isPlain ? undefined : guardJson(text, MAX_DEPTH);
  if (fault !== undefined) {
    const { pointer, message, hint } = fault;
    throw new Problem('unsafe-json', message, [{ pointer, message, hint }]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trim() === '') throw new Problem('malformed-json', 'The body is empty.');
    throw new Problem('malformed-json', error instanceof Error ? `${error.message.slice(0, 200)}.` : 'The body can not be parsed.');
  }
}
