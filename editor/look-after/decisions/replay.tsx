import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconCheck, IconGitCompare, IconRotateClockwise } from '@tabler/icons-react';
import { ErrorState } from '../../ui/states.tsx';
import styles from '../look-after.module.css';
import { Verbatim } from '../verbatim.tsx';
import { type Replay as Replayed, useReplay } from './queries.ts';

/** Decides it again from what was stored, and says whether the same bytes come out. */
export function Replay({ id }: { readonly id: string }) {
  const replaying = useReplay(id);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        All that was taken in before is folded again, under the versions that held then, and the activity is decided again.
      </Text>
      <div>
        <Button
          variant="default"
          leftSection={<IconRotateClockwise size={14} />}
          loading={replaying.isPending}
          onClick={() => replaying.mutate()}
        >
          Decide again
        </Button>
      </div>
      <div aria-live="polite">
        {replaying.error !== null && <ErrorState error={replaying.error} compact />}
        {replaying.data !== undefined && <CameOut replay={replaying.data} />}
      </div>
    </Stack>
  );
}

function CameOut({ replay: { same, kept, now, difference } }: { readonly replay: Replayed }) {
  if (same)
    return (
      <Alert color="pine" variant="light" icon={<IconCheck size={18} />} title="The same bytes came out">
        <Text size="sm">
          Reasoning included: <span className={styles.hash}>{now.explained.slice(0, 16)}…</span>
          {kept.engine !== now.engine && ' The engine is a newer one.'}
        </Text>
      </Alert>
    );
  return (
    <Alert color="red" variant="light" icon={<IconGitCompare size={18} />} title="Something else came out">
      <Text size="sm">
        {kept.decision === now.decision
          ? 'The decision is the same; its reasoning is told otherwise.'
          : 'The decision itself is another one.'}
        {kept.engine !== now.engine && ' The engine is a newer one.'}
      </Text>
      {difference !== undefined && (
        <Verbatim
          label="Where they part"
          text={`${difference.pointer}\nkept  ${JSON.stringify(difference.kept)}\nnow   ${JSON.stringify(difference.now)}`}
        />
      )}
    </Alert>
  );
}
