import { Badge, Button, Modal, Stack, Text, Textarea, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { address } from '../app/addresses.ts';
import { useChosenProgram } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { tell } from '../ui/notify.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import styles from './decide.module.css';
import { type TimelineEntry, useRollBack, useTimeline, useWithdrawEntry } from './queries.ts';

const COLORS: Readonly<Record<TimelineEntry['state'], string>> = {
  'in-force': 'pine',
  scheduled: 'blue',
  past: 'gray',
  withdrawn: 'gray',
  replaced: 'gray',
};

const LIVE: ReadonlySet<TimelineEntry['state']> = new Set(['past', 'in-force', 'scheduled']);

interface Acting {
  readonly entry: TimelineEntry;
  readonly doing: 'withdraw' | 'roll-back';
}

/** What was, is and will be in force. */
export function TimelinePage() {
  const [program] = useChosenProgram();
  const { data, error, refetch } = useTimeline(program);
  const { date, time } = useFormats();
  const mayApprove = useMay('approver');
  const [acting, act] = useState<Acting>();
  const day = ({ effectiveFrom }: TimelineEntry): string => (effectiveFrom === null ? 'the beginning' : date(effectiveFrom));
  const columns: readonly Column<TimelineEntry>[] = [
    { id: 'from', title: 'Decides from', value: ({ effectiveFrom }) => effectiveFrom ?? '', render: day },
    {
      id: 'state',
      title: 'State',
      value: ({ state }) => state,
      render: ({ state }) => <Badge color={COLORS[state]}>{state.replace('-', ' ')}</Badge>,
    },
    { id: 'version', title: 'Version', value: ({ version }) => version, render: ({ version }) => <code>{version.slice(0, 12)}</code> },
    { id: 'by', title: 'By', value: ({ by }) => by.name },
    { id: 'at', title: 'When', value: ({ at }) => at, render: ({ at }) => time(at) },
    {
      id: 'why',
      title: 'Why',
      value: ({ reason, ended }) => ended?.reason ?? reason ?? '',
      render: ({ submission, reason, ended }) =>
        submission === undefined ? (
          (ended?.reason ?? reason ?? '')
        ) : (
          <PageLink to={address('submission', { submission })}>{ended?.reason ?? 'its submission'}</PageLink>
        ),
    },
    {
      id: 'do',
      title: '',
      value: () => undefined,
      render: (entry) =>
        !mayApprove ? null : entry.state === 'scheduled' ? (
          <Button variant="subtle" onClick={() => act({ entry, doing: 'withdraw' })}>
            Withdraw
          </Button>
        ) : entry.state === 'past' ? (
          <Button variant="subtle" onClick={() => act({ entry, doing: 'roll-back' })}>
            Roll back to it
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <PageHeader title="Timeline" about="What was, is and will be in force. Versions are never changed; one takes the place of another." />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the timeline" />
        ) : data.entries.length === 0 ? (
          <EmptyState title="Nothing was in force yet">The first draft that is approved and published will be.</EmptyState>
        ) : (
          <>
            <div className={styles.band} role="img" aria-label={`Today is ${date(data.today)}`}>
              {data.entries
                .filter(({ state }) => LIVE.has(state))
                .map((entry) => (
                  <Tooltip key={entry.id} label={`${entry.state.replace('-', ' ')}, from ${day(entry)}`}>
                    <div className={styles.stretch} data-state={entry.state} style={{ flexGrow: entry.state === 'in-force' ? 2 : 1 }}>
                      from {day(entry)}
                    </div>
                  </Tooltip>
                ))}
            </div>
            <DataTable rows={data.entries.toReversed()} columns={columns} idOf={({ id }) => id} name="timeline" />
          </>
        )}
      </PageBody>
      {acting !== undefined && <Act acting={acting} today={data?.today ?? ''} close={() => act(undefined)} />}
    </>
  );
}

function Act({ acting: { entry, doing }, today, close }: { readonly acting: Acting; readonly today: string; readonly close: () => void }) {
  const [withdrawing, rollingBack] = [useWithdrawEntry(), useRollBack()];
  const [reason, setReason] = useState('');
  const [from, setFrom] = useState(today);
  const work = doing === 'withdraw' ? withdrawing : rollingBack;
  const done = {
    onSuccess: () => {
      tell(doing === 'withdraw' ? 'It is withdrawn.' : 'The earlier version is effective again.');
      close();
    },
  };
  const go = (): void =>
    doing === 'withdraw'
      ? withdrawing.mutate({ program: entry.program, entry: entry.id, reason: reason.trim() }, done)
      : rollingBack.mutate({ program: entry.program, version: entry.version, from, reason: reason.trim() }, done);
  return (
    <Modal
      opened
      onClose={close}
      title={doing === 'withdraw' ? 'Withdraw the scheduled version' : 'Make this version effective again'}
      centered
    >
      <Stack>
        <Text size="sm">
          {doing === 'withdraw'
            ? 'It stays in the timeline, with the reason. What it had replaced does not come back.'
            : 'It decides from that day on, as it did before. All that is submitted for the program lapses.'}
        </Text>
        {doing === 'roll-back' && (
          <TextInput type="date" label="From" value={from} min={today} onChange={({ currentTarget }) => setFrom(currentTarget.value)} />
        )}
        <Textarea
          label="Why"
          autosize
          minRows={2}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          data-autofocus
        />
        {work.error !== null && <ErrorState error={work.error} compact />}
        <Button disabled={reason.trim() === ''} loading={work.isPending} onClick={go} ml="auto">
          {doing === 'withdraw' ? 'Withdraw' : 'Roll back'}
        </Button>
      </Stack>
    </Modal>
  );
}
