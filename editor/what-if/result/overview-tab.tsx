import { SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import type { EChartsOption } from 'echarts';
import { useMemo, useState } from 'react';
import { Change } from '../../live/change.tsx';
import { Chart } from '../../ui/chart.tsx';
import { useFormats } from '../../ui/formats.ts';
import type { Beside } from './beside.ts';
import { type Compared, ComparedTable, compared } from './figures.tsx';

const BY = {
  incentive: 'Incentive',
  partnerType: 'Partner type',
  tier: 'Tier',
  region: 'Region',
  segment: 'Segment',
  quarter: 'Quarter',
} as const;

type By = keyof typeof BY;

/** What is paid under both, in all, and by what it is paid for. */
export function OverviewTab(beside: Beside) {
  const { result, before, after, difference } = beside;
  const { money, count, moneyRound } = useFormats();
  const [by, setBy] = useState<By>('incentive');
  const rows = useMemo(() => ordered(groupsOf(beside, by), by), [beside, by]);
  const candidate = difference.candidate;
  const option = useMemo(
    () => bars(rows, candidate, (value) => moneyRound(value, result.currency)),
    [rows, candidate, moneyRound, result.currency],
  );
  const registrations = (side: Beside['before']): number => side.registrations.reduce((sum, { approved }) => sum + approved, 0);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <Fact title="Paid, baseline" value={money(before.totals.paid, result.currency)} />
        <Fact title={`Paid, ${candidate}`} value={money(after.totals.paid, result.currency)} testId="candidate-paid">
          <Change amount={difference.whole.paid} currency={result.currency} />
        </Fact>
        <Fact title="Owed by partners" value={money(after.totals.owed, result.currency)}>
          <Change amount={difference.whole.owed} currency={result.currency} />
        </Fact>
        <Fact title="Registrations approved" value={`${count(registrations(before))} → ${count(registrations(after))}`}>
          <Text size="sm" c="dimmed">
            {count(result.counted.activities)} activities counted
          </Text>
        </Fact>
      </SimpleGrid>
      <SegmentedControl
        aria-label="Paid by"
        value={by}
        onChange={(value) => setBy(value as By)}
        data={Object.entries(BY).map(([value, label]) => ({ value, label }))}
        w="fit-content"
      />
      <Chart
        title={`Paid by ${BY[by].toLowerCase()}`}
        option={option}
        height={Math.max(220, 90 + rows.length * 34)}
        summary={rows.map((row) => `${row.name}: ${row.before} in the baseline, ${row.after} under ${candidate}`).join('; ')}
        table={<ComparedTable what={BY[by]} rows={rows} currency={result.currency} name={`paid-by-${by}`} />}
      />
    </Stack>
  );
}

interface FactProps {
  readonly title: string;
  readonly value: string;
  readonly testId?: string;
  readonly children?: React.ReactNode;
}

function Fact({ title, value, testId, children }: FactProps) {
  return (
    <div className="panel" style={{ padding: '10px 14px' }}>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Text fw={600} size="lg" className="figures" {...(testId !== undefined && { 'data-testid': testId })}>
        {value}
      </Text>
      {children}
    </div>
  );
}

function groupsOf({ before, after }: Beside, by: By): readonly Compared[] {
  switch (by) {
    case 'incentive':
      return compared(
        before.byIncentive,
        after.byIncentive,
        ({ incentive }) => incentive,
        ({ total }) => total,
      );
    case 'partnerType':
      return compared(
        before.byPartnerType,
        after.byPartnerType,
        ({ partnerType }) => partnerType,
        ({ total }) => total,
      );
    case 'tier':
      return compared(
        before.byTier,
        after.byTier,
        ({ partnerType, tier }) => `${partnerType} ${tier ?? 'without tier'}`,
        ({ total }) => total,
      );
    case 'region':
      return compared(
        before.byRegion,
        after.byRegion,
        ({ value }) => value ?? 'unknown, and all others',
        ({ total }) => total,
      );
    case 'segment':
      return compared(
        before.bySegment,
        after.bySegment,
        ({ value }) => value ?? 'unknown, and all others',
        ({ total }) => total,
      );
    case 'quarter':
      return compared(
        before.byQuarter,
        after.byQuarter,
        ({ from }) => from,
        ({ total }) => total,
      );
  }
}

/** The largest first, quarters as they come. */
const ordered = (rows: readonly Compared[], by: By): readonly Compared[] => {
  const size = ({ before, after }: Compared): number => Math.max(Number(before), Number(after));
  return by === 'quarter' ? rows : rows.toSorted((a, b) => size(b) - size(a));
};

function bars(rows: readonly Compared[], candidate: string, show: (value: number) => string): EChartsOption {
  const names = rows.map(({ name }) => name);
  return {
    legend: { top: 0, left: 0 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (value) => show(Number(value)) },
    grid: { left: 8, right: 24, top: 30, bottom: 8 },
    xAxis: { type: 'value', axisLabel: { formatter: show } },
    yAxis: { type: 'category', data: names, inverse: true },
    series: [
      { type: 'bar', name: 'Baseline', data: rows.map(({ before }) => Number(before)), itemStyle: { opacity: 0.45 }, barGap: '10%' },
      { type: 'bar', name: candidate, data: rows.map(({ after }) => Number(after)) },
    ],
  };
}
