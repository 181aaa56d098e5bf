/** What is kept, as HTTP asks for it: pages, and what the store can't do told as problems. */
import { StoreError } from '../store/errors.ts';
import type { Page } from '../store/histories.ts';
import { Problem, type ProblemCode } from './problem.ts';

/** Does something with the store. `unknown`: what it is when nothing has the id. */
export async function kept<T>(unknown: ProblemCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    switch (error.code) {
      case 'not-found':
        throw new Problem(unknown, error.message);
      case 'limit':
        throw new Problem('limit-reached', error.message);
      case 'refused':
        throw new Problem('invalid-request', error.message);
      case 'changed':
        throw new Problem('wrong-state', error.message);
      case 'taken':
        throw new Problem('held-by-another', `${error.message} Ask again.`);
      default:
        throw error;
    }
  }
}

export const PAGE_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: { type: 'string', pattern: '^(?:[1-9]\\d?|1\\d\\d|200)$', description: 'How many at most, 1 to 200. Missing: 50.' },
    after: { type: 'string', maxLength: 100, description: '`next` of the page before.' },
  },
} as const;

export interface PageQuery {
  readonly limit?: string;
  readonly after?: string;
}

export const pageOptions = ({ limit, after }: PageQuery): { readonly limit?: number; readonly after?: string } => ({
  ...(limit !== undefined && { limit: Number(limit) }),
  ...(after !== undefined && { after }),
});

export const pageOf = <T, S>(name: string, { items, next }: Page<T>, show: (item: T) => S): object => ({
  [name]: items.map(show),
  ...(next !== undefined && { next }),
});

/** An id in an address. */
export const idParameter = (description: string) =>
  ({
    type: 'object',
    additionalProperties: false,
    required: ['id'],
    properties: { id: { type: 'string', minLength: 1, maxLength: 100, description } },
  }) as const;

export const idOf = (request: { readonly params: unknown }): string => (request.params as { readonly id: string }).id;
