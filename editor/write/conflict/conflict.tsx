import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGitMerge } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Loading } from '../../ui/states.tsx';
import type { Draft } from '../draft/draft-store.ts';

const Merge = lazy(() => import('./merge.tsx').then((module) => ({ default: module.Merge })));

/** Somebody else saved the draft meanwhile: nothing is lost on either side, and a person decides. */
export function Conflict({ theirs }: { readonly theirs: Draft }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const who = theirs.authors.map(({ name }) => name).join(', ');
  return (
    <>
      <Alert color="yellow" icon={<IconGitMerge size={18} />} title="Somebody else has saved this draft meanwhile" radius={0}>
        <Group justify="space-between" gap="sm">
          <Text size="sm">
            It is now at revision {theirs.revision} (written by {who}). What you wrote since is here alone, and isn’t saved until you have
            looked.
          </Text>
          <Button onClick={open}>Look at both</Button>
        </Group>
      </Alert>
      <Modal opened={isOpen} onClose={close} title="Yours and theirs" fullScreen>
        {isOpen && (
          <Suspense fallback={<Loading what="both texts" />}>
            <Merge theirs={theirs} close={close} />
          </Suspense>
        )}
      </Modal>
    </>
  );
}
