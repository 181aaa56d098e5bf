import { Drawer, Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import { figureText } from './figure-text.ts';
import { type Figures, type Measure, type MeasureFigure, useRecords } from './queries.ts';

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
  const [quarter, setQuarter] = useState(of.quarters.findLast((each) => each.running !== true)?.from ?? of.quarters.at(-1)?.from ?? '');
  const [part, setPart] = useState<'numerator' | 'denominator' | 'left-out'>('numerator');
  const text = (value: string | null | undefined): string => figureText(value, measure.unit, of.currency, formats);
  const nameOf = (from: string): string => of.quarters.find((each) => each.from === from)?.name ?? from;
  const columns: readonly Column<MeasureFigure>[] = [
    { id: 'quarter', title: 'Quarter', value: ({ quarter: from }) => nameOf(from) },
    ...(of.by === undefined ? [] : [{ id: 'slice', title: of.by, value: ({ slice }: MeasureFigure) => slice ?? 'none' }]),
    { id: 'value', title: 'Value', value: ({ value }) => value ?? '', render: ({ value }) => text(value), isFigure: true },
    {
      id: 'interval',
      title: '95 %',
      value: ({ interval }) => (interval ? `${interval.low ?? ''} ${interval.high ?? ''}` : ''),
      render: ({ interval, why }) => (interval ? `${text(interval.low)} to ${text(interval.high)}` : (why ?? '')),
    },
    { id: 'numerator', title: 'Numerator', value: ({ numerator }) => numerator, isFigure: true },
    { id: 'denominator', title: 'Denominator', value: ({ denominator }) => denominator, isFigure: true },
    { id: 'small', title: '', value: ({ small }) => (small ? 'few cases' : '') },
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
        <Group align="flex-end">
          <Title order={3} size="h4">
            Records behind it
          </Title>
          <Select
            aria-label="Quarter"
            data={of.quarters.map(({ from, name }) => ({ value: from, label: name }))}
            value={quarter}
            onChange={(from) => from !== null && setQuarter(from)}
            allowDeselect={false}
            w={140}
          />
          <SegmentedControl
            aria-label="Which records"
            value={part}
            onChange={(next) => setPart(next as typeof part)}
            data={[
              { value: 'numerator', label: 'Numerator' },
              { value: 'denominator', label: 'Denominator' },
              { value: 'left-out', label: 'Left out' },
            ]}
          />
        </Group>
        <Records program={program} measure={measure.id} quarter={quarter} part={part} />
      </Stack>
    </Drawer>
  );
}

type RecordRow = Readonly<Record<string, unknown>>;

function Records(of: {
  readonly program: string;
  readonly measure: string;
  readonly quarter: string;
  readonly part: 'numerator' | 'denominator' | 'left-out';
}) {
  const { data, error, refetch } = useRecords(of.program, of);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="the records" />;
  const records = data.records as readonly RecordRow[];
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))].slice(0, MOST_COLUMNS);
  const columns: readonly Column<RecordRow>[] = names.map((name) => ({
    id: name,
    title: name,
    value: (record) => (record[name] === undefined ? '' : String(record[name])),
    isFigure: name === 'amount' || name === 'margin',
  }));
  return (
    <DataTable
      rows={records}
      columns={columns}
      idOf={(record) => JSON.stringify(record)}
      name={`${of.measure}-${of.quarter}-${of.part}`}
      empty={
        <Text size="sm" c="dimmed">
          None.
        </Text>
      }
    />
  );
}

const MOST_COLUMNS = 9;
