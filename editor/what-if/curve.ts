import type { EChartsOption } from 'echarts';
import type { Formats } from '../ui/formats.ts';
import type { Sweep } from './queries.ts';

interface Curve {
  readonly parameter: string;
  readonly measure: Sweep['measures'][number];
  readonly currency: string;
  readonly points: readonly (readonly [value: number, measure: number])[];
  /** A measure that the curve is looked at beside. */
  readonly beside: { readonly name: string; readonly measure: number };
}

/** What a measure comes to by the value of a parameter. */
export function curveOf({ parameter, measure, currency, points, beside }: Curve, { moneyRound, count }: Formats): EChartsOption {
  const show = (value: number): string => (measure.unit === 'money' ? moneyRound(value, currency) : count(value));
  return {
    tooltip: { trigger: 'axis', valueFormatter: (value) => show(Number(value)) },
    xAxis: { type: 'value', name: parameter, nameLocation: 'middle', nameGap: 28, scale: true },
    yAxis: { type: 'value', scale: true, axisLabel: { formatter: show } },
    series: [
      {
        type: 'line',
        name: measure.name,
        symbolSize: 6,
        data: points.map(([value, figure]) => [value, figure]),
        markLine: {
          silent: true,
          symbol: 'none',
          data: [{ yAxis: beside.measure }],
          label: { formatter: beside.name, position: 'insideEndTop' },
        },
      },
    ],
  };
}
