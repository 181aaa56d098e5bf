import { Group, Text, Title } from '@mantine/core';
import { useHistories } from '../api/histories.ts';
import { type Simulation, useSimulations } from '../api/simulations.ts';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';

const MOST = 5;

/** Answers that are kept: what each would do to cost ratio and return stands with it. */
export function SimulatedPanel() {
  const { data, error, refetch } = useSimulations();
  const { data: histories = [] } = useHistories();
  const { ago, time } = useFormats();
  const columns: readonly Column<Simulation>[] = [
    {
      id: 'asked',
      title: 'Asked',
      value: ({ createdAt }) => createdAt,
      render: ({ id, createdAt }) => (
        <PageLink to={address('simulation', { simulation: id })} search={{ tab: 'worth' } as never} title={time(createdAt)}>
          {ago(createdAt)}
        </PageLink>
      ),
    },
    { id: 'history', title: 'History', value: ({ history }) => histories.find(({ id }) => id === history)?.name ?? history },
    { id: 'request', title: 'Question', value: ({ hashes }) => hashes.request.slice(0, 12) },
  ];
  const done = data?.filter(({ state }) => state === 'done').slice(0, MOST);
  return (
    <section aria-label="What a simulated program would be worth">
      <Group justify="space-between" mb={2}>
        <Title order={2} size="h3">
          What a simulated program would be worth
        </Title>
        <PageLink to={address('whatIf')} size="sm">
          All questions
        </PageLink>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        Cost ratio and return of the last that were asked, at unchanged behaviour and under a response that you assume.
      </Text>
      {error !== null ? (
        <ErrorState error={error} again={() => void refetch()} compact />
      ) : done === undefined ? (
        <Loading what="what was asked" />
      ) : (
        <DataTable
          rows={done}
          columns={columns}
          idOf={({ id }) => id}
          name="simulations"
          isPlain
          empty={
            <EmptyState title="Nothing was asked yet" action={<PageLink to={address('newSimulation')}>Ask what if</PageLink>}>
              Ask what another program would have paid; what it would be worth stands with the answer.
            </EmptyState>
          }
        />
      )}
    </section>
  );
}
