import { Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { api, ask } from '../api/client.ts';
import { useMonaco } from '../monaco/load.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import styles from './decide.module.css';

const DiffView = lazy(() => import('../monaco/diff-view.tsx').then((module) => ({ default: module.DiffView })));

interface Both {
  readonly path: string;
  readonly left: string;
  readonly right: string;
}

/** The files in which a draft differs from the version that it was begun from. */
const useChangedFiles = (draft: string) =>
  useQuery({
    queryKey: ['drafts', draft, 'both'],
    queryFn: async ({ signal }): Promise<readonly Both[]> => {
      const { program, base, files } = await ask(api.GET('/v1/drafts/{id}', { params: { path: { id: draft } }, signal }));
      const before =
        base === null
          ? []
          : (await ask(api.GET('/v1/programs/{id}/versions/{hash}', { params: { path: { id: program, hash: base } }, signal }))).files;
      const [left, right] = [before, files].map((all) => new Map(all.map(({ path, text }) => [path, text])));
      return [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])]
        .sort()
        .map((path) => ({ path, left: left?.get(path) ?? '', right: right?.get(path) ?? '' }))
        .filter((each) => each.left !== each.right);
    },
  });

/** What a draft changes, as text: a file at a time, before and after beside each other. */
export function DifferenceView({ draft }: { readonly draft: string }) {
  const { data: files, error, refetch } = useChangedFiles(draft);
  const { data: monaco, error: missing, refetch: load } = useMonaco();
  const [chosen, choose] = useState<string | null>(null);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (missing !== null) return <ErrorState error={missing} again={() => void load()} compact />;
  if (files === undefined || monaco === undefined) return <Loading what="both texts" />;
  const shown = files.find(({ path }) => path === chosen) ?? files[0];
  if (shown === undefined) return <Text c="dimmed">No file differs.</Text>;
  return (
    <>
      <Group mb="xs" gap="sm">
        <Select aria-label="File" data={files.map(({ path }) => path)} value={shown.path} onChange={choose} allowDeselect={false} w={320} />
        <Text size="sm" c="dimmed">
          {files.length === 1 ? 'One file differs' : `${files.length} files differ`}; on the left as it is, on the right as it would be.
        </Text>
      </Group>
      <div className={styles.difference}>
        <Suspense fallback={<Loading what="both texts" />}>
          <DiffView key={shown.path} monaco={monaco} labels={LABELS} left={shown.left} right={shown.right} />
        </Suspense>
      </div>
    </>
  );
}

const LABELS = { left: 'As it is', right: 'As it would be' };
