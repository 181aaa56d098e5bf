import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** How the middle shows a part. */
export const VIEWS = ['form', 'text', 'both', 'numbers'] as const;
export type View = (typeof VIEWS)[number];

interface Place {
  readonly part: string | undefined;
  readonly view: View;
  readonly go: (to: { readonly part?: string; readonly view?: View }) => void;
}

/** Where in the draft one is: in the address, so that it can be shared and gone back to. */
export function usePlace(): Place {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const view = VIEWS.find((each) => each === search.view) ?? 'form';
  const part = typeof search.part === 'string' ? search.part : undefined;
  const go = useCallback<Place['go']>(
    (to) =>
      void navigate({
        to: '.',
        search: ((before: Readonly<Record<string, unknown>>) => ({ ...before, ...to })) as never,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return { part, view, go };
}
