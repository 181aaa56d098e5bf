import { Anchor, Group, SegmentedControl, Text, Title } from '@mantine/core';
import type { EChartsOption } from 'echarts';
import { useMemo, useState } from 'react';
import { Chart } from '../ui/chart.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { type Member, type MemberPart, OpenedMember } from './opened-member.tsx';
import { OpeningFigure } from './opening-figure.tsx';
import { type Portfolio, usePortfolio } from './queries.ts';
import type { Question } from './question.ts';

/** Who brings how much of it: the largest first, and all up to each together. */
export function PortfolioPanel({ program, question }: { readonly program: string; readonly question: Question }) {
  const [of, setOf] = useState<'partner' | 'integration'>('partner');
  const { data, error, refetch } = usePortfolio(program, question, of);
  return (
    <section aria-label="Portfolio">
      <Group mb="xs">
        <Title order={2} size="h3">
          Portfolio
        </Title>
        <SegmentedControl
          aria-label="Whose contribution"
          value={of}
          onChange={(next) => setOf(next as typeof of)}
          data={[
            { value: 'partner', label: 'Partners' },
            { value: 'integration', label: 'Integrations' },
          ]}
        />
      </Group>
      {error !== null ? (
        <ErrorState error={error} again={() => void refetch()} compact />
      ) : data === undefined ? (
        <Loading what="the portfolio" />
      ) : data.rows.length === 0 ? (
        <EmptyState title="Nothing was won with any">In these quarters.</EmptyState>
      ) : (
        <Contribution program={program} portfolio={data} of={of} />
      )}
    </section>
  );
}

interface ContributionProps {
  readonly program: string;
  readonly portfolio: Portfolio;
  readonly of: string;
}

function Contribution({ program, portfolio, of }: ContributionProps) {
  const { moneyRound, rate, count } = useFormats();
  const { rows, rest, currency, members, concentration } = portfolio;
  const [opened, setOpened] = useState<{ readonly rank: number; readonly part: MemberPart }>();
  const open = ({ rank }: Member, part: MemberPart): void => setOpened({ rank, part });
  const member = rows.find(({ rank }) => rank === opened?.rank);
  const option = useMemo<EChartsOption>(
    () => ({
      tooltip: { trigger: 'axis' },
      xAxis: {
        type: 'category',
        data: rows.map(({ rank }) => String(rank)),
        name: of === 'partner' ? 'partners' : 'integrations',
        nameLocation: 'middle',
        nameGap: 26,
      },
      yAxis: { type: 'value', max: 1, axisLabel: { formatter: (value: number) => `${Math.round(value * 100)} %` } },
      series: [
        {
          type: 'line',
          name: 'together',
          areaStyle: { opacity: 0.12 },
          showSymbol: false,
          data: rows.map(({ cumulative }) => Number(cumulative ?? 0)),
        },
      ],
    }),
    [rows, of],
  );
  const columns: readonly Column<Member>[] = [
    { id: 'rank', title: 'No.', value: ({ rank }) => rank, isFigure: true, width: 50 },
    {
      id: 'name',
      title: 'Name',
      value: nameOf,
      render: (row) => (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => open(row, 'won')} title="What is behind it">
          {nameOf(row)}
        </Anchor>
      ),
    },
    {
      id: 'deals',
      title: 'Deals',
      value: ({ deals }) => deals,
      render: (row) => <OpeningFigure open={() => open(row, 'won')}>{count(row.deals)}</OpeningFigure>,
      isFigure: true,
    },
    {
      id: 'contribution',
      title: 'Won',
      value: (row) => row.contribution,
      render: (row) => <OpeningFigure open={() => open(row, 'won')}>{moneyRound(row.contribution, currency)}</OpeningFigure>,
      isFigure: true,
    },
    {
      id: 'share',
      title: 'Share',
      value: ({ share }) => share ?? '',
      render: ({ share }) => (share === null ? '–' : rate(Number(share).toFixed(4))),
      isFigure: true,
    },
    {
      id: 'cumulative',
      title: 'Together',
      value: (row) => row.cumulative ?? '',
      render: (row) => (row.cumulative === null ? '–' : rate(Number(row.cumulative).toFixed(4))),
      isFigure: true,
    },
    {
      id: 'cost',
      title: 'Cost',
      value: ({ cost }) => cost,
      render: (row) => <OpeningFigure open={() => open(row, 'cost')}>{moneyRound(row.cost, currency)}</OpeningFigure>,
      isFigure: true,
    },
  ];
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {concentration
          .map(
            ({ share, members: few }) =>
              `${count(few)} of ${count(members)} ${few === 1 ? 'brings' : 'bring'} ${rate(Number(share).toFixed(2))}`,
          )
          .join(', ')}
      </Text>
      <Chart
        title="Cumulative contribution"
        option={option}
        summary={concentration.map(({ share, members: few }) => `${few} bring ${share}`).join('; ')}
        table={<DataTable rows={rows} columns={columns} idOf={({ rank }) => String(rank)} name={`portfolio-${of}`} />}
      />
      {rest.members > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {count(rest.members)} more brought {moneyRound(rest.contribution, currency)} and cost {moneyRound(rest.cost, currency)}.
        </Text>
      )}
      {member !== undefined && opened !== undefined && (
        <OpenedMember
          program={program}
          portfolio={portfolio}
          member={member}
          shown={opened.part}
          show={(part) => open(member, part)}
          close={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

const nameOf = ({ name }: Member): string => name ?? 'without one';
