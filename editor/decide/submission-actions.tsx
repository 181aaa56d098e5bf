import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useCommands } from '../app/commands.ts';
import { useMay, useSession } from '../app/session.ts';
import { Confirm } from '../ui/confirm.tsx';
import { useFormats } from '../ui/formats.ts';
import { tell } from '../ui/notify.tsx';
import { ErrorState } from '../ui/states.tsx';
import { type Submission, useApprove, usePublish, useReturn, useWithdraw } from './queries.ts';

const DOINGS = ['approve', 'return', 'withdraw', 'publish'] as const;
type Doing = (typeof DOINGS)[number];
const VERBS: Readonly<Record<Doing, string>> = { approve: 'Approve', return: 'Return', withdraw: 'Withdraw', publish: 'Publish' };

/** What can be done with a submission as it stands. */
export function SubmissionActions({ submission }: { readonly submission: Submission }) {
  const { date, moneyChange } = useFormats();
  const [doing, setDoing] = useState<Doing>();
  const [mayApprove, mayWrite] = [useMay('approver'), useMay('designer')];
  const publishing = usePublish();
  const { state, evidence, effectiveFrom } = submission;
  const close = (): void => setDoing(undefined);
  const { data: session } = useSession();
  const isAuthor = submission.authors.some(({ id }) => id === session?.id);
  const isOpen = state === 'pending' || state === 'approved';
  const can: Readonly<Record<Doing, boolean>> = {
    withdraw: isOpen && mayWrite,
    return: isOpen && mayApprove,
    approve: state === 'pending' && mayApprove && !isAuthor,
    publish: state === 'approved' && mayApprove,
  };
  const possible = DOINGS.filter((each) => can[each]).join(' ');
  useCommands(
    useMemo(
      () =>
        DOINGS.filter((each) => possible.split(' ').includes(each)).map((each) => ({
          id: `submission ${each}`,
          label: `${VERBS[each]} this submission…`,
          onClick: () => setDoing(each),
        })),
      [possible],
    ),
  );
  return (
    <>
      {can.withdraw && (
        <Button variant="default" onClick={() => setDoing('withdraw')}>
          Withdraw
        </Button>
      )}
      {can.return && (
        <Button variant="default" onClick={() => setDoing('return')}>
          Return
        </Button>
      )}
      {can.approve && <Button onClick={() => setDoing('approve')}>Approve</Button>}
      {can.publish && <Button onClick={() => setDoing('publish')}>Publish</Button>}
      {doing === 'approve' && <Approve submission={submission} close={close} />}
      {(doing === 'return' || doing === 'withdraw') && <WithReason submission={submission} doing={doing} close={close} />}
      <Confirm
        isOpen={doing === 'publish'}
        close={close}
        title="Publish this version"
        verb={evidence.past ? `Publish, and post ${moneyChange(evidence.liability.difference, evidence.liability.currency)}` : 'Publish'}
        isBusy={publishing.isPending}
        confirm={() =>
          publishing.mutate(submission, {
            onSuccess: () => {
              tell(`It decides from ${date(effectiveFrom)}.`);
              close();
            },
          })
        }
      >
        It decides from {date(effectiveFrom)}.{' '}
        {evidence.past
          ? `That day is past: ${moneyChange(evidence.liability.difference, evidence.liability.currency)} are posted as adjustments for what was decided since.`
          : 'Until then it can be withdrawn.'}
        {publishing.error !== null && <ErrorState error={publishing.error} compact />}
      </Confirm>
    </>
  );
}

function Approve({ submission, close }: { readonly submission: Submission; readonly close: () => void }) {
  const approving = useApprove();
  const [comment, setComment] = useState('');
  const approve = (): void =>
    approving.mutate(
      { submission, comment: comment.trim() },
      {
        onSuccess: () => {
          tell('Approved, and signed.');
          close();
        },
      },
    );
  return (
    <Modal opened onClose={close} title="Approve what is shown" centered>
      <Stack>
        <Text size="sm">
          You sign the evidence <code>{submission.evidenceHash.slice(0, 16)}</code>: this draft, this baseline, this cost. Where any of it
          changes, your approval lapses.
        </Text>
        <Textarea
          label="What you say of it"
          autosize
          minRows={2}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
          data-autofocus
        />
        {approving.error !== null && <ErrorState error={approving.error} compact />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Leave it
          </Button>
          <Button loading={approving.isPending} onClick={approve}>
            Approve
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface WithReasonProps {
  readonly submission: Submission;
  readonly doing: 'return' | 'withdraw';
  readonly close: () => void;
}

function WithReason({ submission: { id }, doing, close }: WithReasonProps) {
  const [returning, withdrawing] = [useReturn(), useWithdraw()];
  const work = doing === 'return' ? returning : withdrawing;
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={close} title={doing === 'return' ? 'Return it to its authors' : 'Withdraw it'} centered>
      <Stack>
        <Textarea
          label="Why"
          autosize
          minRows={2}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          data-autofocus
        />
        {work.error !== null && <ErrorState error={work.error} compact />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Leave it
          </Button>
          <Button
            disabled={reason.trim() === ''}
            loading={work.isPending}
            onClick={() => work.mutate({ id, reason: reason.trim() }, { onSuccess: close })}
          >
            {doing === 'return' ? 'Return' : 'Withdraw'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
