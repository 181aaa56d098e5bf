import { Text } from '@mantine/core';
import { IconClockPause } from '@tabler/icons-react';
import { api, ask, type components } from '../../api/client.ts';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { More, PAGE_LIMIT, usePages } from '../../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';

type Waiting = components['schemas']['InboxPage']['waiting'][number];

const REASONS: Readonly<Record<string, string>> = {
  late: 'It came late; what follows it is decided anew',
  corrected: 'It was corrected; what follows it is decided anew',
  'set-aside': 'A formula failed; a correction or another version mends it',
  'waits-for-activity': 'What it cancels has not come',
};

/** Activities that were recorded and wait, the oldest first. */
export function Inbox({ program }: { readonly program: string | undefined }) {
  const list = usePages<Waiting>(['inbox', program], async (after, signal) => {
    const query = { limit: PAGE_LIMIT, ...after, ...(program !== undefined && { program }) };
    const { waiting, next } = await ask(api.GET('/v1/inbox', { params: { query }, signal }));
    return { rows: waiting, next };
  });
  const { ago } = useFormats();
  const columns: readonly Column<Waiting>[] = [
    {
      id: 'activity',
      title: 'Activity',
      value: ({ activity }) => activity?.id,
      render: ({ activity }) => (
        <PageLink to={address('decisions')} search={{ activity: activity?.id, superseded: 'true' } as never}>
          {activity?.id}
        </PageLink>
      ),
    },
    { id: 'of', title: 'Of', value: ({ shard }) => shard },
    {
      id: 'reason',
      title: 'Why it waits',
      value: ({ reason, detail }) => `${REASONS[String(reason)] ?? String(reason)} ${detail}`,
      render: ({ reason, detail }) => (
        <div>
          <Text size="sm">{REASONS[String(reason)] ?? String(reason)}</Text>
          <Text size="sm" c="dimmed">
            {detail}
          </Text>
        </div>
      ),
    },
    { id: 'since', title: 'Since', value: ({ since }) => since, render: ({ since }) => ago(since) },
  ];
  if (list.error !== null) return <ErrorState error={list.error} again={list.again} />;
  if (list.rows === undefined) return <Loading what="activities that wait" />;
  return (
    <>
      <DataTable
        rows={list.rows}
        columns={columns}
        idOf={({ id }) => id}
        name="inbox"
        empty={
          <EmptyState icon={IconClockPause} title="No activity waits">
            What came late, was corrected, or failed in a formula stands here until it is decided.
          </EmptyState>
        }
      />
      <More list={list} what="activities" />
    </>
  );
}
