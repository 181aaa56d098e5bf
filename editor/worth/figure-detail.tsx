import { List, Stack, Text } from '@mantine/core';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { type Formats, useFormats } from '../ui/formats.ts';
import { changeText, endsText, figureText, intervalText } from './figure-text.ts';
import { OpeningFigure } from './opening-figure.tsx';
import type { Measure, MeasureFigure, RecordsPart } from './queries.ts';

type Unit = Measure['unit'];
type Part = 'numerator' | 'denominator';

interface Row extends Pick<MeasureFigure, 'value' | 'why' | Part | 'interval' | 'small'> {
  /** `value`, or the name of one beside it. */
  readonly name: string;
  readonly says: string;
  readonly unit: Unit;
  readonly parts: Readonly<Record<Part, string>>;
}

interface Props {
  readonly measure: Measure;
  readonly figure: MeasureFigure;
  readonly currency: string;
  /** Of which quarter and slice it is. */
  readonly name: string;
  readonly open: (of: { readonly figure: string; readonly part: RecordsPart; readonly reason?: string }) => void;
}

/** One figure with those that belong beside it, how sure their difference is, and what was left out of it and why. */
export function FigureDetail({ measure, figure, currency, name, open }: Props) {
  const formats = useFormats();
  const opens = (row: string, part: Part): boolean => measure.records.some((each) => each.figure === row && each.parts.includes(part));
  const text = (value: string | null | undefined, unit: Unit): string => figureText(value, unit, currency, formats);
  const part = (id: Part, title: string): Column<Row> => ({
    id,
    title,
    value: (row) => row[id],
    render: (row) => {
      const told = row.parts[id] === 'money' ? formats.moneyRound(row[id], currency) : formats.count(Number(row[id]));
      return opens(row.name, id) ? <OpeningFigure open={() => open({ figure: row.name, part: id })}>{told}</OpeningFigure> : told;
    },
    isFigure: true,
  });
  const columns: readonly Column<Row>[] = [
    { id: 'says', title: 'Figure', value: ({ says }) => says },
    { id: 'value', title: 'Value', value: ({ value }) => value ?? '', render: ({ value, unit }) => text(value, unit), isFigure: true },
    {
      id: 'interval',
      title: '95 %',
      value: ({ interval }) => (interval ? `${interval.low ?? ''} ${interval.high ?? ''}` : ''),
      render: ({ interval, why, unit }) => (interval ? endsText(interval, (end) => text(end, unit)) : (why ?? '')),
    },
    part('numerator', 'Numerator'),
    part('denominator', 'Denominator'),
    { id: 'small', title: 'Sample', value: ({ small }) => (small ? 'few cases' : '') },
  ];
  return (
    <Stack gap="xs">
      <DataTable rows={rowsOf(measure, figure)} columns={columns} idOf={(row) => row.name} name={`${measure.name}, ${name}`} isPlain />
      {figure.difference && <Text size="sm">{differenceText(figure.difference, measure, currency, formats)}</Text>}
      {figure.leftOut.length > 0 && (
        <div>
          <Text size="sm">Left out:</Text>
          <List size="sm">
            {figure.leftOut.map(({ reason, why, count, amount }) => {
              const told = `${formats.count(count)}${amount === undefined ? '' : `, ${formats.moneyRound(amount, currency)}`}`;
              const isOpening = measure.leftOut.some((each) => each.reason === reason && each.opens);
              return (
                <List.Item key={reason}>
                  {isOpening ? (
                    <OpeningFigure open={() => open({ figure: 'value', part: 'left-out', reason })}>{told}</OpeningFigure>
                  ) : (
                    told
                  )}
                  . {why}
                </List.Item>
              );
            })}
          </List>
        </div>
      )}
    </Stack>
  );
}

function rowsOf(measure: Measure, figure: MeasureFigure): readonly Row[] {
  const beside = measure.beside.flatMap(({ name, says, unit, numerator, denominator }): Row[] => {
    const one = figure.beside?.[name];
    if (one === undefined) return [];
    const parts = { numerator: numerator ?? measure.parts.numerator, denominator: denominator ?? measure.parts.denominator };
    return [{ ...one, name, says, unit: unit ?? measure.unit, parts }];
  });
  return [{ ...figure, name: 'value', says: measure.name, unit: measure.unit, parts: measure.parts }, ...beside];
}

/** How large it is, and whether chance may have made it. */
function differenceText(figure: NonNullable<MeasureFigure['difference']>, measure: Measure, currency: string, formats: Formats): string {
  const { value, low, high, method } = figure;
  const told = changeText(value, measure.unit, currency, formats);
  const interval = intervalText(low, high, measure.unit, currency, formats);
  const chance = low.startsWith('-') === high.startsWith('-') ? '' : ' It holds 0: chance may have made the difference.';
  return `${measure.difference ?? 'Difference'}: ${told}; ${interval} with a probability of 95 % (${method}).${chance}`;
}
