import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { EChartsOption } from 'echarts';
import { useMemo } from 'react';
import { Change } from '../../live/change.tsx';
import { Chart } from '../../ui/chart.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import type { Beside } from './beside.ts';
import { Nothing } from './figures.tsx';
import { ReturnTable } from './return-table.tsx';

type Bin = Beside['difference']['histogram'][number];

/** Who wins, who loses, and how changes spread over all. */
export function PartnersTab({ result, difference }: Beside) {
  const { count, money } = useFormats();
  const { partners, histogram, wholeReturn } = difference;
  const between = ({ from, to }: Bin): string =>
    from === '0' && to === '0'
      ? 'no change'
      : `${from === null ? 'below' : money(from, result.currency)}${from === null || to === null ? ' ' : ' to '}${to === null ? 'and more' : money(to, result.currency)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `between` is made of what stands here
  const option = useMemo(() => spread(histogram, between), [histogram]);
  const bins: readonly Column<Bin>[] = [
    { id: 'change', title: 'Change', value: between },
    { id: 'partners', title: 'Partners', value: (bin) => bin.partners, isFigure: true },
  ];
  return (
    <Stack>
      <Text>
        {count(partners.win)} partners win, {count(partners.lose)} lose, {count(partners.same)} earn the same.
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <PartnerTable title="Win most" rows={partners.winners} currency={result.currency} />
        <PartnerTable title="Lose most" rows={partners.losers} currency={result.currency} />
      </SimpleGrid>
      <Chart
        title="Partners by change"
        option={option}
        summary={histogram.map((bin) => `${between(bin)}: ${bin.partners}`).join('; ')}
        table={<DataTable rows={histogram} columns={bins} idOf={between} name="change-per-partner" />}
      />
      {wholeReturn !== null && <ReturnTable wholeReturn={wholeReturn} currency={result.currency} />}
    </Stack>
  );
}

type PartnerChange = Beside['difference']['partners']['winners'][number];

function PartnerTable({
  title,
  rows,
  currency,
}: {
  readonly title: string;
  readonly rows: readonly PartnerChange[];
  readonly currency: string;
}) {
  const { money } = useFormats();
  const columns: readonly Column<PartnerChange>[] = [
    { id: 'partner', title: 'Partner', value: ({ partner }) => partner },
    { id: 'type', title: 'Type', value: ({ partnerType }) => partnerType },
    {
      id: 'before',
      title: 'Baseline',
      value: ({ baseline }) => baseline,
      render: ({ baseline }) => money(baseline, currency),
      isFigure: true,
    },
    {
      id: 'after',
      title: 'Candidate',
      value: ({ candidate }) => candidate,
      render: ({ candidate }) => money(candidate, currency),
      isFigure: true,
    },
    {
      id: 'change',
      title: 'Change',
      value: ({ change }) => change,
      render: ({ change }) => <Change amount={change} currency={currency} goodFor="partner" />,
      isFigure: true,
    },
  ];
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <DataTable
        rows={rows}
        columns={columns}
        idOf={({ partner, partnerType }) => `${partner} ${partnerType}`}
        name={title.toLowerCase().replaceAll(' ', '-')}
        empty={<Nothing />}
      />
    </section>
  );
}

function spread(histogram: readonly Bin[], between: (bin: Bin) => string): EChartsOption {
  return {
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'category', data: histogram.map(between), axisLabel: { interval: 0, rotate: 30, fontSize: 10 } },
    yAxis: { type: 'value', minInterval: 1 },
    series: [{ type: 'bar', name: 'Partners', data: histogram.map(({ partners }) => partners), barCategoryGap: '15%' }],
  };
}
