import { SimpleGrid, Stack, Title } from '@mantine/core';
import { Tiers } from '../../live/tiers.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import type { Beside } from './beside.ts';
import { Nothing } from './figures.tsx';

type Move = Beside['after']['moves'][number];
type Closed = Beside['after']['gatesClosed'][number];
type Registrations = Beside['after']['registrations'][number];

/** Tiers at the end, moves between them, gates that were closed, what became of registrations. */
export function TiersTab({ result, before, after }: Beside) {
  return (
    <Stack>
      <Tiers impact={{ ...result, sides: [before, after] }} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Side title="Baseline" side={before} />
        <Side title="Candidate" side={after} />
      </SimpleGrid>
    </Stack>
  );
}

const MOVES: readonly Column<Move>[] = [
  { id: 'type', title: 'Type', value: ({ partnerType }) => partnerType },
  { id: 'from', title: 'From', value: ({ from }) => from ?? 'none' },
  { id: 'to', title: 'To', value: ({ to }) => to ?? 'none' },
  { id: 'moves', title: 'Moves', value: ({ moves }) => moves, isFigure: true },
];
const GATES: readonly Column<Closed>[] = [
  { id: 'gate', title: 'Gate', value: ({ gate }) => gate },
  { id: 'type', title: 'Type', value: ({ partnerType }) => partnerType },
  { id: 'times', title: 'Times closed', value: ({ times }) => times, isFigure: true },
];
const OUTCOMES = ['approved', 'review', 'returned', 'refused', 'expired'] as const;
const REGISTRATIONS: readonly Column<Registrations>[] = [
  { id: 'type', title: 'Type', value: ({ partnerType }) => partnerType },
  ...OUTCOMES.map((outcome) => ({ id: outcome, title: outcome, value: (row: Registrations) => row[outcome], isFigure: true })),
];

function Side({ title, side }: { readonly title: string; readonly side: Beside['before'] }) {
  return (
    <Stack component="section" aria-label={title} gap="md">
      <Title order={2} size="h3">
        {title}
      </Title>
      <Title order={3} size="h4">
        Moves between tiers
      </Title>
      <DataTable
        rows={side.moves}
        columns={MOVES}
        idOf={(row) => `${row.partnerType} ${row.from} ${row.to}`}
        name={`moves-${title}`}
        isPlain
        empty={<Nothing />}
      />
      <Title order={3} size="h4">
        Gates that were closed
      </Title>
      <DataTable
        rows={side.gatesClosed}
        columns={GATES}
        idOf={(row) => `${row.partnerType} ${row.gate}`}
        name={`gates-${title}`}
        isPlain
        empty={<Nothing />}
      />
      <Title order={3} size="h4">
        Registrations
      </Title>
      <DataTable
        rows={side.registrations}
        columns={REGISTRATIONS}
        idOf={(row) => row.partnerType}
        name={`registrations-${title}`}
        isPlain
        empty={<Nothing />}
      />
    </Stack>
  );
}
