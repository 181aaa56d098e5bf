import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import { backupToFile } from '../store/backup/backup-file.ts';
import { auditHead } from './audit-head.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';

const TYPE = 'application/gzip';

export function backupRoutes(app: FastifyInstance, access: Access): void {
  let isUnderWay = false;
  resource(app, '/v1/backup', {
    GET: {
      access: ['admin'],
      schema: {
        operationId: 'backup',
        tags: ['service'],
        summary: 'All that is kept, as it stands at one moment, as one file',
        description:
          'As `dealwright backup` writes it; `dealwright restore` brings it back. The keys of the server are not in it. It is made whole before it is sent. With the embedded store others wait meanwhile: about 4 seconds for 100,000 activities. One is made at a time, and the audit trail says who took it.',
        response: { 200: { description: 'The file', content: { [TYPE]: { schema: { type: 'string', format: 'binary' } } } } },
      },
      handler: async (request, reply) => {
        if (request.method === 'HEAD') return reply.type(TYPE).send();
        if (isUnderWay) throw new Problem('limit-reached', 'Another backup is being made; ask again when it is done.');
        isUnderWay = true;
        try {
          return await sendBackup(access, request, reply);
        } finally {
          isUnderWay = false;
        }
      },
    },
  });
}

/** Whoever downloads slowly doesn't keep the database waiting: it goes through a file. */
async function sendBackup({ store, trail, now }: Access, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-download-'));
  const remove = (): void => void rm(folder, { recursive: true, force: true }).catch((error: unknown) => request.log.error(error));
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  reply.raw.once('close', leave);
  try {
    const path = join(folder, 'backup');
    // before it is made, so that the backup has the entry: what is restored from it is the whole trail, nothing of it removed
    const subject = { kind: 'store', id: store.kind };
    const head = await store.transaction((tx) => trail.record(tx, request.principal, { action: 'backup-begun', subject }));
    const { bytes } = await backupToFile(store, path, gone.signal);
    const file = createReadStream(path);
    file.once('close', remove);
    return auditHead(reply, head)
      .type(TYPE)
      .header('content-length', bytes)
      .header('content-disposition', `attachment; filename="dealwright-${now().toISOString().slice(0, 10)}.backup"`)
      .header('cache-control', 'no-store')
      .send(file);
  } catch (error) {
    remove();
    throw error;
  } finally {
    reply.raw.off('close', leave);
  }
}
