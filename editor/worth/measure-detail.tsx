import { Anchor, Drawer, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { FigureDetail } from './figure-detail.tsx';
import { endsText, figureText } from './figure-text.ts';
import { OpeningFigure } from './opening-figure.tsx';
import type { Figures, Measure, MeasureFigure } from './queries.ts';
import { LABELS, NONE, type Slice } from './question.ts';
import { RecordsBehind, type Shown } from './records-behind.tsx';
import { useArrival } from './use-arrival.ts';
import styles from './worth.module.css';

interface Props {
  readonly program: string;
  readonly measure: Measure;
  readonly figures: readonly MeasureFigure[];
  /** The same of all values of the slice together. */
  readonly wholes: readonly MeasureFigure[];
  readonly of: Figures;
  /** Why it isn't opened by the slice, or what of it isn't told. */
  readonly untold: string | undefined;
  readonly close: () => void;
}

/** What a measure means, its figures quarter by quarter, and the records behind each. */
export function MeasureDetail({ program, measure, figures, wholes, of, untold, close }: Props) {
  const formats = useFormats();
  const [shown, show] = useState<Shown>({
    quarter: of.quarters.findLast((each) => each.running !== true)?.from ?? of.quarters.at(-1)?.from ?? '',
    figure: 'value',
    part: 'numerator',
  });
  const [place, arrive] = useArrival();
  const [figurePlace, arriveAtFigure] = useArrival();
  const open = (next: Shown): void => {
    show(next);
    arrive();
  };
  const cellOf = ({ quarter, slice }: MeasureFigure) => ({ quarter, ...(of.by !== undefined && { slice: slice ?? NONE }) });
  const slices = of.by === undefined ? [] : [...new Set(figures.map(({ slice }) => slice ?? NONE))];
  const opens = new Set(measure.records.find(({ figure }) => figure === 'value')?.parts);
  const part = (name: 'numerator' | 'denominator'): Column<MeasureFigure> => ({
    id: name,
    title: name === 'numerator' ? 'Numerator' : 'Denominator',
    value: (row) => row[name],
    render: (row) => {
      const told = measure.parts[name] === 'money' ? formats.moneyRound(row[name], of.currency) : row[name];
      if (!opens.has(name)) return told;
      return <OpeningFigure open={() => open({ ...cellOf(row), figure: 'value', part: name })}>{told}</OpeningFigure>;
    },
    isFigure: true,
  });
  const text = (value: string | null | undefined): string => figureText(value, measure.unit, of.currency, formats);
  const nameOf = (from: string): string => of.quarters.find((each) => each.from === from)?.name ?? from;
  const columns: readonly Column<MeasureFigure>[] = [
    { id: 'quarter', title: 'Quarter', value: ({ quarter: from }) => nameOf(from) },
    ...(of.by === undefined ? [] : [{ id: 'slice', title: LABELS[of.by as Slice], value: ({ slice }: MeasureFigure) => slice ?? 'none' }]),
    {
      id: 'value',
      title: 'Value',
      value: ({ value }) => value ?? '',
      render: (row) => (
        <Anchor
          component="button"
          type="button"
          size="sm"
          title="What stands beside it, and what was left out"
          onClick={() => {
            show({ ...cellOf(row), figure: 'value', part: 'numerator' });
            arriveAtFigure();
          }}
        >
          {text(row.value)}
        </Anchor>
      ),
      isFigure: true,
    },
    {
      id: 'interval',
      title: '95 %',
      value: ({ interval }) => (interval ? `${interval.low ?? ''} ${interval.high ?? ''}` : ''),
      render: ({ interval, why }) => (interval ? endsText(interval, text) : (why ?? '')),
    },
    part('numerator'),
    part('denominator'),
    { id: 'small', title: 'Sample', value: ({ small }) => (small ? 'few cases' : '') },
  ];
  const figure = (shown.slice === undefined ? wholes : figures).find(
    (each) => each.quarter === shown.quarter && (shown.slice === undefined || (each.slice ?? NONE) === shown.slice),
  );
  const name = [nameOf(shown.quarter), ...(shown.slice === undefined ? [] : [shown.slice === NONE ? 'none' : shown.slice])].join(', ');
  return (
    <Drawer opened onClose={close} position="right" size="min(980px, 100vw)" title={measure.name}>
      <Stack>
        <div>
          <Text>{measure.definition}</Text>
          <Text size="sm" c="dimmed" mt={4}>
            {measure.numerator} ÷ {measure.denominator}. {measure.reckoned}
          </Text>
        </div>
        {untold !== undefined && (
          <Text size="sm" c="dimmed">
            {untold}
          </Text>
        )}
        <DataTable rows={figures} columns={columns} idOf={(row) => `${row.quarter} ${row.slice ?? ''}`} name={measure.id} />
        {figure !== undefined && (
          <section aria-label="The figure">
            <Title order={3} size="h4" mb="xs" ref={figurePlace} tabIndex={-1} className={styles.place ?? ''}>
              {name}
            </Title>
            <FigureDetail
              measure={measure}
              figure={figure}
              currency={of.currency}
              name={name}
              open={(part) => {
                const { quarter, slice } = shown;
                open({ quarter, ...(slice !== undefined && { slice }), ...part });
              }}
            />
          </section>
        )}
        <RecordsBehind program={program} measure={measure} of={of} slices={slices} shown={shown} show={show} place={place} />
      </Stack>
    </Drawer>
  );
}
