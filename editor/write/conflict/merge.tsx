import { Badge, Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { DiffView } from '../../monaco/diff-view.tsx';
import { useMonaco } from '../../monaco/load.ts';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { byPath, type Draft, type SourceFile } from '../draft/draft-store.ts';
import { useDraftStore } from '../draft/use-draft.ts';
import styles from './merge.module.css';
import { conflictingFiles, merged } from './sides.ts';

/** Both texts side by side: theirs on the left, on the right what will be saved, which can be changed until it is right. */
export function Merge({ theirs, close }: { readonly theirs: Draft; readonly close: () => void }) {
  const store = useDraftStore();
  const [started] = useState(() => store.get());
  const [sides] = useState(() => conflictingFiles(started.savedFiles, started.files, theirs.files));
  const [texts, setTexts] = useState<ReadonlyMap<string, string | undefined>>(
    () => new Map(sides.map((side) => [side.path, side.suggested])),
  );
  const [shown, setShown] = useState(sides[0]?.path ?? '');
  const { data: monaco, error, refetch } = useMonaco();
  const side = sides.find(({ path }) => path === shown);
  const put = (path: string, text: string | undefined): void => setTexts((before) => new Map(before).set(path, text));

  const save = (): void => {
    const own = new Map(texts);
    const files: SourceFile[] = [...merged(started.savedFiles, started.files, theirs.files)].flatMap(([path, text]) => {
      const settled = own.has(path) ? own.get(path) : text;
      return settled === undefined ? [] : [{ path, text: settled }];
    });
    store.note({ files: byPath(files), savedFiles: byPath(theirs.files), revision: theirs.revision, saved: { kind: 'unsaved' } });
    close();
  };
  const takeTheirs = (): void => {
    const files = byPath(theirs.files);
    store.note({ files, savedFiles: files, revision: theirs.revision, name: theirs.name, saved: { kind: 'saved', at: theirs.changedAt } });
    close();
  };

  return (
    <Stack gap="sm" className={styles.merge ?? ''}>
      <Text c="dimmed" size="sm">
        {sides.length === 0
          ? 'You changed different files; both can be kept as they are.'
          : 'These files were changed on both sides. On the left stands what is saved; on the right what will be, to be changed until it is right.'}
      </Text>
      {sides.length > 0 && (
        <Tabs value={shown} onChange={(next) => next !== null && setShown(next)}>
          <Tabs.List>
            {sides.map(({ path }) => (
              <Tabs.Tab key={path} value={path}>
                {path}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      {side !== undefined && (
        <Group gap="xs">
          <Badge color="gray">left: saved, revision {theirs.revision}</Badge>
          <Badge>right: what will be saved</Badge>
          <Button variant="default" onClick={() => put(side.path, side.theirs)}>
            Take the left one
          </Button>
          <Button variant="default" onClick={() => put(side.path, side.mine)}>
            Take mine
          </Button>
        </Group>
      )}
      <div className={styles.place}>
        {error !== null && <ErrorState error={error} again={() => void refetch()} />}
        {monaco === undefined && error === null && <Loading what="both texts" />}
        {monaco !== undefined && side !== undefined && (
          <DiffView
            key={side.path}
            monaco={monaco}
            labels={LABELS}
            left={side.theirs ?? ''}
            right={texts.get(side.path) ?? ''}
            put={(text) => put(side.path, text)}
          />
        )}
      </div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={takeTheirs}>
          Give mine up
        </Button>
        <Button onClick={save}>Save what stands on the right</Button>
      </Group>
    </Stack>
  );
}

const LABELS = { left: 'What is saved', right: 'What will be saved' };
