import { ActionIcon, List, Menu, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconGitCompare, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, ask } from '../../api/client.ts';
import { address } from '../../app/addresses.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { tell, tellError } from '../../ui/notify.tsx';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { useDiscardDraft } from '../draft/queries.ts';
import { useDraft, useDraftStore } from '../draft/use-draft.ts';

export function DraftMenu() {
  const [isDiscarding, discarding] = useDisclosure(false);
  const [isComparing, comparing] = useDisclosure(false);
  const isReadOnly = useDraft((state) => state.isReadOnly);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More of the draft">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconGitCompare size={15} />} onClick={comparing.open}>
            What it changes
          </Menu.Item>
          {!isReadOnly && (
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={discarding.open}>
              Discard the draft…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isComparing} onClose={comparing.close} title="What it changes" size="lg">
        {isComparing && <Changes />}
      </Modal>
      <Discard isOpen={isDiscarding} close={discarding.close} />
    </>
  );
}

function Changes() {
  const { id, revision } = useDraft((state) => state);
  const { data, error, refetch } = useQuery({
    queryKey: ['drafts', id, 'difference', revision],
    queryFn: ({ signal }) => ask(api.GET('/v1/drafts/{id}/difference', { params: { path: { id } }, signal })),
  });
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="the difference" />;
  if (data.lines.length === 0) return <Text c="dimmed">It means the same as the version that it was begun from.</Text>;
  return (
    <List spacing={6} size="sm">
      {data.lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}

function Discard({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  const store = useDraftStore();
  const discard = useDiscardDraft();
  const navigate = useNavigate();
  const name = useDraft((state) => state.name);
  const { program } = store.get();
  const confirm = (): void => {
    const { id, revision } = store.get();
    discard.mutate(
      { id, revision },
      {
        onSuccess: () => {
          tell(`“${name}” is discarded.`);
          void navigate({ to: address('program', { program }) });
        },
        onError: tellError,
      },
    );
  };
  return (
    <Confirm
      isOpen={isOpen}
      close={close}
      title={`Discard “${name}”?`}
      verb="Discard the draft"
      confirm={confirm}
      isBusy={discard.isPending}
      isDangerous
    >
      It is put aside for good, and what was submitted of it lapses. It can still be read.
    </Confirm>
  );
}
