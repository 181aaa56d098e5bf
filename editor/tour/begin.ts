import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { usePrograms } from '../api/programs.ts';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { useBeginDraft } from '../write/draft/queries.ts';

/** What the address of a draft carries while it is shown around. */
export const TOUR = 'around';

/** Whether somebody was shown around, or wanted not to be; kept in the browser. */
export const useWasShown = () => useLocalStorage({ key: 'dealwright-shown-around', defaultValue: false, getInitialValueInEffect: false });

/** Begins a draft of what is in force, to be tried freely, and goes there. Undefined: there is nothing to show. */
export function useBeginTour(): { readonly begin: () => void; readonly isPending: boolean; readonly error: unknown } | undefined {
  const navigate = useNavigate();
  const beginning = useBeginDraft();
  const [program] = useChosenProgram();
  const { data: programs } = usePrograms();
  const version = programs?.find(({ id }) => id === program)?.versions.at(-1)?.hash;
  if (program === undefined || version === undefined) return undefined;
  const begin = (): void =>
    beginning.mutate(
      { program, name: 'A first look', from: { version } },
      {
        onSuccess: ({ id }) =>
          void navigate({ to: address('draft', { program, draft: id }), search: { view: 'numbers', tour: TOUR } as never }),
      },
    );
  return { begin, isPending: beginning.isPending, error: beginning.error };
}
