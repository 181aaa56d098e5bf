/**
 * What a measure keeps: the names of its numbers, for the whole enrollment or for one key of it. `at` is the place of
 * a key, a name; undefined where the measure has no keys.
 */
import type { Measure } from '../../../measures/model.ts';
import type { FoldSource } from '../fold-source.ts';

export type At = string | undefined;

export type Field = 'sum' | 'count' | 'value' | 'there';

export const FIELDS: Readonly<Record<Measure['aggregate'], readonly Field[]>> = {
  sum: ['sum'],
  count: ['count'],
  countDistinct: ['count'],
  average: ['sum', 'count'],
  min: ['value', 'there'],
  max: ['value', 'there'],
  latest: ['value', 'there'],
  earliest: ['value', 'there'],
};

export class Store {
  readonly fields: readonly Field[];
  private readonly names = new Map<string, string>();
  private readonly source: FoldSource;
  /** How many keys there can be; undefined: none. */
  private readonly keys: number | undefined;

  constructor(source: FoldSource, measure: Measure, keys: number | undefined) {
    this.source = source;
    this.fields = FIELDS[measure.aggregate];
    this.keys = keys;
  }

  /** A field, or another number of the store by a name of its own. */
  of(field: string, at: At): string {
    const known = this.names.get(field);
    const name = known ?? (this.keys === undefined ? this.source.number() : this.source.room(new Float64Array(this.keys)));
    this.names.set(field, name);
    return at === undefined ? name : `${name}[${at}]`;
  }

  /** Statements that make it as if nothing had been recorded. */
  clear(at: At, prefix = ''): string {
    return this.fields.map((field) => `${this.of(`${prefix}${field}`, at)} = 0;`).join(' ');
  }
}
