import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import { readMapping } from '../history/import/read-mapping.ts';
import type { Delivery, Imports, Into } from '../jobs/imports.ts';
import { draftTimeline } from '../lifecycle/draft-timeline.ts';
import type { Life } from '../lifecycle/life.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { importRejects } from '../store/import-rejects.ts';
import { listImports, type StoredImport } from '../store/imports.ts';
import type { Store } from '../store/open-store.ts';
import { auditHead } from './audit-head.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import { sendEvents } from './events.ts';
import type { Limits } from './limits.ts';
import { lived } from './lived.ts';
import { Problem } from './problem.ts';
import { findProgram } from './programs.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept, PAGE_QUERY, type PageQuery, pageOf, pageOptions } from './stored.ts';
import { multipartLimits, receive, type Upload } from './uploads.ts';

const IMPORT_ID = idParameter('Id of the import.');
const PARTS: ReadonlySet<string> = new Set(['mapping', 'program', 'draft', 'history', 'name', 'preview']);
const PREVIEW_ROWS = /^(?:[1-9]\d{0,2}|1000)$/;

/** By what rows are read. */
interface Catalogues {
  readonly book: ProgramBook;
  /** Missing: there are no drafts. */
  readonly life: Life | undefined;
}

export function importRoutes(app: FastifyInstance, catalogues: Catalogues, store: Store, imports: Imports, limits: Limits): void {
  const find = <T>(work: () => Promise<T>): Promise<T> => kept('unknown-import', work);
  app.register(multipart, { limits: multipartLimits(limits) });

  resource(app, '/v1/imports', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'listImports',
        tags: ['what-if'],
        summary: 'Imports into all histories, the latest first',
        querystring: PAGE_QUERY,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/ImportPage' } },
      },
      handler: async (request) => pageOf('imports', await find(() => listImports(store, pageOptions(request.query as PageQuery))), shown),
    },
    POST: {
      access: ['operator'],
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: {
        operationId: 'importFiles',
        tags: ['what-if'],
        summary: 'Import files of rows into a history, by a mapping',
        description:
          'multipart/form-data with the parts `mapping` (JSON), `program` (id of the program by whose catalogue rows are read; or `draft`, of a draft, where the program is new), `history` (id of the history) or `name` (of a new one), and the files, each under the name that the mapping has for it. With `preview` (a number of rows) nothing is kept, and the answer shows what the first rows become. All of an import is in the history, or nothing; the same files again change nothing.',
        consumes: ['multipart/form-data'],
        headers: IDEMPOTENCY_KEY,
        response: {
          200: { description: 'What the first rows become', $ref: '#/components/schemas/ImportPreview' },
          202: { description: 'It is under way', $ref: '#/components/schemas/Import' },
        },
      },
      handler: async (request, reply) => {
        const upload = await receive(request, limits, request.headers['idempotency-key'] !== undefined);
        const delivery = await delivered(upload, catalogues);
        const rows = upload.fields.get('preview');
        if (rows !== undefined) return imports.preview(delivery, Number(rows));
        const target = into(upload);
        const readied = await find(() => imports.ready(delivery));
        if (!readied.ok) throw refusal(readied.findings);
        try {
          return await changing(store, request, reply, {
            asked: [[...upload.fields], upload.files, upload.hashes],
            work: (tx) => kept('unknown-history', () => imports.begin(tx, request.principal, readied.ready, target)),
            answer: (begun) => ({ status: 202, location: `/v1/imports/${begun.id}`, body: shown(begun) }),
          });
        } finally {
          await imports.drop(readied.ready);
        }
      },
    },
  });

  resource(app, '/v1/imports/:id', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'getImport',
        tags: ['what-if'],
        summary: 'How an import stands: rows read, accepted and rejected',
        params: IMPORT_ID,
        response: { 200: { description: 'The import', $ref: '#/components/schemas/Import' } },
      },
      handler: async (request) => shown(await find(() => imports.get(idOf(request)))),
    },
    DELETE: {
      access: ['operator'],
      schema: {
        operationId: 'cancelImport',
        tags: ['what-if'],
        summary: 'Cancel an import that is under way; the history stays as it was',
        params: IMPORT_ID,
        response: { 200: { description: 'The import', $ref: '#/components/schemas/Import' } },
      },
      handler: async (request, reply) => {
        const head = await find(() => imports.cancel(request.principal, idOf(request)));
        return auditHead(reply, head).send(shown(await find(() => imports.get(idOf(request)))));
      },
    },
  });

  resource(app, '/v1/imports/:id/events', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'followImport',
        tags: ['what-if'],
        summary: 'How an import comes along, as server-sent events',
        description: 'An event `import` now and whenever something has changed, up to its end; then the stream ends.',
        params: IMPORT_ID,
        response: { 200: { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } } },
      },
      handler: async (request, reply) => find(() => sendEvents(reply, 'import', (signal) => imports.events(idOf(request), signal), shown)),
    },
  });

  resource(app, '/v1/imports/:id/rejects', {
    GET: {
      access: ['operator'],
      schema: {
        operationId: 'importRejects',
        tags: ['what-if'],
        summary: 'Rows that were refused, each as it was, with line and reason',
        description: 'NDJSON: `line`, `reason` and `row`, the text of the row; `base64` instead where it is no UTF-8.',
        params: IMPORT_ID,
        response: { 200: { description: 'A line for each row', content: { 'application/x-ndjson': { schema: { type: 'string' } } } } },
      },
      handler: async (request, reply) => {
        const { id } = await find(() => imports.get(idOf(request)));
        return reply.type('application/x-ndjson').send(Readable.from(rejectLines(store, id)));
      },
    },
  });
}

