import { csvCell } from '../../simulation/csv-cell.ts';
import type { Figures } from '../figures.ts';
import type { ShownFigure } from '../show.ts';
import type { ReportContent } from './content.ts';

const COLUMNS = [
  'measure',
  'figure',
  'quarter',
  'slice',
  'value',
  'numerator',
  'denominator',
  'low',
  'high',
  'method',
  'small',
  'estimate',
  'leftOut',
  'why',
] as const;

/** A difference has an interval alone. */
type Line = Pick<ShownFigure, 'value' | 'interval'> & Partial<ShownFigure>;

/** A line a figure: by quarter, then sliced over the whole time. */
export function reportCsv({ quarters, sliced }: ReportContent): string {
  const lines = [COLUMNS.join(','), ...linesOf(quarters), ...linesOf(sliced)];
  return `${lines.join('\r\n')}\r\n`;
}

function linesOf({ measures, per }: Figures): readonly string[] {
  return measures.flatMap(({ id, figures }) =>
    figures.flatMap(({ quarter, slice, beside = {}, difference, leftOut, estimate, ...figure }) => {
      const time = per === 'range' ? `from ${quarter}` : quarter;
      const left = leftOut.map(({ reason, count }) => `${count} ${reason}`).join('; ');
      const row = (name: string, { value, numerator, denominator, interval, small, why }: Line): string =>
        [
          id,
          name,
          time,
          slice === undefined ? '' : (slice ?? '-'),
          value,
          numerator,
          denominator,
          interval?.low,
          interval?.high,
          interval?.method,
          small ? 'small' : '',
          estimate ? 'estimate' : '',
          left,
          why,
        ]
          .map((one) => csvCell(one ?? null))
          .join(',');
      const differences = difference === undefined ? [] : [row('difference', { value: difference.value, interval: difference })];
      return [row('value', figure), ...Object.entries(beside).map(([name, one]) => row(name, one)), ...differences];
    }),
  );
}
