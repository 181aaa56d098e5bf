/** A column of a table on a terminal. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Letters of a cell; missing: MAX_CELL. */
  readonly most?: number;
}

/** Cells that are wider are cut, so that one long name doesn't push the figures off the screen. */
const MAX_CELL = 44;

/**
 * Rows under titles, in columns, two spaces apart; nothing after the last letter of a line.
 *
 *     incentive        baseline   candidate
 *     volume-rebate    1,200.00    1,350.00
 */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[], indent = '  '): string {
  const titles = columns.map(({ title }) => title);
  const cells = [titles, ...rows].map((row) => columns.map(({ most }, at) => fitted(row[at] ?? '', most)));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  const line = (row: readonly string[]): string => {
    const padded = columns.map(({ align }, at) => {
      const cell = row[at] ?? '';
      const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
      return align === 'right' ? space + cell : cell + space;
    });
    return `${indent}${padded.join('  ')}`.trimEnd();
  };
  return `${cells.map(line).join('\n')}\n`;
}

const widthOf = (text: string): number => [...text].length;

/** On one line, without what a terminal would obey. */
function fitted(text: string, most = MAX_CELL): string {
  const plain = text.replace(/\p{Cc}|\p{Surrogate}/gu, ' ');
  const letters = [...plain];
  return letters.length <= most ? plain : `${letters.slice(0, most - 1).join('')}…`;
}

/** Digits in threes, as in 1,250,000.00; of decimal text or a whole number. */
export function inThrees(value: string | number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A difference with its sign: +1,250.00, −3, and 0 as it is. */
export function signed(value: string | number): string {
  const text = String(value);
  if (text.startsWith('-')) return `−${inThrees(text.slice(1))}`;
  return /^[0.]*$/.test(text) ? inThrees(text) : `+${inThrees(text)}`;
}

/** A share of a whole in parts of a hundred, with one decimal; empty where the whole is 0. For reading, not for reckoning. */
export const percent = (part: number, whole: number): string => (whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`);
