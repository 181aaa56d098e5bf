import type { Column, HistoryColumns, KindTable, Present } from '../../../../server/engine/columns/history.ts';

/** The columns that the program reads, by the names that a program by hand would give them. */
export interface Deals {
  readonly amount: Int32Array | Float64Array;
  readonly kind: Codes;
  readonly line: Codes;
  readonly quantity: Int32Array | Float64Array;
  readonly discount: Int32Array | Float64Array;
  readonly discountPresent: Uint8Array;
  readonly competitor: Uint8Array;
  readonly competitorPresent: Uint8Array;
  readonly tender: Uint8Array;
  readonly registrationPresent: Uint8Array;
  readonly customer: Codes;
  readonly segment: Codes;
  readonly day: Int32Array;
}

export interface Renewals {
  readonly amount: Int32Array | Float64Array;
  readonly kept: Uint8Array;
  readonly day: Int32Array;
}

export interface Moves {
  readonly region: Codes;
  readonly day: Int32Array;
}

export type Codes = Uint8Array | Uint16Array | Int32Array;

export const dealsOf = (table: KindTable): Deals => ({
  amount: numbers(table.facts['deal.amount']),
  kind: codes(table.facts['deal.kind']),
  line: codes(table.facts['deal.productLine']),
  quantity: numbers(table.facts['deal.quantity']),
  discount: numbers(table.facts['deal.discount']),
  discountPresent: present(table.facts['deal.discount'], table.count),
  competitor: flags(table.facts['deal.competitorPresent']),
  competitorPresent: present(table.facts['deal.competitorPresent'], table.count),
  tender: flags(table.facts['deal.tender']),
  registrationPresent: present(table.facts['deal.registration'], table.count),
  customer: codes(table.facts['customer.id']),
  segment: codes(table.facts['customer.segment']),
  day: table.day,
});

export const renewalsOf = (table: KindTable): Renewals => ({
  amount: numbers(table.facts['renewal.amount']),
  kept: flags(table.facts['renewal.kept']),
  day: table.day,
});

export const movesOf = (table: KindTable): Moves => ({ region: codes(table.facts['partner.region']), day: table.day });

export function tableOf({ kinds }: HistoryColumns, kind: string): { readonly table: KindTable; readonly index: number } {
  const index = kinds.findIndex((each) => each.kind === kind);
  const table = kinds[index];
  if (table === undefined) throw new Error(`the history has no ${kind}`);
  return { table, index };
}

export function codes(column: Column | undefined): Codes {
  if (column?.holds !== 'codes') throw new Error('a column of codes was expected');
  return column.codes;
}

function numbers(column: Column | undefined): Int32Array | Float64Array {
  if (column?.holds !== 'numbers') throw new Error('a column of numbers was expected');
  return column.values;
}

function flags(column: Column | undefined): Uint8Array {
  if (column?.holds !== 'flags') throw new Error('a column of flags was expected');
  return column.bits;
}

/** So that there is always a bitmap to look at. */
export const present = (column: Column | undefined, count: number): Uint8Array => {
  const bits: Present = column?.present ?? null;
  return bits ?? new Uint8Array((count + 7) >> 3).fill(255);
};
