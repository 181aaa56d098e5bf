import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, rememberToken } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';

export type Session = components['schemas']['Session'];

const KEY = ['session'];

/** Who is signed in; null: nobody. Asked again now and then, since sessions end. */
export function useSession() {
  return useQuery({
    queryKey: KEY,
    staleTime: 60_000,
    refetchInterval: 300_000,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        const session = await ask(api.GET('/v1/session', { signal }));
        rememberToken(session.csrfToken);
        return session;
      } catch (error) {
        if (isProblem(error, 'not-signed-in')) return null;
        throw error;
      }
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.DELETE('/v1/session')),
    onSuccess: () => {
      rememberToken(undefined);
      queries.setQueryData(KEY, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
    },
  });
}

/** What each role includes (server/access/roles). */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  designer: ['analyst', 'viewer'],
  analyst: ['viewer'],
  approver: ['viewer'],
  operator: ['viewer'],
  admin: ['viewer'],
};

/** Whether one of these roles is theirs. The server decides; this is so that nobody is offered what they may not do. */
export function hasRole(session: Session, ...roles: readonly string[]): boolean {
  const own = new Set(session.roles.flatMap((role) => [role, ...(INCLUDED[role] ?? [])]));
  return roles.some((role) => own.has(role));
}

/** The same, of whoever is signed in. */
export function useMay(...roles: readonly string[]): boolean {
  const { data } = useSession();
  return data != null && hasRole(data, ...roles);
}
