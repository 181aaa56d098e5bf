import { Group, Text, Title } from '@mantine/core';
import { useHistories } from '../api/histories.ts';
import { type Simulation, useSimulations } from '../api/simulations.ts';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';

const MOST = 5;

/** Answers of this program that are kept: what each would do to cost ratio and return stands with it. */
export function SimulatedPanel({ program }: { readonly program: string }) {
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
    {
      id: 'candidates',
      title: 'What if it were',
      value: (row) =>
        candidatesOf(row)
          .map(({ name }) => name)
          .join(', '),
      render: (row) => <Candidates simulation={row} program={program} />,
    },
  ];
  const done = data?.filter((each) => each.state === 'done' && isOf(each, program)).slice(0, MOST);
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

/** Of one that was asked before its programs were told nobody knows; it stays among the others. */
const isOf = ({ sides }: Simulation, program: string): boolean => sides === undefined || sides[0]?.program === program;
const candidatesOf = ({ sides = [] }: Simulation) => sides.slice(1);

/** By name; of another program, which one, and of a version, which one. */
function Candidates({ simulation, program }: { readonly simulation: Simulation; readonly program: string }) {
  const candidates = candidatesOf(simulation);
  if (candidates.length === 0) return <Text size="sm">{simulation.hashes.request.slice(0, 12)}</Text>;
  return candidates.map(({ name, program: of, rival, versions }) => (
    <div key={name}>
      {name}{' '}
      <Text span size="xs" c="dimmed">
        {of === program && !rival ? '' : `${of}, `}
        {versions.at(-1)?.hash.slice(0, 8)}
      </Text>
    </div>
  ));
}
