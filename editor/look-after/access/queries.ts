import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, type newIntention } from '../../api/client.ts';
import { PAGE_LIMIT, usePages } from '../../ui/paged.tsx';

type Schemas = components['schemas'];
export type Person = Schemas['Person'];
export type Key = Schemas['Key'];
export type NewKey = Schemas['NewKey'];
export type PersonChange = Schemas['PersonChange'];
export type NewPerson = Schemas['NewPerson'];
type Intention = { readonly intention: ReturnType<typeof newIntention> };

export const usePeople = (isEnabled: boolean) =>
  usePages<Person>(
    ['people', 'list'],
    async (after, signal) => {
      const { people, next } = await ask(api.GET('/v1/people', { params: { query: { limit: PAGE_LIMIT, ...after } }, signal }));
      return { rows: people, next };
    },
    isEnabled,
  );

export const useKeys = () =>
  usePages<Key>(['keys', 'list'], async (after, signal) => {
    const { keys, next } = await ask(api.GET('/v1/keys', { params: { query: { limit: PAGE_LIMIT, ...after } }, signal }));
    return { rows: keys, next };
  });

/** A change after which the list of that name is stale. */
function useChange<I, O>(key: string, change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: [key] }) });
}

export const useAddPerson = () =>
  useChange('people', ({ intention, ...body }: NewPerson & Intention) =>
    ask(api.POST('/v1/people', { params: { header: intention }, body })),
  );

export const useChangePerson = (id: string) =>
  useChange('people', (body: PersonChange) => ask(api.PATCH('/v1/people/{id}', { params: { path: { id } }, body })));

export const useMakeKey = () =>
  useChange('keys', ({ intention, ...body }: NewKey & Intention) => ask(api.POST('/v1/keys', { params: { header: intention }, body })));

export const useRevokeKey = () => useChange('keys', (id: string) => ask(api.DELETE('/v1/keys/{id}', { params: { path: { id } } })));