/** What was sent, checked as far as that goes without the files; their folder is removed where it goes no further. */
async function delivered(upload: Upload, catalogues: Catalogues): Promise<Delivery> {
  const { fields, folder } = upload;
  try {
    for (const name of fields.keys()) {
      if (!PARTS.has(name))
        throw new Problem('invalid-request', `There is no part ${JSON.stringify(name.slice(0, 80))}; there are ${[...PARTS].join(', ')}.`);
    }
    const mapping = fields.get('mapping');
    if (mapping === undefined)
      throw new Problem('invalid-request', 'The part mapping is missing: JSON that says how columns become activities.');
    const preview = fields.get('preview');
    if (preview !== undefined && !PREVIEW_ROWS.test(preview))
      throw new Problem('invalid-request', 'preview is a number of rows, 1 to 1000.');
    if (preview === undefined) into(upload);
    const timeline = await catalogueOf(upload, catalogues);
    const read = readMapping('mapping', mapping);
    if (!read.ok) throw refusal(read.diagnostics);
    return { mapping: read.mapping, folder, timeline };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function catalogueOf({ fields }: Upload, { book, life }: Catalogues): Promise<Timeline> {
  const [program, draft] = [fields.get('program'), fields.get('draft')];
  if (program !== undefined && draft === undefined) return findProgram(book, program);
  if (draft === undefined || program !== undefined) {
    const found = program === undefined ? 'is missing' : 'stands beside draft';
    throw new Problem(
      'invalid-request',
      `The part program ${found}: the id of the program by whose catalogue rows are read, or draft, of a draft.`,
    );
  }
  if (life === undefined) throw new Problem('unknown-draft', `There is no draft ${draft.slice(0, 100)}.`);
  return lived('unknown-draft', () => draftTimeline(life, draft));
}

function into({ fields }: Upload): Into {
  const [history, name] = [fields.get('history'), fields.get('name')];
  if (history !== undefined && name === undefined) return { history };
  if (name !== undefined && history === undefined) return { name };
  throw new Problem('invalid-request', 'Either history, the id of one, or name, of a new one, says where the rows go.');
}

function refusal(findings: readonly Finding[]): Problem {
  const shownFindings = findings.map(({ pointer, message, hint }) => ({ pointer, message, ...(hint !== undefined && { hint }) }));
  return new Problem('invalid-mapping', 'Nothing was imported; each finding says where in the mapping, and why.', shownFindings);
}

const shown = ({ id, history, name, state, read, accepted, known, rejected, error, createdAt, finishedAt }: StoredImport) => ({
  id,
  history,
  files: name,
  state,
  rows: { read, accepted, known, rejected },
  ...(error !== null && { error }),
  createdAt: createdAt.toISOString(),
  ...(finishedAt !== null && { finishedAt: finishedAt.toISOString() }),
});

async function* rejectLines(store: Store, id: string): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const { line, bytes, reason } of importRejects(store, id)) {
    let row: object;
    try {
      row = { row: utf8.decode(bytes) };
    } catch {
      row = { base64: Buffer.from(bytes).toString('base64') };
    }
    yield `${JSON.stringify({ line, reason, ...row })}\n`;
  }
}
