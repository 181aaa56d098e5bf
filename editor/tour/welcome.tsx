import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMay } from '../app/session.ts';
import { ErrorState } from '../ui/states.tsx';
import { useBeginTour, useWasShown } from './begin.ts';

/** On a first visit: what this is, and the offer to be shown around. */
export function Welcome() {
  const [wasShown, note] = useWasShown();
  const mayWrite = useMay('designer');
  const tour = useBeginTour();
  if (wasShown || !mayWrite || tour === undefined) return null;
  return (
    <Modal opened onClose={() => note(true)} title="Write a rule, see what it does" centered size="lg">
      <Stack>
        <Text>
          Here a partner program is written as rules, tried on years of deals, approved on evidence, and then asked at deal time. The
          example program stands on a demo history: change a rate, and see whom it pays.
        </Text>
        {tour.error !== null && <ErrorState error={tour.error} compact />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => note(true)}>
            I look around myself
          </Button>
          <Button
            loading={tour.isPending}
            onClick={() => {
              note(true);
              tour.begin();
            }}
            data-autofocus
          >
            Show me, in five steps
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
