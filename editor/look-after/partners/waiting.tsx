import { Button, Group, Stack, Text } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMay, useSession } from '../../app/session.ts';
import { useFormats } from '../../ui/formats.ts';
import { Notice } from '../../ui/notice.tsx';
import { tell, tellError } from '../../ui/notify.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { type Adjustment, type Dispute, useApproveAdjustment, useRefuseAdjustment, useSettle, useWaiting } from './ledger.ts';
import { WithWords } from './with-words.tsx';

interface Props {
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
}

/** What of its lines waits for another person. Nobody decides what they opened or proposed themselves. */
export function Waiting(of: Props) {
  const { data, error, refetch } = useWaiting(of);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined || data.disputes.length + data.adjustments.length === 0) return null;
  return (
    <Notice icon={<IconGavel size={18} />} title="Waits for another person">
      <Stack gap="sm">
        {data.disputes.map((dispute) => (
          <OpenDispute key={dispute.id} dispute={dispute} />
        ))}
        {data.adjustments.map((adjustment) => (
          <Proposed key={adjustment.id} adjustment={adjustment} />
        ))}
      </Stack>
    </Notice>
  );
}

interface SaidProps {
  readonly title: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: string;
  readonly reason: string;
  readonly children: ReactNode;
}

function Said({ title, by, at, reason, children }: SaidProps) {
  const { time } = useFormats();
  const mayDecide = useMay('approver');
  const { data: session } = useSession();
  return (
    <Group justify="space-between" align="flex-start" wrap="wrap" gap="xs">
      <div>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm">{reason}</Text>
        <Text size="xs" c="dimmed">
          {by.name}, {time(at)}
        </Text>
      </div>
      {mayDecide && session?.id !== by.id && <Group gap="xs">{children}</Group>}
    </Group>
  );
}

function OpenDispute({ dispute }: { readonly dispute: Dispute }) {
  const [outcome, choose] = useState<'upheld' | 'rejected'>();
  const settling = useSettle();
  const close = (): void => choose(undefined);
  return (
    <>
      <Said title="A disputed line" by={dispute.openedBy} at={dispute.openedAt} reason={dispute.reason}>
        <Button variant="default" onClick={() => choose('rejected')}>
          Reject
        </Button>
        <Button onClick={() => choose('upheld')}>Uphold</Button>
      </Said>
      {outcome !== undefined && (
        <WithWords
          title={outcome === 'upheld' ? 'Uphold the dispute' : 'Reject the dispute'}
          verb={outcome === 'upheld' ? 'Uphold' : 'Reject'}
          label="What was found"
          {...(outcome === 'upheld' && {
            amount: { label: 'It comes to', description: 'Empty: as the program says, decided anew.', isNeeded: false },
          })}
          error={settling.error}
          isBusy={settling.isPending}
          close={close}
          go={(resolution, amount) =>
            settling.mutate(
              { id: dispute.id, outcome, resolution, amount },
              {
                onSuccess: () => {
                  tell('The dispute is settled.');
                  close();
                },
              },
            )
          }
        >
          {outcome === 'upheld'
            ? 'With another amount an override is proposed, which takes one more person.'
            : 'The line stands, and can be paid.'}
        </WithWords>
      )}
    </>
  );
}

function Proposed({ adjustment }: { readonly adjustment: Adjustment }) {
  const { id, kind, incentive, amount, currency, proposedBy, proposedAt, reason } = adjustment;
  const { money } = useFormats();
  const [isRefusing, setRefusing] = useState(false);
  const [approving, refusing] = [useApproveAdjustment(), useRefuseAdjustment()];
  const title = `${kind === 'override' ? 'An override' : 'A line by hand'}: ${incentive}, ${money(amount, currency)}`;
  return (
    <>
      <Said title={title} by={proposedBy} at={proposedAt} reason={reason}>
        <Button variant="default" onClick={() => setRefusing(true)}>
          Refuse
        </Button>
        <Button
          loading={approving.isPending}
          onClick={() => approving.mutate(id, { onSuccess: () => tell('Approved, and posted.'), onError: tellError })}
        >
          Approve
        </Button>
      </Said>
      {isRefusing && (
        <WithWords
          title="Refuse it"
          verb="Refuse"
          label="Why"
          error={refusing.error}
          isBusy={refusing.isPending}
          close={() => setRefusing(false)}
          go={(words) => refusing.mutate({ id, reason: words }, { onSuccess: () => setRefusing(false) })}
        >
          Nothing is posted.
        </WithWords>
      )}
    </>
  );
}
