import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { endsText, figureText } from './figure-text.ts';
import type { Figures, Measure, MeasureFigure } from './queries.ts';
import { LABELS, type Slice } from './question.ts';
import { NONE, RecordsBehind, type Shown } from './records-behind.tsx';

interface Props {
  readonly program: string;
  readonly measure: Measure;
  readonly figures: readonly MeasureFigure[];
  readonly of: Figures;
  readonly close: () => void;
}

/** What a measure means, its figures quarter by quarter, and the records behind each. */
export function MeasureDetail({ program, measure, figures, of, close }: Props) {
  const formats = useFormats();
  const [shown, show] = useState<Shown>({
    quarter: of.quarters.findLast((each) => each.running !== true)?.from ?? of.quarters.at(-1)?.from ?? '',
    figure: 'value',
    part: 'numerator',
  });
  const slices = of.by === undefined ? [] : [...new Set(figures.map(({ slice }) => slice ?? NONE))];
  const opens = new Set(measure.records.find(({ figure }) => figure === 'value')?.parts);
  const part = (name: 'numerator' | 'denominator'): Column<MeasureFigure> => ({
    id: name,
    title: name === 'numerator' ? 'Numerator' : 'Denominator',
    value: (row) => row[name],
    render: ({ quarter, slice, [name]: figure }) => {
      const told = measure.parts[name] === 'money' ? formats.moneyRound(figure, of.currency) : figure;
      if (!opens.has(name)) return told;
      return (
        <Anchor
          component="button"
          type="button"
          size="sm"
          title="Show its records"
          onClick={() => show({ quarter, figure: 'value', part: name, ...(of.by !== undefined && { slice: slice ?? NONE }) })}
        >
          {told}
        </Anchor>
      );
    },
    isFigure: true,
  });
  const text = (value: string | null | undefined): string => figureText(value, measure.unit, of.currency, formats);
  const nameOf = (from: string): string => of.quarters.find((each) => each.from === from)?.name ?? from;
  const columns: readonly Column<MeasureFigure>[] = [
    { id: 'quarter', title: 'Quarter', value: ({ quarter: from }) => nameOf(from) },
    ...(of.by === undefined ? [] : [{ id: 'slice', title: LABELS[of.by as Slice], value: ({ slice }: MeasureFigure) => slice ?? 'none' }]),
    { id: 'value', title: 'Value', value: ({ value }) => value ?? '', render: ({ value }) => text(value), isFigure: true },
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
  return (
    <Drawer opened onClose={close} position="right" size="min(980px, 100vw)" title={measure.name}>
      <Stack>
        <div>
          <Text>{measure.definition}</Text>
          <Text size="sm" c="dimmed" mt={4}>
            {measure.numerator} ÷ {measure.denominator}. {measure.reckoned}
          </Text>
        </div>
        <DataTable rows={figures} columns={columns} idOf={(row) => `${row.quarter} ${row.slice ?? ''}`} name={measure.id} />
        <RecordsBehind program={program} measure={measure} of={of} slices={slices} shown={shown} show={show} />
      </Stack>
    </Drawer>
  );
}
