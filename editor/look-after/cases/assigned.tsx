import { Button, Group, Text } from '@mantine/core';
import { useSession } from '../../app/session.ts';
import { tellError } from '../../ui/notify.tsx';
import { type Case, useAssignCase } from './queries.ts';

/** Who is to decide it. Whoever may decide takes it on, or leaves it to anybody. */
export function Assigned({ case: { id, assignedTo } }: { readonly case: Case }) {
  const { data: session } = useSession();
  const assigning = useAssignCase(id);
  const isMine = assignedTo !== undefined && assignedTo.id === session?.id;
  const give = (person: string | null) => assigning.mutate(person, { onError: tellError });
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">{assignedTo === undefined ? 'Nobody in particular' : isMine ? 'With you' : `With ${assignedTo.name}`}</Text>
      {session?.kind === 'person' && !isMine && (
        <Button variant="default" size="compact-xs" loading={assigning.isPending} onClick={() => give(session.id)}>
          Take it on
        </Button>
      )}
      {isMine && (
        <Button variant="default" size="compact-xs" loading={assigning.isPending} onClick={() => give(null)}>
          Leave it to others
        </Button>
      )}
    </Group>
  );
}
