import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect, onTestFinished } from 'vitest';
import type { Access } from '../../server/access/access.ts';
import { accessOf, type Holder, headersOf, holderOf } from '../support/access.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { BATCH, EVALUATE, quote, testApp } from './support.ts';
import { whatIfOfTest } from './what-if-support.ts';

export const DAY_MS = 86_400_000;

export interface Served {
  readonly app: FastifyInstance;
  readonly access: Access;
  readonly admin: Holder;
  /** Puts the clock on. */
  readonly pass: (ms: number) => void;
  /** Asks as somebody. */
  readonly ask: (who: { readonly headers: Holder['headers'] }, options: string | InjectOptions) => Promise<LightMyRequestResponse>;
}

export async function served(database: TestDatabase): Promise<Served> {
  const store = await emptyStore(database);
  let passed = 0;
  const access = await accessOf(store, () => new Date(Date.now() + passed));
  const app = testApp({ access, whatIf: await whatIfOfTest(access) });
  onTestFinished(() => app.close());
  return {
    app,
    access,
    admin: await holderOf(access, { roles: ['admin'], name: 'Grace' }),
    pass: (ms) => {
      passed += ms;
    },
    ask: ({ headers }, options) => app.inject({ ...(typeof options === 'string' ? { url: options } : options), headers }),
  };
}

export const making = (payload: object): InjectOptions => ({ method: 'POST', url: '/v1/keys', payload });
export const adding = (payload: object): InjectOptions => ({ method: 'POST', url: '/v1/people', payload });
export const patching = (id: string, payload: object): InjectOptions => ({ method: 'PATCH', url: `/v1/people/${id}`, payload });
export const quoting = (url = EVALUATE): InjectOptions => ({
  method: 'POST',
  url,
  payload: url === BATCH ? { quotes: [quote()] } : quote(),
});

/** A key that was made, ready to be asked with. */
export function made(response: LightMyRequestResponse): Holder {
  expect(response.statusCode).toBe(201);
  const { id, key } = response.json<{ readonly id: string; readonly key: string }>();
  return { id, key, headers: headersOf(key) };
}
