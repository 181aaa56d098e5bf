import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDraftThreads } from '../../server/lifecycle/draft-threads.ts';
import { openBook } from '../../server/lifecycle/open-book.ts';
import { access, testApp } from './support.ts';

interface Named {
  readonly $ref?: string;
  readonly examples?: readonly unknown[];
}

interface Operation {
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Named } } };
  readonly responses: Readonly<Record<string, { readonly content: { readonly 'application/json': { readonly schema: Named } } }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Named>> };
}

let document: Document;
beforeAll(async () => {
  const { store, trail } = access;
  const book = await openBook(store, { pollMs: 0 });
  const threads = openDraftThreads();
  const app = testApp({ book, life: { store, trail, book, threads, now: () => new Date() } });
  document = (await app.inject('/openapi.json')).json();
  return async () => {
    await app.close();
    await threads.close();
    await book.close();
  };
});

const operations = (): readonly (readonly [string, Operation])[] =>
  Object.entries(document.paths)
    .filter(([path]) => /^\/v1\/(?:drafts|submissions|programs\/\{id\}\/(?:timeline|versions|difference))/.test(path))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const));

const examplesOf = ({ $ref = '' }: Named): readonly unknown[] => document.components.schemas[$ref.split('/').at(-1) ?? '']?.examples ?? [];

describe('the description of a program’s life', () => {
  test('is valid OpenAPI', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test('has an example of every body, asked and answered', () => {
    expect(operations().length).toBeGreaterThan(20);
    for (const [name, { requestBody, responses }] of operations()) {
      const bodies = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      expect(bodies.length, name).toBeGreaterThan(0);
      for (const [, { content }] of bodies) expect(examplesOf(content['application/json'].schema), name).not.toEqual([]);
      if (requestBody !== undefined) expect(examplesOf(requestBody.content['application/json'].schema), name).not.toEqual([]);
    }
  });

  test('tells of the headers: a key for what is made, the revision for what is written over', () => {
    const headersOf = ({ parameters = [] }: Operation) => parameters.filter((each) => each.in === 'header').map(({ name }) => name);
    for (const [name, operation] of operations()) {
      const [method] = name.split(' ');
      if (method === 'post') expect([name, headersOf(operation)]).toEqual([name, ['idempotency-key']]);
      if (/^(?:put|delete) \/v1\/drafts/.test(name)) expect([name, headersOf(operation)]).toEqual([name, ['if-match']]);
    }
  });
});
