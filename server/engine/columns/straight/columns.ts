/** Reading columns in generated code. */
import type { FactType } from '../../facts/value.ts';
import type { Column } from '../history.ts';
import type { FoldSource } from './fold-source.ts';
import { outOfClass } from './out-of-class.ts';

export const NUMERIC: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days', 'date']);

const HOLDS: Readonly<Record<FactType, Column['holds']>> = {
  ...{ money: 'numbers', rate: 'numbers', price: 'numbers', count: 'numbers', days: 'numbers', date: 'numbers' },
  ...{ text: 'codes', choice: 'codes', boolean: 'flags', list: 'lists' },
};

/** A column that doesn't hold what the program takes the fact for is the general fold's to judge. */
export function checkColumn(name: string, type: FactType, column: Column): void {
  if (column.holds !== HOLDS[type]) outOfClass(`${name} is of another type in the history`);
}

/** An expression: whether row `at` has no value. */
export function missingAt(source: FoldSource, { present }: Column, at: string): string {
  if (present === null) return 'false';
  return `(${source.constant(present)}[${at} >> 3] & (1 << (${at} & 7))) === 0`;
}

/** The same as 1 where it has one, else 0; undefined where all have. */
export function thereAt(source: FoldSource, { present }: Column, at: string): string | undefined {
  return present === null ? undefined : `(${source.constant(present)}[${at} >> 3] >> (${at} & 7)) & 1`;
}

/** An expression of the value as it is held: a number, a code, or 0 and 1 for flags. */
export function rawAt(source: FoldSource, column: Column, at: string): string {
  switch (column.holds) {
    case 'numbers':
      return `${source.constant(column.values)}[${at}]`;
    case 'codes':
      return `${source.constant(column.codes)}[${at}]`;
    case 'flags':
      return `(${source.constant(column.bits)}[${at} >> 3] >> (${at} & 7)) & 1`;
    case 'lists':
      return outOfClass('a list as one value');
  }
}
