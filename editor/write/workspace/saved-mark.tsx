import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconLock } from '@tabler/icons-react';
import { messageOf } from '../../api/problem.ts';
import { useFormats } from '../../ui/formats.ts';
import { useDraft } from '../draft/use-draft.ts';
import styles from './draft-bar.module.css';

/** Whether what stands on the screen is kept. */
export function SavedMark({ save }: { readonly save: () => Promise<void> }) {
  const saved = useDraft((state) => state.saved);
  const isReadOnly = useDraft((state) => state.isReadOnly);
  const { time } = useFormats();
  if (isReadOnly)
    return (
      <span className={styles.mark}>
        <IconLock size={13} aria-hidden /> Read only
      </span>
    );
  return (
    <span
      className={styles.mark}
      role="status"
      data-kind={saved.kind}
      title={saved.kind === 'saved' ? `Saved ${time(saved.at)}` : undefined}
    >
      {saved.kind === 'saved' && (
        <>
          <IconCheck size={13} aria-hidden /> Saved
        </>
      )}
      {saved.kind === 'unsaved' && 'Not saved yet'}
      {saved.kind === 'saving' && (
        <>
          <Loader size={11} color="gray" aria-hidden /> Saving…
        </>
      )}
      {saved.kind === 'conflict' && (
        <>
          <IconAlertTriangle size={13} aria-hidden /> Changed by somebody else
        </>
      )}
      {saved.kind === 'failed' && (
        <>
          <IconAlertTriangle size={13} aria-hidden /> Not saved: {messageOf(saved.error).title.toLowerCase()}
          <Button size="compact-xs" variant="default" onClick={() => void save()}>
            Save now
          </Button>
        </>
      )}
    </span>
  );
}
