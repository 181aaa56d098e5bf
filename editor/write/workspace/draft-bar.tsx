import { ActionIcon, Button, Group, SegmentedControl, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconLayoutSidebarRight } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { memo, useCallback, useMemo } from 'react';
import { address } from '../../app/addresses.ts';
import { useCommands } from '../../app/commands.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useDraft, useDraftStore } from '../draft/use-draft.ts';
import type { Finding } from '../findings.ts';
import styles from './draft-bar.module.css';
import { DraftMenu } from './draft-menu.tsx';
import { DraftName } from './draft-name.tsx';
import { Problems } from './problems.tsx';
import { SavedMark } from './saved-mark.tsx';
import { type Tested, TestedMark } from './tested.tsx';
import { VIEWS, type View } from './use-place.ts';

interface Props {
  readonly view: View;
  readonly setView: (view: View) => void;
  readonly onFinding: (finding: Finding) => void;
  readonly showsLive: boolean;
  readonly setShowsLive: (shows: boolean) => void;
  readonly save: () => Promise<void>;
  readonly tested: Tested | undefined;
}

const LABELS: Readonly<Record<View, string>> = { form: 'Form', text: 'Text', both: 'Both', numbers: 'Numbers' };

export const DraftBar = memo(function DraftBar({ view, setView, onFinding, showsLive, setShowsLive, save, tested }: Props) {
  const store = useDraftStore();
  const { id, program } = store.get();
  const isReadOnly = useDraft((state) => state.isReadOnly);
  const canUndo = useDraft((state) => state.canUndo);
  const canRedo = useDraft((state) => state.canRedo);
  const navigate = useNavigate();
  const submit = useCallback(async (): Promise<void> => {
    await save();
    if (store.get().saved.kind === 'saved') await navigate({ to: address('submissions'), search: { draft: id } as never });
  }, [save, store, navigate, id]);
  useCommands(
    useMemo(
      () => [
        ...VIEWS.map((each) => ({ id: `view ${each}`, label: `Show as ${LABELS[each].toLowerCase()}`, onClick: () => setView(each) })),
        { id: 'save', label: 'Save the draft now', onClick: () => void save() },
        { id: 'undo', label: 'Undo', onClick: () => store.undo() },
        { id: 'redo', label: 'Redo', onClick: () => store.redo() },
        ...(isReadOnly ? [] : [{ id: 'submit', label: 'Submit the draft…', onClick: () => void submit() }]),
        { id: 'live', label: 'Show or hide the effect', onClick: () => setShowsLive(!showsLive) },
      ],
      [setView, save, store, showsLive, setShowsLive, isReadOnly, submit],
    ),
  );
  return (
    <header className={styles.bar}>
      <div className={styles.title}>
        <PageLink to={address('program', { program })} size="xs" c="dimmed">
          Drafts
        </PageLink>
        <span className={styles.slash} aria-hidden>
          /
        </span>
        <DraftName />
        <SavedMark save={save} />
      </div>
      <Group gap={6} className={styles.tools ?? ''}>
        <Problems onFinding={onFinding} />
        {tested !== undefined && <TestedMark tested={tested} />}
        {!isReadOnly && (
          <Group gap={0} wrap="nowrap">
            <Tooltip label="Undo">
              <ActionIcon aria-label="Undo" disabled={!canUndo} onClick={() => store.undo()}>
                <IconArrowBackUp size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Redo">
              <ActionIcon aria-label="Redo" disabled={!canRedo} onClick={() => store.redo()}>
                <IconArrowForwardUp size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
        <SegmentedControl
          aria-label="How it is shown"
          value={view}
          onChange={(next) => setView(next as View)}
          data={VIEWS.map((each) => ({ value: each, label: LABELS[each] }))}
        />
        <Tooltip label={showsLive ? 'Hide the effect' : 'Show the effect'}>
          <ActionIcon
            aria-label="The effect, beside it"
            aria-pressed={showsLive}
            variant={showsLive ? 'light' : 'subtle'}
            onClick={() => setShowsLive(!showsLive)}
            visibleFrom="md"
          >
            <IconLayoutSidebarRight size={16} />
          </ActionIcon>
        </Tooltip>
        {!isReadOnly && (
          <Button data-tour="submit" onClick={() => void submit()}>
            Submit…
          </Button>
        )}
        <DraftMenu />
      </Group>
    </header>
  );
});
