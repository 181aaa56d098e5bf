import { Anchor, Badge, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { NoticeBadge } from '../ui/notice.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { changeText, figureText } from './figure-text.ts';
import { firstMoved, type Incentive, OpenedIncentive } from './opened-incentive.tsx';
import { OpeningFigure } from './opening-figure.tsx';
import { type Measure, useIncentives } from './queries.ts';
import type { Question } from './question.ts';
import styles from './worth.module.css';

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
  const [opened, setOpened] = useState<{ readonly incentive: string; readonly part: string }>();
  const open = ({ incentive }: Incentive, part: string) => setOpened({ incentive, part });
  const measureOf = ({ moves }: Incentive): Measure | undefined => measures.find(({ id }) => id === moves);
  const shown = data?.incentives.find(({ incentive }) => incentive === opened?.incentive);
  const columns: readonly Column<Incentive>[] = [
    {
      id: 'incentive',
      title: 'Incentive',
      value: ({ incentive }) => incentive,
      render: (row) => (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => open(row, 'paid')} title="What is behind it">
          {row.incentive}
        </Anchor>
      ),
    },
    {
      id: 'paid',
      title: 'Paid',
      value: ({ paid }) => paid,
      render: (row) => (
        <OpeningFigure open={() => open(row, 'paid')}>{formats.moneyRound(row.paid, data?.currency ?? 'USD')}</OpeningFigure>
      ),
      isFigure: true,
    },
    { id: 'moves', title: 'Claims to move', value: (row) => measureOf(row)?.name ?? row.moves ?? '' },
    {
      id: 'moved',
      title: 'What moved',
      value: (row) => changeOf(row)?.value ?? '',
      render: (row) => (
        <Moved incentive={row} measure={measureOf(row)} currency={data?.currency ?? 'USD'} open={(part) => open(row, part)} />
      ),
    },
    {
      id: 'return',
      title: 'Return, estimated',
      value: (row) => row.return?.value ?? '',
      render: (row) =>
        row.return?.value == null ? (
          <Text size="xs" c="dimmed" className={styles.why}>
            {row.return?.why ?? 'Nothing was paid or won.'}
          </Text>
        ) : (
          <Returned figure={row.return} currency={data?.currency ?? 'USD'} open={() => open(row, 'won')} />
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
      {data !== undefined && shown !== undefined && opened !== undefined && (
        <OpenedIncentive
          program={program}
          list={data}
          incentive={shown}
          measure={measureOf(shown)}
          shown={opened.part}
          show={(part) => open(shown, part)}
          close={() => setOpened(undefined)}
        />
      )}
    </section>
  );
}

interface ReturnedProps {
  readonly figure: Return;
  readonly currency: string;
  readonly open: () => void;
}

/** With how far it may be otherwise: an incentive pays for few deals, and one of them may make it. */
function Returned({ figure: { value, interval, small }, currency, open }: ReturnedProps) {
  const formats = useFormats();
  const text = (one: string | null): string => figureText(one, 'ratio', currency, formats);
  return (
    <>
      {small && <NoticeBadge>few cases</NoticeBadge>} <OpeningFigure open={open}>{text(value)}</OpeningFigure>
      {interval !== undefined && (
        <Text size="xs" c="dimmed">
          {text(interval.low)} to {text(interval.high)}, 95 %
        </Text>
      )}
    </>
  );
}

const changeOf = ({ moved }: Incentive) => moved.find(({ change }) => change !== null)?.change;

interface MovedProps {
  readonly incentive: Incentive;
  readonly measure: Measure | undefined;
  readonly currency: string;
  readonly open: (part: string) => void;
}

function Moved({ incentive, measure, currency, open }: MovedProps) {
  const formats = useFormats();
  const moved = incentive.moved.find(({ change }) => change !== null);
  const part = firstMoved(incentive, measure);
  if (moved?.change == null)
    return (
      <Text size="sm" c="dimmed">
        no value
      </Text>
    );
  const told = <span className="figures">{changeText(moved.change.value, measure?.unit ?? 'rate', currency, formats)}</span>;
  return (
    <span>
      {part === undefined ? told : <OpeningFigure open={() => open(part)}>{told}</OpeningFigure>}{' '}
      {moved.maybeChance === true && <Badge color="gray">may be chance</Badge>}
    </span>
  );
}
