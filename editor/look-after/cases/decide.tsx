import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { newIntention } from '../../api/client.ts';
import { tell } from '../../ui/notify.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { type Case, type CaseAction, useDecideCase } from './queries.ts';
import { ACTION_WORDS } from './words.tsx';

/** What can be decided of a case as it stands; each asks first. */
export function Decide({ case: told }: { readonly case: Case }) {
  const [chosen, setChosen] = useState<CaseAction>();
  if (told.actions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing is left to decide.
      </Text>
    );
  const [first] = told.actions;
  return (
    <>
      <Group gap="xs">
        {told.actions.map((action) => {
          const { verb, isDangerous = false } = ACTION_WORDS[action];
          const look = action === first && !isDangerous ? {} : { variant: 'default' };
          return (
            <Button key={action} {...look} onClick={() => setChosen(action)}>
              {verb}
            </Button>
          );
        })}
      </Group>
      {chosen !== undefined && <Ask key={chosen} case={told} action={chosen} close={() => setChosen(undefined)} />}
    </>
  );
}

const MOST = 200;

interface AskProps {
  readonly case: Case;
  readonly action: CaseAction;
  readonly close: () => void;
}

function Ask({ case: { id, reference }, action, close }: AskProps) {
  const { verb, means, isDangerous = false, needsNote = false } = ACTION_WORDS[action];
  const [intention] = useState(newIntention);
  const [note, setNote] = useState('');
  const [to, setTo] = useState('');
  const deciding = useDecideCase(id);
  const isIncomplete = (needsNote && note.trim() === '') || (action === 'route' && to.trim() === '');
  // it is kept as one line
  const line = note.replace(/\s+/g, ' ').trim();
  const decide = () =>
    deciding.mutate(
      {
        decision: action,
        ...(line !== '' && { note: line }),
        ...(action === 'route' && { to: to.trim() }),
        intention,
      },
      {
        onSuccess: ({ status }) => {
          tell(`${reference} is now: ${status}.`);
          close();
        },
      },
    );
  return (
    <Modal opened onClose={close} title={`${verb} ${reference}`} centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isIncomplete) decide();
        }}
      >
        <Stack>
          <Text>{means}</Text>
          {action === 'route' && (
            <TextInput
              label="Desk"
              value={to}
              onChange={({ currentTarget }) => setTo(currentTarget.value)}
              maxLength={MOST}
              required
              data-autofocus
            />
          )}
          <Textarea
            label={needsNote ? 'Why' : 'Why, if there is something to say'}
            description="The partner reads it."
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
            maxLength={MOST}
            required={needsNote}
            autosize
            minRows={2}
            {...(action !== 'route' && { 'data-autofocus': true })}
          />
          {deciding.error !== null && <ErrorState error={deciding.error} compact />}
          {isDangerous && (
            <Alert color="gray" variant="light" p="xs">
              This is not undone by a click; the partner would have to submit again.
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
            <Button type="submit" loading={deciding.isPending} disabled={isIncomplete} {...(isDangerous && { color: 'red.9' })}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
