import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baseCatalogue } from '../../server/engine/facts/schema-catalogue.ts';
import { PROBLEMS } from '../../server/http/problem.ts';
import { BATCH, deal, post, quote, testApp } from './support.ts';

const app = testApp();
/** Operations that are registered, as the description names them. */
const routes: string[] = [];
app.addHook('onRoute', ({ method, url, schema }) => {
  if (schema?.hide === true || method === 'HEAD') return;
  for (const each of [method].flat()) routes.push(`${each.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
});
afterAll(() => app.close());

interface Operation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly description?: string; readonly examples?: readonly unknown[] }>>;
  };
}

let document: Document;
const ajv = ajvFormats.default(new Ajv2020({ strict: false, allErrors: true }));

beforeAll(async () => {
  document = (await app.inject('/openapi.json')).json();
  ajv.addSchema({ ...document, $id: 'openapi' });
});

const recorded = [...baseCatalogue.kinds.values()].filter(({ generated }) => !generated);

/** What the component says against the value; null: nothing. */
function faults(component: string, value: unknown) {
  ajv.validate({ $ref: `openapi#/components/schemas/${component}` }, value);
  return ajv.errors ?? null;
}

describe('/openapi.json', () => {
  test('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const { valid, errors } = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test('has every route, each with a summary and a described answer', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
    // what is hidden is no part of the interface; the description shows none that isn't there
    expect(operations.map(([name]) => name).toSorted()).toEqual(routes.toSorted());
    for (const [name, { summary, operationId, responses }] of operations) {
      expect(summary, name).toBeTruthy();
      expect(operationId, name).toBeTruthy();
      const [answer = '', ...others] = Object.keys(responses).filter((status) => status !== 'default');
      expect(answer, name).toMatch(/^20[0-4]$/);
      expect(
        others.filter((status) => !/^(?:20[0-4]|30[0-4])$/.test(status)),
        name,
      ).toEqual([]);
      expect(responses[answer]?.description, name).not.toBe('Default Response');
    }
  });

  test('every reference leads somewhere', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty([name]);
  });

  test('every kind of activity has its component', () => {
    for (const { name, description } of recorded)
      expect(document.components.schemas[`Activity.${name}`]).toMatchObject({ title: name, description });
  });

  test('a kind shows the facts that it carries, and fields of other kinds have no place in it', () => {
    const activity = { id: 'a', occurredOn: '2026-01-01', partner: 'p', partnerType: 'reseller' };
    const closed = { ...activity, kind: 'deal-closed', facts: { 'deal.amount': '1.00' } };
    const claimed = { ...activity, kind: 'mdf-claim', facts: { 'mdf.id': 'm', 'mdf.cost': '1.00' } };
    const items = [{ 'item.product': 'harbor' }];
    const judged: readonly (readonly [activity: object, fits: boolean])[] = [
      [{ ...closed, items }, true],
      [{ ...closed, facts: { 'deal.amount': 1 } }, false],
      [{ ...closed, facts: {} }, false],
      [{ ...closed, items: [{ 'item.quantity': '1' }] }, false],
      [{ ...closed, terms: {} }, false],
      [claimed, true],
      [{ ...claimed, items }, false],
    ];
    for (const [value, fits] of judged) expect([value, faults('Activity', value) === null]).toEqual([value, fits]);
    for (const { name, facts } of recorded) {
      const shown = JSON.stringify(document.components.schemas[`Activity.${name}`]);
      for (const fact of facts) expect(shown).toContain(`"${fact}":`);
    }
  });

  test('lists every problem code', () => {
    for (const code of Object.keys(PROBLEMS)) expect(document.info.description).toContain(`\`${code}\``);
  });

  test('examples are what their components say', () => {
    const shown = Object.entries(document.components.schemas).flatMap(([name, { examples = [] }]) => examples.map((each) => [name, each]));
    const named = new Set(shown.map(([name]) => name));
    for (const needed of ['QuoteRequest', 'QuoteBatchRequest', 'NewPerson', 'PersonChange', 'NewKey', 'MadeKey', 'Person', 'KeyPage'])
      expect(named).toContain(needed);
    for (const [name, example] of shown) expect([name, faults(String(name), example)]).toEqual([name, null]);
  });

  test('says of questions what the app says of them', async () => {
    const judged: readonly (readonly [body: object, fits: boolean])[] = [
      [quote(), true],
      [quote({ explain: 'sentences', earlier: [deal('e', '2026-01-02', '5.00')] }), true],
      [quote({ explain: 'fully' }), false],
      [quote({ dryRun: true }), false],
      [quote({ activity: deal('d1', '2026-03-02', 600) }), false],
      [quote({ activity: deal('d1', '2026-03-02', '1.00', { facts: {} }) }), false],
      [quote({ activity: deal('d1', '2026-03-02', '1.00', { kind: 'deal-lost' }) }), false],
      [quote({ activity: deal('d1', '2026-03-02', '1.00', { note: 'x' }) }), false],
      [quote({ partner: { id: 'acme' } }), false],
    ];
    for (const [body, fits] of judged) {
      expect([body, faults('QuoteRequest', body) === null]).toEqual([body, fits]);
      expect([body, (await post(app, body)).statusCode === 200]).toEqual([body, fits]);
    }
  });

  test('answers are what it says of them', async () => {
    const earlier = [deal('e1', '2026-01-10', '4000.00')];
    const activity = deal('d1', '2026-08-01', '600.00');
    expect(faults('Health', (await app.inject('/health')).json())).toBeNull();
    expect(faults('ProgramList', (await app.inject('/v1/programs')).json())).toBeNull();
    expect(faults('ProgramVersions', (await app.inject('/v1/programs/small')).json())).toBeNull();
    expect(faults('Quote', (await post(app, quote())).json())).toBeNull();
    expect(faults('Quote', (await post(app, quote({ earlier, activity, explain: 'sentences' }))).json())).toBeNull();
    expect(faults('QuoteBatch', (await post(app, { quotes: [quote(), {}] }, BATCH)).json())).toBeNull();
    expect(faults('Problem', (await post(app, quote({ dryRun: true }))).json())).toBeNull();
  });
});

describe('/docs', () => {
  test('is a page of its own scripts and styles, all of them there', async () => {
    const page = await app.inject('/docs/');
    expect(page.headers['content-type']).toContain('text/html');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).toMatch(/^\.\/static\//);
      expect((await app.inject(`/docs/${part.slice(2)}`)).statusCode).toBe(200);
    }
    expect((await app.inject('/docs/json')).json()).toEqual(document);
  });
});
