import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>>;
}

type Judge = (method: string, url: string, answer: LightMyRequestResponse) => void;

const judges = new WeakMap<FastifyInstance, Promise<Judge>>();

/** Holds an answer to what the app's own description says of it: of that operation, with that status. */
export async function expectDescribed(app: FastifyInstance, line: string, answer: LightMyRequestResponse): Promise<void> {
  const judge = judges.get(app) ?? judgeOf(app);
  judges.set(app, judge);
  const [method = '', url = ''] = line.split(' ');
  (await judge)(method.toLowerCase(), url.split('?')[0] ?? '', answer);
}

async function judgeOf(app: FastifyInstance): Promise<Judge> {
  const document = (await app.inject('/openapi.json')).json<Described>();
  const ajv = ajvFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ ...document, $id: 'openapi' });
  const paths = Object.keys(document.paths).map((path) => [path, pathPattern(path)] as const);
  return (method, url, answer) => {
    // of a method that isn't answered nothing is said
    if (answer.statusCode === 405) return;
    const [path = ''] = paths.find(([, pattern]) => pattern.test(url)) ?? [];
    const responses = document.paths[path]?.[method]?.responses;
    const name = `${method} ${url} ${answer.statusCode}`;
    expect(responses, name).toBeDefined();
    if (answer.statusCode === 304) return;
    const status = answer.statusCode >= 400 ? 'default' : String(answer.statusCode);
    const type = String(answer.headers['content-type']).split(';')[0] ?? '';
    const place = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
    ajv.validate({ $ref: `openapi#/${place.map(escaped).join('/')}` }, answer.json());
    expect(ajv.errors, `${name} ${answer.body.slice(0, 2_000)}`).toBeNull();
  };
}

const pathPattern = (path: string): RegExp => new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
