import { Badge, Button, Group } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useHistories } from '../api/histories.ts';
import { type Simulation, useSimulations } from '../api/simulations.ts';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';

/** What was asked, the latest first. */
export function SimulationsPage() {
  const navigate = useNavigate();
  const may = useMay('analyst');
  const { data, error, refetch } = useSimulations();
  const { data: histories = [] } = useHistories();
  const { time, ago } = useFormats();
  const nameOf = ({ history }: Simulation): string => histories.find(({ id }) => id === history)?.name ?? history;
  const columns: readonly Column<Simulation>[] = [
    {
      id: 'asked',
      title: 'Asked',
      value: ({ createdAt }) => createdAt,
      render: ({ id, createdAt }) => (
        <PageLink to={address('simulation', { simulation: id })} title={time(createdAt)}>
          {ago(createdAt)}
        </PageLink>
      ),
    },
    { id: 'history', title: 'History', value: nameOf },
    { id: 'state', title: 'State', value: ({ state }) => state, render: ({ state }) => <StateBadge state={state} /> },
    { id: 'request', title: 'Question', value: ({ hashes }) => hashes.request.slice(0, 12) },
  ];
  const ask = may ? (
    <Group gap="xs">
      <Button leftSection={<IconPlus size={14} />} onClick={() => void navigate({ to: address('newSimulation') })}>
        New question
      </Button>
    </Group>
  ) : undefined;
  return (
    <>
      <PageHeader
        title="What if"
        about="Years of history, decided again under other programs. An answer keeps its address."
        actions={ask}
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="what was asked" />
        ) : (
          <DataTable
            rows={data}
            columns={columns}
            idOf={({ id }) => id}
            name="simulations"
            onRow={({ id }) => void navigate({ to: address('simulation', { simulation: id }) })}
            empty={
              <EmptyState icon={IconAdjustmentsHorizontal} title="Nothing was asked yet" action={ask}>
                Ask what another rate, another threshold or another program would have paid, and to whom.
              </EmptyState>
            }
          />
        )}
      </PageBody>
    </>
  );
}

const COLORS: Readonly<Record<Simulation['state'], string>> = {
  queued: 'gray',
  running: 'blue',
  done: 'pine',
  failed: 'red',
  cancelled: 'gray',
};

export const StateBadge = ({ state }: Pick<Simulation, 'state'>) => <Badge color={COLORS[state]}>{state}</Badge>;
