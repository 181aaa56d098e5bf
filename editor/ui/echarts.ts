import { BarChart, CustomChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart } from 'echarts/charts';
import {
  DatasetComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsType, init, registerTheme, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/* The charting library, fetched with the first chart: only what is drawn here is registered. */

use([BarChart, CustomChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart]);
use([DatasetComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent]);
use([TooltipComponent, VisualMapComponent, SVGRenderer]);

/** Told apart by people who see colours differently, too; the first is the accent. */
const SERIES = {
  light: ['#1f7f6d', '#c2703d', '#4a6fa5', '#8a5a9e', '#9a8a2e', '#6b737d'],
  dark: ['#56b49e', '#e09a6a', '#84a6d8', '#bd92cf', '#cdbd5f', '#98a0ab'],
} as const;

/** From the least to the most. */
const SCALE = ['#cfe9e2', '#166a57'];

const INK = {
  light: { text: '#3d444c', line: '#e3e6e9', surface: '#ffffff' },
  dark: { text: '#b6bdc6', line: '#2f353e', surface: '#1b1f25' },
} as const;

for (const scheme of ['light', 'dark'] as const) {
  const { text, line, surface } = INK[scheme];
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: text, fontSize: 11 },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: text },
  };
  registerTheme(scheme, {
    color: SERIES[scheme],
    backgroundColor: 'transparent',
    textStyle: { color: text, fontFamily: getComputedStyle(document.body).fontFamily },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
    legend: { textStyle: { color: text }, icon: 'roundRect', itemWidth: 10, itemHeight: 10 },
    grid: { left: 8, right: 16, top: 28, bottom: 8, outerBoundsMode: 'same' },
    tooltip: { backgroundColor: surface, borderColor: line, textStyle: { color: text, fontSize: 12 }, confine: true },
    visualMap: { textStyle: { color: text }, inRange: { color: SCALE } },
  });
}

export function draw(place: HTMLElement, scheme: 'light' | 'dark'): EChartsType {
  const animation = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const chart = init(place, scheme, { renderer: 'svg' });
  chart.setOption({ animation, animationDuration: 250 });
  return chart;
}
