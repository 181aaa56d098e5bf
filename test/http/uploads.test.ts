import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerErrors } from '../../server/http/errors.ts';
import { DEFAULT_LIMITS } from '../../server/http/limits.ts';
import { multipartLimits, receive } from '../../server/http/uploads.ts';
import { problemOf } from './support.ts';

const TYPE = 'multipart/form-data; boundary=bound';
const END = '--bound--\r\n';
const field = (name: string, value: string): string => `--bound\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, value: string): string =>
  `--bound\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${value}\r\n`;

let folder = '';
let app: FastifyInstance;
const failures: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dealwright-test-'));
  vi.stubEnv('TMPDIR', folder);
  failures.length = 0;
  app = fastify();
  answerErrors(app);
  app.register(multipart, { limits: multipartLimits(DEFAULT_LIMITS) });
  app.post('/', async (request) => {
    try {
      const { fields, files, hashes, folder: own } = await receive(request, DEFAULT_LIMITS, true);
      await rm(own, { recursive: true });
      return { fields: Object.fromEntries(fields), files, hashes };
    } catch (error) {
      failures.push(error);
      throw error;
    }
  });
});

afterEach(async () => {
  await app.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const send = (payload: string, type = TYPE) => app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': type } });

test.each([
  ['without a boundary', field('a', '1') + END, 'multipart/form-data', 'invalid-request'],
  ['with other boundaries than it says', 'hello', TYPE, 'invalid-request'],
  ['cut off in a file', file('a.csv', 'x,y').slice(0, -5), TYPE, 'invalid-request'],
  ['with a part called __proto__', field('__proto__', '1') + END, TYPE, 'invalid-request'],
  [
    'with bytes that have no name',
    `--bound\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n${END}`,
    TYPE,
    'invalid-request',
  ],
  ['with a name longer than file systems have', file('é'.repeat(190), 'x') + END, TYPE, 'invalid-request'],
  ['of too many files', Array.from({ length: 21 }, (_, n) => file(`f${n}`, 'x')).join('') + END, TYPE, 'body-too-large'],
  ['of too many parts', Array.from({ length: 1000 }, (_, n) => field(`f${n}`, 'x')).join('') + END, TYPE, 'body-too-large'],
] as const)('an upload %s is the sender’s to mend, and leaves nothing behind', async (_what, payload, type, code) => {
  problemOf(await send(payload, type), code);
  expect(await readdir(folder)).toEqual([]);
});

test('a part without a name has the empty one', async () => {
  const answer = await send(`--bound\r\nContent-Disposition: form-data\r\n\r\nx\r\n${END}`);
  expect(answer.json()).toEqual({ fields: { '': 'x' }, files: [], hashes: [] });
});

test('a mapping is a text, also where it comes as a file', async () => {
  const mapping = (value: string) => file('mapping.json', value).replace('name="file"', 'name="mapping"');
  const answer = await send(`${mapping('\ufeff{"é": 1}')}${file('a.csv', 'x')}${END}`);
  expect(answer.json()).toMatchObject({ fields: { mapping: '{"é": 1}' }, files: ['a.csv'] });
  problemOf(await send(`${mapping('x'.repeat(1_048_577))}${END}`), 'body-too-large');
  expect(await readdir(folder)).toEqual([]);
});

test('who hangs up midway leaves nothing behind, and is no failure of the server', async () => {
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const body = file('a.csv', 'x'.repeat(100_000));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${TYPE}\r\nContent-Length: ${body.length + 100}\r\n\r\n${body.slice(0, -100)}`);
  await vi.waitFor(async () => expect(await readdir(folder)).toHaveLength(1), 10_000);
  socket.destroy();
  await vi.waitFor(() => expect(failures).toHaveLength(1), 10_000);
  expect(failures[0]).toMatchObject({ name: 'Problem', code: 'invalid-request' });
  expect(await readdir(folder)).toEqual([]);
});
