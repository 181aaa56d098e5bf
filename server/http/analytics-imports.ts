import { rm } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { type Analytics, renewed } from '../analytics/analytics.ts';
import { readyImport, tellFiles } from '../analytics/import.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { ImportStopped } from '../history/import/limits.ts';
import { readMapping } from '../history/import/read-mapping.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { changing, IDEMPOTENCY_KEY } from './changing.ts';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';
import { findProgram, ID_PARAMETER } from './programs.ts';
import { resource } from './resource.ts';
import { idOf } from './stored.ts';
import { receive } from './uploads.ts';

/** What the vendor's other systems know: opportunities, investments and the like, as files of rows. */
export function analyticsImportRoutes(app: FastifyInstance, book: ProgramBook, analytics: Analytics, limits: Limits): void {
  resource(app, '/v1/analytics/programs/:id/imports', {
    POST: {
      access: ['operator'],
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: {
        operationId: 'tellAnalytics',
        tags: ['analytics'],
        summary: 'Import opportunities, actions, investments, integration uses, renewals, departures and changes of tier, by a mapping',
        description:
          'multipart/form-data with the parts `mapping` (JSON, with `records`) and the files, each under the name that the mapping has for it. A record that was told before is what it is told now. All that is accepted is kept, or nothing; figures are reckoned anew before it is answered.',
        consumes: ['multipart/form-data'],
        params: ID_PARAMETER,
        headers: IDEMPOTENCY_KEY,
        response: { 200: { description: 'What came of the rows', $ref: '#/components/schemas/Told' } },
      },
      handler: async (request, reply) => {
        const timeline = findProgram(book, idOf(request));
        const upload = await receive(request, limits, request.headers['idempotency-key'] !== undefined);
        try {
          const [mapping, ...others] = [upload.fields.get('mapping'), ...[...upload.fields.keys()].filter((name) => name !== 'mapping')];
          if (others.length > 0)
            throw new Problem('invalid-request', `There is no part ${JSON.stringify(String(others[0]).slice(0, 80))}; there is mapping.`);
          if (mapping === undefined)
            throw new Problem('invalid-request', 'The part mapping is missing: JSON that says how columns become records.');
          const read = readMapping('mapping', mapping);
          if (!read.ok) throw refusal(read.diagnostics);
          const ready = await readyImport(read.mapping, upload.folder, timeline);
          if (!ready.ok) throw refusal(ready.findings);
          return await changing(analytics.store, request, reply, {
            asked: [[...upload.fields], upload.files, upload.hashes],
            patient: true,
            work: (tx) => stopped(() => tellFiles(analytics, tx, request.principal, timeline.id, ready.plan)),
            answer: (body) => ({ body }),
            after: async () => void (await renewed(analytics, timeline)),
          });
        } finally {
          await rm(upload.folder, { recursive: true, force: true });
        }
      },
    },
  });
}

function refusal(findings: readonly Finding[]): Problem {
  const shown = findings.map(({ pointer, message, hint }) => ({ pointer, message, ...(hint !== undefined && { hint }) }));
  return new Problem('invalid-mapping', 'Nothing was imported; each finding says where in the mapping, and why.', shown);
}

async function stopped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ImportStopped ? new Problem('invalid-mapping', `Nothing was imported: ${error.message}`) : error;
  }
}
