import { useDebouncedValue } from '@mantine/hooks';
import { IconChecklist } from '@tabler/icons-react';
import { useMemo } from 'react';
import { type DraftTests, useDraftTests } from '../../api/draft-tests.ts';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useDraft } from '../draft/use-draft.ts';
import styles from './tested.module.css';

/** After it was saved: whoever goes on writing needn't share the machine with scenarios. */
const PAUSE_MS = 1_500;

export interface Tested extends DraftTests {
  /** Of a revision before this one. */
  readonly isStale: boolean;
}

/** What the scenarios say of the draft, run again whenever it was saved; undefined as long as nobody knows. */
export function useTested(): Tested | undefined {
  const id = useDraft((state) => state.id);
  const saved = useDraft(({ revision }) => revision);
  const [revision] = useDebouncedValue(saved, PAUSE_MS);
  const { data, isPlaceholderData } = useDraftTests(id, revision, { keepsLast: true });
  const isStale = isPlaceholderData || revision !== saved;
  // the same while nothing of it changes: it is shown beside what is typed
  return useMemo(() => data && { ...data, isStale }, [data, isStale]);
}

/** How many scenarios pass, a click away from which. */
export function TestedMark({ tested: { passed, failed, isStale } }: { readonly tested: Tested }) {
  const id = useDraft((state) => state.id);
  if (passed + failed === 0) return null;
  return (
    <PageLink
      to={address('tests')}
      search={{ draft: id } as never}
      className={styles.mark}
      data-failed={failed > 0 || undefined}
      data-stale={isStale || undefined}
      title="Scenarios of the draft, run whenever it was saved"
    >
      <IconChecklist size={15} aria-hidden /> {failed > 0 ? `${failed} of ${passed + failed} fail` : `${passed} pass`}
    </PageLink>
  );
}
