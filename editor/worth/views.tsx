import { Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { IconBookmark, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { tell } from '../ui/notify.tsx';
import { ErrorState } from '../ui/states.tsx';
import { KeptViews } from './kept-views.tsx';
import { useSaveView, useViews } from './queries.ts';
import type { Question } from './question.ts';

interface Props {
  readonly program: string;
  readonly question: Question;
  readonly show: (question: Question) => void;
}

/** Questions that were saved under a name. */
export function Views({ program, question, show }: Props) {
  const { data: views = [] } = useViews(program);
  const saving = useSaveView(program);
  const [name, setName] = useState<string>();
  const [isLooking, look] = useState(false);
  const mayKeep = useMay('analyst');
  const close = (): void => setName(undefined);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={14} />} rightSection={<IconChevronDown size={14} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.map((view) => (
            <Menu.Item key={view.id} onClick={() => show(view.view as Question)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length === 0 && !mayKeep && <Menu.Label>None is saved.</Menu.Label>}
          {views.length > 0 && mayKeep && <Menu.Divider />}
          {mayKeep && <Menu.Item onClick={() => setName('')}>Save what is shown…</Menu.Item>}
          {mayKeep && views.length > 0 && <Menu.Item onClick={() => look(true)}>Change or delete…</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={name !== undefined} onClose={close} title="Save what is shown" centered>
        <TextInput
          label="Name"
          value={name ?? ''}
          maxLength={200}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          data-autofocus
        />
        {saving.error !== null && <ErrorState error={saving.error} compact />}
        <Group justify="flex-end" mt="md">
          <Button
            disabled={(name ?? '').trim() === ''}
            loading={saving.isPending}
            onClick={() =>
              saving.mutate(
                { name: (name ?? '').trim(), view: question },
                {
                  onSuccess: () => {
                    tell('The view is saved.');
                    close();
                  },
                },
              )
            }
          >
            Save
          </Button>
        </Group>
      </Modal>
      {isLooking && <KeptViews program={program} views={views} question={question} close={() => look(false)} />}
    </>
  );
}
