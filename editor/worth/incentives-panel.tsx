import { Badge, Text, Title } from '@mantine/core';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import { changeText, figureText } from './figure-text.ts';
import { type IncentiveList, type Measure, useIncentives } from './queries.ts';
import type { Question } from './question.ts';

type Incentive = IncentiveList['incentives'][number];

interface Props {
  readonly program: string;
  readonly question: Question;
  readonly measures: readonly Measure[];
}

/** What each incentive paid, beside what it claims to move, and what moved. */
export function IncentivesPanel({ program, question, measures }: Props) {
  const formats = useFormats();
  const { data, error, refetch } = useIncentives(program, question);
  const unitOf = (id: string | undefined): Measure['unit'] => measures.find((each) => each.id === id)?.unit ?? 'rate';
  const columns: readonly Column<Incentive>[] = [
    { id: 'incentive', title: 'Incentive', value: ({ incentive }) => incentive },
    {
      id: 'paid',
      title: 'Paid',
      value: ({ paid }) => paid,
      render: ({ paid }) => formats.moneyRound(paid, data?.currency ?? 'USD'),
      isFigure: true,
    },
    { id: 'moves', title: 'Claims to move', value: ({ moves }) => measures.find(({ id }) => id === moves)?.name ?? moves ?? '' },
    {
      id: 'moved',
      title: 'What moved',
      value: (row) => changeOf(row)?.value ?? '',
      render: (row) => <Moved incentive={row} unit={unitOf(row.moves)} currency={data?.currency ?? 'USD'} />,
    },
    {
      id: 'return',
      title: 'Return, estimated',
      value: (row) => row.return?.value ?? '',
      render: (row) => figureText(row.return?.value, 'ratio', data?.currency ?? 'USD', formats),
      isFigure: true,
    },
  ];
  return (
    <section aria-label="Incentives and what they move">
      <Title order={2} size="h3" mb="xs">
        Incentives, and what they claim to move
      </Title>
      {error !== null ? (
        <ErrorState error={error} again={() => void refetch()} compact />
      ) : data === undefined ? (
        <Loading what="incentives" />
      ) : (
        <DataTable
          rows={data.incentives}
          columns={columns}
          idOf={({ incentive }) => incentive}
          name="incentives"
          initialSort={{ column: 'paid', direction: 'desc' }}
          empty={<Text c="dimmed">Nothing was paid in these quarters.</Text>}
        />
      )}
    </section>
  );
}

const changeOf = ({ moved }: Incentive) => moved.find(({ change }) => change !== null)?.change;

function Moved({
  incentive,
  unit,
  currency,
}: {
  readonly incentive: Incentive;
  readonly unit: Measure['unit'];
  readonly currency: string;
}) {
  const formats = useFormats();
  const moved = incentive.moved.find(({ change }) => change !== null);
  if (moved?.change == null)
    return (
      <Text size="sm" c="dimmed">
        no value
      </Text>
    );
  const { value } = moved.change;
  return (
    <span>
      <span className="figures">{changeText(value, unit, currency, formats)}</span>{' '}
      {moved.maybeChance === true && <Badge color="gray">may be chance</Badge>}
    </span>
  );
}
