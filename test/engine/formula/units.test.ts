import { describe, expect, it } from 'vitest';
import { FACT_TYPES, type FactType } from '../../../server/engine/facts/value.ts';
import { type Arithmetic, combine } from '../../../server/engine/formula/units.ts';
import { complaints, formulaOf } from './support.ts';

/** The whole table: what isn't here is an error. */
const TABLE: readonly (readonly [left: FactType, op: Arithmetic, right: FactType, gives: FactType])[] = [
  ...(['money', 'rate', 'price', 'count', 'days'] as const).flatMap((type) => [
    [type, '+', type, type] as const,
    [type, '-', type, type] as const,
    [type, '/', type, 'rate'] as const,
  ]),
  ['date', '+', 'days', 'date'],
  ['date', '-', 'days', 'date'],
  ['date', '-', 'date', 'days'],
  ...(['money', 'price', 'days'] as const).flatMap((type) => [
    ['rate', '*', type, type] as const,
    [type, '*', 'rate', type] as const,
    [type, '/', 'rate', type] as const,
  ]),
  ['rate', '*', 'rate', 'rate'],
  ['rate', '*', 'count', 'rate'],
  ['count', '*', 'rate', 'rate'],
  ['count', '*', 'count', 'count'],
  ['count', '/', 'rate', 'rate'],
  ['rate', '/', 'count', 'rate'],
  ['price', '*', 'count', 'money'],
  ['count', '*', 'price', 'money'],
  ['money', '/', 'count', 'price'],
  ['money', '/', 'price', 'rate'],
];

describe('the table of units', () => {
  for (const op of ['+', '-', '*', '/'] as const) {
    for (const left of FACT_TYPES) {
      for (const right of FACT_TYPES) {
        const gives = TABLE.find(([first, sign, second]) => first === left && sign === op && second === right)?.[3];
        it(`${left} ${op} ${right} is ${gives ?? 'an error'}`, () => expect(combine(op, left, right).type).toBe(gives));
      }
    }
  }
});

describe('errors stand under the operand that does not fit', () => {
  it.each([
    ['deal.amount + parameter.share', 'unit-mismatch: parameter.share'],
    ['deal.amount - deal.seats', 'unit-mismatch: deal.seats'],
    ['deal.amount * (deal.seats + deal.seats)', 'unit-mismatch: deal.seats + deal.seats'],
    ['deal.kind * deal.amount', 'unit-mismatch: deal.kind'],
    ['deal.amount * deal.amount', 'unit-mismatch: deal.amount'],
    ['deal.amount + 5', 'unit-mismatch: 5'],
    ['deal.seats * 0.5 > deal.seats ? deal.amount : 0', 'unit-mismatch: deal.seats'],
    ['deal.isCoSell ? deal.amount : deal.seats', 'unit-mismatch: deal.seats'],
    ['deal.amount ? deal.amount : deal.amount', 'unit-mismatch: deal.amount'],
    ['deal.isCoSell && deal.amount ? deal.amount : 0', 'unit-mismatch: deal.amount'],
    ['!deal.amount ? deal.amount : 0', 'unit-mismatch: deal.amount'],
    ['-deal.isCoSell', 'unit-mismatch: deal.isCoSell'],
    ['-deal.kind', 'unit-mismatch: deal.kind'],
    ['deal.kind < "new" ? deal.amount : 0', 'unit-mismatch: deal.kind'],
    ['deal.isCoSell > false ? deal.amount : 0', 'unit-mismatch: deal.isCoSell'],
    ['deal.seats', 'unit-mismatch: deal.seats'],
    ['parameter.share * parameter.share', 'unit-mismatch: parameter.share * parameter.share'],
    ['activity.date + activity.date > activity.date ? deal.amount : 0', 'unit-mismatch: activity.date'],
    ['days(3) + activity.date > activity.date ? deal.amount : 0', 'unit-mismatch: activity.date'],
    ['3 + activity.date > activity.date ? deal.amount : 0', 'unit-mismatch: 3'],
    ['deal.isCoSell ? 1 : "one"', 'unit-mismatch: "one"'],
    ['"abc"', 'unit-mismatch: "abc"'],
    ['100', 'unit-mismatch: 100'],
    ['deal.products == deal.products ? deal.amount : 0', 'unit-mismatch: deal.products'],
  ])('%s', (source, first) => expect(complaints(source)[0]).toBe(first));
});

