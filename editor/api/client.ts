import createClient, { type Middleware } from 'openapi-fetch';
import { type Problem, ProblemError, unreachable } from './problem.ts';
import type { paths } from './schema.gen.ts';

/** Requests that change nothing need no token. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

let csrfToken: string | undefined;

/** Of the session; every change carries it, so that no other site changes anything in a person's name. */
export function rememberToken(token: string | undefined): void {
  csrfToken = token;
}

const withToken: Middleware = {
  onRequest: ({ request }) => {
    if (!SAFE.has(request.method) && csrfToken !== undefined) request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
};

/** The server's interface, typed from its own description. */
export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(withToken);

/** The types of what goes in and out, by the names of the description. */
export type { components } from './schema.gen.ts';

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

interface Answered<T> {
  readonly data: T;
  /** Of the answer, for If-Match. */
  readonly etag: string | undefined;
}

/** What was answered, with its ETag; throws a ProblemError where it is one. */
export async function askTagged<T>(asked: Promise<Answer<T>>): Promise<Answered<NonNullable<T>>> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw unreachable(cause);
  });
  if (!response.ok) throw new ProblemError(problemOf(error, response));
  return { data: data as NonNullable<T>, etag: response.headers.get('etag') ?? undefined };
}

/** The same, without the tag: `ask(api.GET('/v1/programs'))`. */
export const ask = async <T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> => (await askTagged(asked)).data;

function problemOf(error: unknown, response: Response): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as Problem;
  return {
    type: 'about:blank',
    code: 'internal-error',
    status: response.status,
    title: 'The answer can not be read',
    detail: `The server, or something before it, answered ${response.status}.`,
    findings: [],
  };
}

/** For `params: { header: ifMatch(revision) }`. */
export const ifMatch = (revision: number): { readonly 'if-match': string } => ({ 'if-match': `"${revision}"` });

/** A change that is sent again under the same key happens once. Make one for each intention of the person. */
export const newIntention = (): { readonly 'idempotency-key': string } => ({ 'idempotency-key': crypto.randomUUID() });
