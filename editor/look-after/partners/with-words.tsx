import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorState } from '../../ui/states.tsx';

interface Props {
  readonly title: string;
  /** What will have happened afterwards. */
  readonly children: ReactNode;
  readonly verb: string;
  /** Missing: no words are needed. */
  readonly label?: string;
  /** An amount is asked for as well. */
  readonly amount?: { readonly label: string; readonly description: string; readonly isNeeded: boolean };
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly go: (words: string, amount: string) => void;
  readonly close: () => void;
}

const MOST = 10_000;
const AMOUNT = /^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,4})?$/;

/** What is done with words that stay, and sometimes with an amount. */
export function WithWords({ title, children, verb, label, amount, error, isBusy, go, close }: Props) {
  const [words, setWords] = useState('');
  const [figure, setFigure] = useState('');
  const isAmount = figure.trim() === '' ? amount?.isNeeded !== true : AMOUNT.test(figure.trim());
  const isComplete = isAmount && (label === undefined || words.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isComplete) go(words.trim(), figure.trim());
  };
  return (
    <Modal opened onClose={close} title={title} centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" component="div">
            {children}
          </Text>
          {amount !== undefined && (
            <TextInput
              label={amount.label}
              description={amount.description}
              value={figure}
              onChange={({ currentTarget }) => setFigure(currentTarget.value)}
              error={isAmount || figure.trim() === '' ? undefined : 'A decimal number, such as 1200.50'}
              required={amount.isNeeded}
              inputMode="decimal"
              w={220}
            />
          )}
          {label !== undefined && (
            <Textarea
              label={label}
              value={words}
              onChange={({ currentTarget }) => setWords(currentTarget.value)}
              maxLength={MOST}
              autosize
              minRows={2}
              required
              data-autofocus
            />
          )}
          {error !== null && <ErrorState error={error} compact />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isComplete}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
