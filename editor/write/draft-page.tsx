import { useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { isProblem } from '../api/problem.ts';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { Tour } from '../tour/tour.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { type Draft, type DraftStore, openDraftStore } from './draft/draft-store.ts';
import { useOpenedDraft } from './draft/queries.ts';
import { saveByItself } from './draft/saving.ts';
import { DraftProvider } from './draft/use-draft.ts';
import { Workspace } from './workspace/workspace.tsx';

/** A draft, to be written. */
export function DraftPage() {
  const { program = '', draft = '' } = useParams({ strict: false });
  const [, choose] = useChosenProgram();
  useEffect(() => choose(program), [program, choose]);
  const { data, error, refetch } = useOpenedDraft(draft);
  if (data !== undefined) return <Opened key={data.id} draft={data} />;
  if (isProblem(error, 'unknown-draft'))
    return (
      <EmptyState title="There is no such draft" action={<PageLink to={address('program', { program })}>Drafts of the program</PageLink>}>
        The link may have been cut short.
      </EmptyState>
    );
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} />;
  return <Loading what="the draft" />;
}

function Opened({ draft }: { readonly draft: Draft }) {
  const mayWrite = useMay('designer');
  const kept = useRef<DraftStore>(undefined);
  kept.current ??= openDraftStore(draft, !mayWrite);
  const store = kept.current;
  const save = useRef<() => Promise<void>>(undefined);
  useEffect(() => {
    const saving = saveByItself(store);
    save.current = saving.now;
    return saving.stop;
  }, [store]);
  const saveNow = useCallback(() => save.current?.() ?? Promise.resolve(), []);
  return (
    <DraftProvider value={store}>
      <Workspace save={saveNow} />
      <Tour />
    </DraftProvider>
  );
}
