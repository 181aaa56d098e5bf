import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly title: string;
  /** What will have happened afterwards, and whether it can be undone. */
  readonly children: ReactNode;
  /** What is done, as a verb: "Discard the draft". */
  readonly verb: string;
  readonly confirm: () => void;
  readonly isBusy?: boolean;
  readonly isDangerous?: boolean;
}

/** Before something that can't be taken back. */
export function Confirm({ isOpen, close, title, children, verb, confirm, isBusy = false, isDangerous = false }: Props) {
  return (
    <Modal opened={isOpen} onClose={close} title={title} centered>
      <Stack>
        <Text component="div">{children}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Leave it
          </Button>
          <Button {...(isDangerous && { color: 'red.9' })} loading={isBusy} onClick={confirm}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
