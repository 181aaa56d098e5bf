import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { resource } from './resource.ts';

/*
 * The editor, as it was built. Pages have the addresses that the build names in pages.json, and are all index.html; any
 * other address stays what it is, so that who mistypes one of the interface isn't answered with a page.
 */

/**
 * Scripts, workers, fonts and questions from this server alone, and no eval. Styles may stand in the page: Monaco writes
 * its colours and Mantine its variables into style elements that they make while they run, for which there is no nonce.
 */
const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR_SECONDS = 31_536_000;

/** Its name is made of its content: it never changes. */
const HASHED = { cacheControl: true, immutable: true, maxAge: YEAR_SECONDS * 1000 } as const;
/** Asked for each time, answered with 304 where it is the same. */
const ASKED_AGAIN = { cacheControl: true, immutable: false, maxAge: 0 } as const;

/** What the build has for itself. */
const NOT_SERVED = /^(?:index\.html|pages\.json|manifest\.json)$|\.(?:br|gz)$/;

/** Where a browser arrives: at the editor or, where that isn't built, at the description of the interface. */
export function frontDoor(app: FastifyInstance, editor: string | undefined): void {
  if (editor !== undefined) editorRoutes(app, editor);
  else resource(app, '/', { GET: { access: 'anyone', schema: { hide: true }, handler: (_request, reply) => reply.redirect('/docs/') } });
}

function editorRoutes(app: FastifyInstance, folder: string): void {
  app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });
  const page = (reply: FastifyReply) => reply.header('content-security-policy', PAGE_CSP).sendFile('index.html', { ...ASKED_AGAIN });
  for (const url of JSON.parse(readFileSync(join(folder, 'pages.json'), 'utf8')) as readonly string[])
    open(app, url, (_file, reply) => page(reply));
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && !NOT_SERVED.test(entry.name)))
    open(app, `/${name}`, (_file, reply) => reply.sendFile(name, { ...ASKED_AGAIN }));
  // a worker has the policy of its own answer, not that of the page
  const asset = (file: string, reply: FastifyReply) =>
    reply.header('content-security-policy', PAGE_CSP).sendFile(`assets/${file}`, { ...HASHED });
  open(app, '/assets/:file', asset, ASSET);
}

const ASSET = {
  type: 'object',
  additionalProperties: false,
  properties: { file: { type: 'string', maxLength: 200, pattern: '^[\\w-]+(\\.[\\w-]+)+$' } },
} as const;

type Send = (file: string, reply: FastifyReply) => FastifyReply;

function open(app: FastifyInstance, url: string, send: Send, params: object = { type: 'object' }): void {
  resource(app, url, {
    GET: {
      access: 'anyone',
      evenIfBusy: true,
      // links come with whatever others hang on them; pages read it, the server doesn't
      schema: { hide: true, querystring: { type: 'object' }, params },
      handler: (request, reply) => send((request.params as { readonly file?: string }).file ?? '', reply),
    },
  });
}
