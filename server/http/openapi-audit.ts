/** The audit trail as it goes out. */
import { object, reference, type Schema } from './openapi-components.ts';

const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const SIGNATURE = {
  type: 'string',
  pattern: '^[\\w-]{86}$',
  description: 'Ed25519, base64url, of `dealwright audit head <entry> <hash>`.',
};
const NUMBER = { type: 'integer', minimum: 0, description: 'They have no gaps.' };

const headExample = {
  entry: 2,
  hash: '3b0c3c1a9f5f0a7c1f9a4f5e2b7d6c8e9f0a1b2c3d4e5f60718293a4b5c6d7e8',
  signature: 'YwTUF7YhMPSzyuC594OZ4CPhm5AUfJKdc8fAJTd6H0QG7vIHS-t0etnEU7fzgs0zdvjocXtAwiOvomlLLZuGDw',
};

const entryExample = {
  entry: 2,
  at: '2026-03-18T09:30:00.125Z',
  by: { kind: 'person', id: 'ada', name: 'Ada', key: '0f9a4f5e2b7d6c8e9f0a' },
  action: 'history-created',
  subject: { kind: 'history', id: '0195a2f0-7c1b-7d2a-9a41-5b8f3e6c2d10' },
  after: { name: 'Deals of 2025', currency: 'USD' },
  hash: headExample.hash,
  signature: headExample.signature,
};

export const auditComponents: Record<string, Schema> = {
  AuditHead: {
    ...object({
      entry: { ...NUMBER, description: 'Number of the last entry; 0: there is none yet.' },
      hash: { ...HASH, description: 'Covers that entry and all before it.' },
      signature: SIGNATURE,
      publicKey: { type: 'string', description: 'SPKI, PEM: by it anybody may check signatures, those of kept receipts too.' },
    }),
    examples: [
      {
        ...headExample,
        publicKey: '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9Ru5q+8EG4aQm2WgvtQGNdKRQ2M/AcLbn4QVh93yfmo=\n-----END PUBLIC KEY-----\n',
      },
    ],
  },
  AuditEntry: {
    ...object(
      {
        entry: NUMBER,
        at: { type: 'string', format: 'date-time' },
        by: {
          ...object(
            {
              kind: { type: 'string', enum: ['person', 'key', 'server'] },
              id: { type: 'string', description: 'Of the person; of a key that stands alone, its own.' },
              name: { type: 'string' },
              key: { type: 'string', description: 'Id of the key that it came with.' },
            },
            ['kind', 'id', 'name'],
          ),
          description: 'Who did it.',
        },
        action: { type: 'string', description: 'What was done.' },
        subject: { ...object({ kind: { type: 'string' }, id: { type: 'string' } }), description: 'What it was done to.' },
        before: { description: 'What was; missing: nothing. Large values are named by their hash, as `omitted`.' },
        after: { description: 'What is from then on; missing: nothing.' },
        hash: { ...HASH, description: 'Of this entry and all before it.' },
        signature: SIGNATURE,
      },
      ['entry', 'at', 'by', 'action', 'subject', 'hash', 'signature'],
    ),
    examples: [entryExample],
  },
  AuditPage: {
    ...object(
      {
        entries: { type: 'array', items: reference('AuditEntry'), description: 'The latest first.' },
        next: { type: 'string', description: 'Where the next page begins: its `after`. Missing: this is the last one.' },
      },
      ['entries'],
    ),
    examples: [{ entries: [entryExample], next: '2' }],
  },
};
