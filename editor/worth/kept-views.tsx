import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../ui/formats.ts';
import { tell } from '../ui/notify.tsx';
import { ErrorState } from '../ui/states.tsx';
import { useChangeView, useDeleteView, type View } from './queries.ts';
import type { Question } from './question.ts';

interface Props {
  readonly program: string;
  readonly views: readonly View[];
  /** What is shown, that a view may become. */
  readonly question: Question;
  readonly close: () => void;
}

/** Where the button that was pressed is gone. */
const toFocus = (button: HTMLButtonElement | null): void => button?.focus();

/** Views that are kept: each may become what is shown, or go. */
export function KeptViews({ program, views, question, close }: Props) {
  const { ago } = useFormats();
  const changing = useChangeView(program);
  const deleting = useDeleteView(program);
  const [asked, ask] = useState<string>();
  const error = changing.error ?? deleting.error;
  return (
    <Modal opened onClose={close} title="Views" centered size="lg">
      <Stack gap="sm">
        {views.length === 0 && <Text c="dimmed">None is saved.</Text>}
        {views.map((view) => (
          <Group key={view.id} justify="space-between" gap="xs">
            <div>
              <Text>{view.name}</Text>
              <Text size="xs" c="dimmed">
                {view.by.name}, {ago(view.changedAt)}
              </Text>
            </div>
            {asked === view.id ? (
              <Group gap="xs">
                <Text size="sm">Nobody will have it any more.</Text>
                <Button variant="default" ref={toFocus} onClick={() => ask(undefined)}>
                  Leave it
                </Button>
                <Button
                  color="red.9"
                  loading={deleting.isPending}
                  onClick={() => deleting.mutate(view, { onSuccess: () => tell(`The view ${view.name} is deleted.`) })}
                >
                  Delete
                </Button>
              </Group>
            ) : (
              <Group gap="xs">
                <Button
                  variant="default"
                  aria-label={`Make ${view.name} what is shown`}
                  loading={changing.isPending && changing.variables.id === view.id}
                  onClick={() =>
                    changing.mutate({ ...view, view: question }, { onSuccess: () => tell(`The view ${view.name} is what is shown now.`) })
                  }
                >
                  Make it what is shown
                </Button>
                <Button variant="default" aria-label={`Delete ${view.name}`} onClick={() => ask(view.id)}>
                  Delete
                </Button>
              </Group>
            )}
          </Group>
        ))}
        {error !== null && <ErrorState error={error} compact />}
      </Stack>
    </Modal>
  );
}
