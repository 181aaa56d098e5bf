import { Group, Select, Stack } from '@mantine/core';
import type { EChartsOption } from 'echarts';
import { useMemo, useState } from 'react';
import { Chart } from '../ui/chart.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { type Formats, useFormats } from '../ui/formats.ts';
import { curveOf } from './curve.ts';
import type { Sweep } from './queries.ts';

type Point = Sweep['points'][number];

/** A curve of one parameter, a heat map of two; the same points as a table. */
export function SweepResult({ sweep }: { readonly sweep: Sweep }) {
  const formats = useFormats();
  const [name, choose] = useState(sweep.measures[0]?.name ?? 'paid');
  const place = Math.max(
    0,
    sweep.measures.findIndex((each) => each.name === name),
  );
  const measure = sweep.measures[place];
  const option = useMemo(
    () => (sweep.axes.length === 2 ? heatMap(sweep, place, formats) : curve(sweep, place, formats)),
    [sweep, place, formats],
  );
  const show = (text: string, unit: 'money' | 'count'): string =>
    unit === 'money' ? formats.money(text, sweep.currency) : formats.count(Number(text));
  const columns: readonly Column<Point>[] = [
    ...sweep.axes.map(({ parameter }, axis) => ({
      id: parameter,
      title: parameter,
      value: ({ values }: Point) => String(values[axis] ?? ''),
      isFigure: true,
    })),
    ...sweep.measures.flatMap(({ name: title, unit }, at) => [
      {
        id: title,
        title,
        isFigure: true,
        value: ({ measures }: Point) => measures[at],
        render: ({ measures }: Point) => show(measures[at] ?? '0', unit),
      },
    ]),
  ];
  return (
    <Stack>
      <Group>
        <Select
          label="Measure"
          data={sweep.measures.map((each) => each.name)}
          value={name}
          onChange={(next) => next !== null && choose(next)}
          allowDeselect={false}
          searchable
          w={280}
        />
      </Group>
      <Chart
        title={`${measure?.name ?? ''} by ${sweep.axes.map(({ parameter }) => parameter).join(' and ')}`}
        option={option}
        height={360}
        summary={summaryOf(sweep, place, show)}
        table={<DataTable rows={sweep.points} columns={columns} idOf={({ values }) => values.join(' ')} name="sweep" />}
      />
    </Stack>
  );
}

function summaryOf(sweep: Sweep, place: number, show: (text: string, unit: 'money' | 'count') => string): string {
  const measure = sweep.measures[place];
  if (measure === undefined) return '';
  const figures = sweep.points.map(({ measures }) => measures[place] ?? '0').toSorted((a, b) => Number(a) - Number(b));
  const told = (text = '0'): string => show(text, measure.unit);
  return `${sweep.points.length} points; ${measure.name} lies between ${told(figures[0])} and ${told(figures.at(-1))}; ${told(sweep.baseline[place])} in force.`;
}

function curve(sweep: Sweep, place: number, formats: Formats): EChartsOption {
  const { axes, measures, points, baseline, currency } = sweep;
  const measure = measures[place];
  if (measure === undefined) return {};
  return curveOf(
    {
      ...{ parameter: axes[0]?.parameter ?? '', measure, currency },
      points: points.map((point) => [Number(point.values[0]), Number(point.measures[place] ?? 0)] as const),
      beside: { name: 'in force', measure: Number(baseline[place] ?? 0) },
    },
    formats,
  );
}

function heatMap(sweep: Sweep, place: number, { moneyRound, count }: Formats): EChartsOption {
  const isMoney = sweep.measures[place]?.unit === 'money';
  const [across, up] = sweep.axes;
  const figures = sweep.points.map(({ measures }) => Number(measures[place] ?? 0));
  const height = up?.values.length ?? 1;
  return {
    tooltip: {},
    xAxis: {
      type: 'category',
      data: (across?.values ?? []).map(String),
      name: across?.parameter ?? '',
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: { type: 'category', data: (up?.values ?? []).map(String), name: up?.parameter ?? '' },
    visualMap: {
      min: Math.min(...figures),
      max: Math.max(...figures),
      calculable: true,
      orient: 'vertical',
      right: 0,
      top: 'middle',
      formatter: (value) => (isMoney ? moneyRound(Number(value), sweep.currency) : count(Number(value))),
    },
    // room for the amounts beside the scale
    grid: { right: 170 },
    series: [{ type: 'heatmap', data: figures.map((figure, at) => [Math.floor(at / height), at % height, figure]) }],
  };
}
