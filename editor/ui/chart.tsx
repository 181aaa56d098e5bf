import { Group, SegmentedControl, Skeleton, Text, useComputedColorScheme } from '@mantine/core';
import type { EChartsOption, EChartsType } from 'echarts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './chart.module.css';

interface Props {
  readonly title: string;
  /** What ECharts draws; keep it the same between renders (useMemo). Colours, fonts and grid come from the theme. */
  readonly option: EChartsOption;
  /** The same figures as a table: a DataTable. Who can't see a chart reads this. */
  readonly table: ReactNode;
  /** A sentence with what is to be seen. */
  readonly summary: string;
  readonly height?: number;
  readonly onPick?: (picked: { readonly seriesName?: string; readonly name: string; readonly dataIndex: number }) => void;
}

/** A chart that is a table, too. */
export function Chart({ title, option, table, summary, height = 280, onPick }: Props) {
  const [view, setView] = useState('chart');
  return (
    <figure className={styles.figure}>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Text fw={600} component="figcaption">
          {title}
        </Text>
        <SegmentedControl
          aria-label={`${title}: how it is shown`}
          value={view}
          onChange={setView}
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
        />
      </Group>
      {view === 'table' ? table : <Drawing option={option} summary={summary} height={height} {...(onPick && { onPick })} />}
    </figure>
  );
}

function Drawing({ option, summary, height, onPick }: Required<Pick<Props, 'option' | 'summary' | 'height'>> & Pick<Props, 'onPick'>) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const [isReady, setReady] = useState(false);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });

  useEffect(() => {
    let isGone = false;
    let observer: ResizeObserver | undefined;
    void import('./echarts.ts').then(({ draw }) => {
      const { current } = place;
      if (isGone || current === null) return;
      const drawn = draw(current, scheme);
      chart.current = drawn;
      observer = new ResizeObserver(() => drawn.resize());
      observer.observe(current);
      setReady(true);
    });
    return () => {
      isGone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
      setReady(false);
    };
  }, [scheme]);

  useEffect(() => {
    if (isReady) chart.current?.setOption(option, { notMerge: true });
  }, [option, isReady]);

  useEffect(() => {
    const { current } = chart;
    if (!isReady || current === undefined || onPick === undefined) return;
    current.on('click', ({ seriesName, name, dataIndex }) => onPick({ ...(seriesName !== undefined && { seriesName }), name, dataIndex }));
    return () => void current.off('click');
  }, [onPick, isReady]);

  return (
    <div className={styles.frame} style={{ height }} role="img" aria-label={summary}>
      <div ref={place} className={styles.place} />
      {!isReady && <Skeleton className={styles.waiting} radius="sm" />}
    </div>
  );
}
