/** Figures of a result, from sums of a tally. */
import type { MoneyChange, MoneyPaid } from '../../schemas/types.ts';
import { showValue } from '../engine/facts/render.ts';
import { type Cells, SumTooLarge } from './tally.ts';

/** Lines, to partners, to persons, to the vendor's field, owed: the sums of a cell of lines. */
export type PaidSums = readonly number[];
export const NOTHING_PAID: PaidSums = [0, 0, 0, 0, 0];

/** What one side has more, in smallest units. */
export interface Change {
  readonly paid: number;
  readonly owed: number;
}

export const paidOf = ([, partners = 0, persons = 0, field = 0]: PaidSums): number => partners + persons + field;
export const owedOf = ([, , , , owed = 0]: PaidSums): number => owed;

export const changeOf = (from: PaidSums, to: PaidSums): Change => ({ paid: paidOf(to) - paidOf(from), owed: owedOf(to) - owedOf(from) });

export function addSums(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, place) => value + (b[place] ?? 0));
}

/** All cells together. */
export const totalOf = (cells: Cells): PaidSums => cells.reduce<PaidSums>((sum, [, sums]) => addSums(sum, sums), NOTHING_PAID);

/** Cells added up by a part of their key; sorted by it. */
export function groupCells(cells: Cells, keyOf: (parts: readonly string[]) => string): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, readonly number[]>();
  for (const [key, sums] of cells) {
    const group = keyOf(key.split('\t'));
    const before = groups.get(group);
    groups.set(group, before === undefined ? sums : addSums(before, sums));
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Writes money of one currency. */
export class Money {
  private readonly digits: number;

  constructor(digits: number) {
    this.digits = digits;
  }

  show(minor: number): string {
    if (!Number.isSafeInteger(minor)) throw new SumTooLarge('a total');
    return String(showValue('money', minor + 0, this.digits));
  }

  paid(sums: PaidSums): MoneyPaid {
    const [lines = 0, partners = 0, persons = 0, field = 0, owed = 0] = sums;
    return {
      lines,
      toPartners: this.show(partners),
      toPersons: this.show(persons),
      toField: this.show(field),
      paid: this.show(paidOf(sums)),
      owed: this.show(owed),
    };
  }

  change({ paid, owed }: Change): MoneyChange {
    return { paid: this.show(paid), owed: this.show(owed), cost: this.show(paid - owed) };
  }

  /** Smallest units of a whole number of the currency. */
  units(whole: number): number {
    return whole * 10 ** this.digits;
  }
}
