import { Badge, Text, Title } from '@mantine/core';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { NoticeBadge } from '../ui/notice.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { changeText, figureText } from './figure-text.ts';
import { type IncentiveList, type Measure, useIncentives } from './queries.ts';
import type { Question } from './question.ts';
import styles from './worth.module.css';

type Incentive = IncentiveList['incentives'][number];
type Return = NonNullable<Incentive['return']>;

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
      render: ({ return: returned }) =>
        returned?.value == null ? (
          <Text size="xs" c="dimmed" className={styles.why}>
            {returned?.why ?? 'Nothing was paid or won.'}
          </Text>
        ) : (
          <Returned figure={returned} currency={data?.currency ?? 'USD'} />
        ),
      isFigure: true,
    },
  ];
  return (
    <section aria-label="Incentives and what they move">
      <Title order={2} size="h3" mb={2}>
        Incentives, and what they claim to move
      </Title>
      {data !== undefined && (
        <Text size="sm" c="dimmed" mb="xs">
          {formats.date(data.period.from)} – {formats.date(data.period.to)}, against {formats.date(data.before.from)} –{' '}
          {formats.date(data.before.to)}. That both moved doesn’t show that one moved the other. Return sets what an incentive paid against
          what deals that it paid for brought beyond a year before, though others paid for these too.
        </Text>
      )}
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

/** With how far it may be otherwise: an incentive pays for few deals, and one of them may make it. */
function Returned({ figure: { value, interval, small }, currency }: { readonly figure: Return; readonly currency: string }) {
  const formats = useFormats();
  const text = (one: string | null): string => figureText(one, 'ratio', currency, formats);
  return (
    <>
      {small && <NoticeBadge>few cases</NoticeBadge>} {text(value)}
      {interval !== undefined && (
        <Text size="xs" c="dimmed">
          {text(interval.low)} to {text(interval.high)}, 95 %
        </Text>
      )}
    </>
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
