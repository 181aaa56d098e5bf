import { randomBytes } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSignIn } from '../../server/access/sign-in.ts';
import { access, testApp } from './support.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, object>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>> };
}

const app = testApp({ signIn: openSignIn(access, { way: 'owner' }, randomBytes(32)) });
const ajv = ajvFormats.default(new Ajv2020({ strict: false, allErrors: true }));
let document: Document;
beforeAll(async () => {
  document = (await app.inject('/openapi.json')).json();
  ajv.addSchema({ ...document, $id: 'openapi' });
});
afterAll(() => app.close());

function faults(component: string, value: unknown) {
  ajv.validate({ $ref: `openapi#/components/schemas/${component}` }, value);
  return ajv.errors ?? null;
}

describe('/openapi.json of a server where people sign in', () => {
  test('is valid, and has the ways in and out', async () => {
    const { errors } = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(errors).toBeUndefined();
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security, responses }]) => [
        `${method} ${path}`,
        security.length > 0,
        Object.keys(responses),
      ]),
    );
    expect(operations.filter(([name]) => /sign-in|session/.test(String(name)))).toEqual([
      ['get /v1/session', true, ['200', 'default']],
      ['delete /v1/session', true, ['204', 'default']],
      ['get /v1/sign-in', false, ['200', 'default']],
      ['get /v1/sign-in/oidc', false, ['302', 'default']],
      ['get /v1/sign-in/callback', false, ['302', 'default']],
      ['get /sign-in/once', false, ['302', 'default']],
    ]);
  });

  test('its examples and the answers are what it says', async () => {
    for (const component of ['Session', 'SignInWays']) {
      const { examples = [] } = document.components.schemas[component] ?? {};
      expect(examples).not.toEqual([]);
      for (const example of examples) expect(faults(component, example)).toBeNull();
    }
    const session = (await app.inject('/v1/session')).json();
    expect(session).toMatchObject({ kind: 'key', id: 'local', key: expect.any(String) });
    expect(faults('Session', session)).toBeNull();
    expect(faults('SignInWays', (await app.inject('/v1/sign-in')).json())).toBeNull();
  });
});