describe('literals take the unit of their place', () => {
  const wanted: readonly (readonly [FactType, string])[] = [
    ['money', '0'],
    ['money', '0.00'],
    ['money', '-0'],
    ['money', 'deal.amount > 0 ? deal.amount : 0'],
    ['money', 'deal.unitPrice > 0 ? deal.amount * 2 : deal.amount / 2'],
    ['money', 'deal.isCoSell ? (deal.isCoSell ? 0 : deal.amount) : 0'],
    ['rate', '0.15'],
    ['rate', '1'],
    ['rate', '-0.5'],
    ['rate', 'deal.isCoSell ? 1 : 0.5'],
    ['rate', '1 - parameter.share'],
    ['rate', 'deal.seats * 0.5'],
    ['rate', 'measure.units / measure.due'],
    ['rate', 'deal.seats'],
    ['count', 'deal.seats * 2'],
    ['count', 'deal.seats + 1'],
    ['count', '5'],
    ['count', 'floor(parameter.share)'],
    ['days', '90'],
    ['days', 'deal.isCoSell ? 90 : 30'],
    ['days', 'parameter.wait * 2 + 1'],
    ['days', 'parameter.wait / 2'],
    ['date', 'activity.date + 30'],
    ['price', 'deal.unitPrice * 2'],
    ['price', 'deal.amount / deal.seats'],
    ['boolean', 'deal.kind == "new" || deal.kind == (deal.isCoSell ? "renewal" : "expansion")'],
    ['boolean', 'deal.kind == deal.channel'],
    ['boolean', '"new" == deal.kind'],
    ['boolean', 'true'],
  ];
  it.each(wanted)('%s: %s', (type, source) => expect(formulaOf(source, type).type).toBe(type));

  const refused: readonly (readonly [FactType, string, string])[] = [
    ['money', '1/2', 'bare-arithmetic: 1/2'],
    ['money', '1 + 2 > 3 ? deal.amount : 0', 'bare-arithmetic: 1 + 2'],
    ['rate', '(deal.isCoSell ? 1 : 2) / 4', 'bare-arithmetic: (deal.isCoSell ? 1 : 2) / 4'],
    ['rate', '-1 * 2', 'bare-arithmetic: -1 * 2'],
    ['rate', 'min(1, 2)', 'bare-arithmetic: min(1, 2)'],
    ['boolean', '1 < 2', 'bare-arithmetic: 1 < 2'],
    ['boolean', '"a" == "b"', 'bare-arithmetic: "a" == "b"'],
    ['count', '1.5', 'unit-mismatch: 1.5'],
    ['count', 'deal.seats + 0.5', 'unit-mismatch: 0.5'],
    ['count', 'deal.seats * 0.5', 'unit-mismatch: deal.seats * 0.5'],
    ['date', '0', 'unit-mismatch: 0'],
    ['money', 'deal.isCoSell ? 1 : 2', 'unit-mismatch: 1'],
    ['boolean', 'deal.kind == "nwe"', 'unknown-choice: "nwe"'],
    ['boolean', 'deal.kind == (deal.isCoSell ? "new" : "old")', 'unknown-choice: "old"'],
    ['boolean', 'deal.kind == 5', 'unit-mismatch: 5'],
  ];
  it.each(refused)('%s: %s is refused', (type, source, first) => expect(complaints(source, type)[0]).toBe(first));
});
