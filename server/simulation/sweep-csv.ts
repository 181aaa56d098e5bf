import { csvCell } from './csv-cell.ts';
import type { SweepResult } from './sweep.ts';

/** A sweep for a spreadsheet: a row a point, RFC 4180. The baseline is the first row, without values. */
export function sweepCsv({ axes, measures, baseline, points }: SweepResult): string {
  const head = [...axes.map(({ parameter }) => parameter), ...measures.flatMap(({ name }) => [name, `${name} difference`])];
  const none = baseline.map(() => '');
  const row = (values: readonly (string | number | boolean)[], at: readonly string[], differences: readonly string[]) => [
    ...values.map(String),
    ...at.flatMap((value, index) => [value, differences[index] ?? '']),
  ];
  const rows = [
    head,
    row(
      axes.map(() => ''),
      baseline,
      none,
    ),
    ...points.map((point) => row(point.values, point.measures, point.differences)),
  ];
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}
