import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, test } from 'vitest';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { access, testApp } from './support.ts';

interface Named {
  readonly $ref?: string;
}
type Bodies = Readonly<Record<string, { readonly schema: Named }>>;

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Bodies };
  readonly responses: Readonly<Record<string, { readonly content: Bodies }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>> };
}

let document: Document;
beforeAll(async () => {
  const { store, trail } = access;
  const app = testApp({ ledger: { store, trail, book: fixedBook([]), now: () => new Date() } });
  document = (await app.inject('/openapi.json')).json();
  return () => app.close();
});

const operations = (): readonly (readonly [string, Operation])[] =>
  Object.entries(document.paths)
    .filter(([path]) => /^\/v1\/(?:ledger|adjustments|disputes|payouts|statements|journal)/.test(path))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const));

describe('the description of the ledger', () => {
  test('is valid OpenAPI', async () => {
    const { errors } = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(errors).toBeUndefined();
  });

  test('has an example of every body, asked and answered', () => {
    const examplesOf = ({ $ref = '' }: Named) => document.components.schemas[$ref.split('/').at(-1) ?? '']?.examples ?? [];
    expect(operations().length).toBeGreaterThan(20);
    for (const [name, { requestBody, responses }] of operations()) {
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      for (const content of [requestBody?.content, ...answers.map(([, { content }]) => content)]) {
        const json = content?.['application/json'];
        if (json !== undefined) expect(examplesOf(json.schema), name).not.toEqual([]);
      }
    }
  });

  test('takes an idempotency key wherever something is made', () => {
    for (const [name, { parameters = [] }] of operations())
      if (name.startsWith('post'))
        expect([name, parameters.map((each) => each.name)]).toEqual([name, expect.arrayContaining(['idempotency-key'])]);
  });
});
