import Fraction from 'fraction.js';
import type { FormulaReasoning } from '../../../server/engine/decisions/model.ts';
import type { FactSpec } from '../../../server/engine/facts/catalogue.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { FactType } from '../../../server/engine/facts/value.ts';
import { checkFormula, type FormulaEnvironment } from '../../../server/engine/formula/check.ts';
import type { Formula } from '../../../server/engine/formula/model.ts';
import type { Finding } from '../../../server/engine/program/diagnostic.ts';
import type { Parameter, Program, RoundingMode } from '../../../server/engine/program/model.ts';
import type { RefValue } from '../../../server/engine/reference/exact.ts';
import { type FormulaResult, referenceFormulas } from '../../../server/engine/reference/formula.ts';

const spec = (name: string, type: FactType, more: Partial<FactSpec> = {}): readonly [string, FactSpec] => [
  name,
  { name, type, scope: 'activity', description: name, optional: false, stage: 0, ...more },
];

const carried = { kinds: new Set(['deal-closed', 'renewal']), requiredOf: new Set(['deal-closed', 'renewal']) };

const facts = new Map<string, FactSpec>([
  spec('deal.amount', 'money', carried),
  spec('deal.discount', 'rate', { ...carried, requiredOf: new Set() }),
  spec('deal.seats', 'count', carried),
  spec('deal.unitPrice', 'price', carried),
  spec('deal.kind', 'choice', { ...carried, choices: ['new', 'renewal', 'expansion'] }),
  spec('deal.channel', 'choice', { ...carried, choices: ['direct', 'partner'] }),
  spec('deal.note', 'text', { ...carried, requiredOf: new Set(), optional: true }),
  spec('deal.products', 'list', carried),
  spec('deal.isCoSell', 'boolean', carried),
  spec('deal.startsOn', 'date', { ...carried, requiredOf: new Set(['renewal']), optional: true }),
  spec('deal.competitor', 'boolean', { kinds: new Set(['deal-closed']), requiredOf: new Set(['deal-closed']) }),
  spec('shipment.units', 'count', { kinds: new Set(['shipment-reported']), requiredOf: new Set(['shipment-reported']) }),
  spec('item.amount', 'money', { ...carried, scope: 'item' }),
  spec('activity.date', 'date'),
  spec('partner.enrolledOn', 'date'),
  spec('partner.daysEnrolled', 'days'),
  spec('partner.score', 'rate', { optional: true }),
  spec('measure.revenue', 'money'),
  spec('before.revenue', 'money'),
  spec('measure.units', 'count'),
  spec('before.units', 'count'),
  spec('measure.due', 'count'),
  spec('measure.lastSale', 'money', { optional: true }),
  spec('derived.retention', 'rate'),
  spec('promise.rate', 'rate'),
  spec('term.start', 'date'),
  spec('protection.account', 'choice', { choices: ['none', 'own', 'rival'] }),
  spec('gate.sell', 'boolean', { stage: 1 }),
  spec('parameter.share', 'rate'),
  spec('parameter.commission', 'rate'),
  spec('parameter.wait', 'days'),
]);

const bands = (
  name: string,
  over: 'money' | 'count',
  unit: 'rate' | 'price' | 'money',
  ...rows: (readonly [from: number, rate: number])[]
): [string, Parameter] => [name, { kind: 'bands', name, over, unit, bands: rows.map(([from, rate]) => ({ from, rate })) }];

const percent = 10_000_000;
const cents = 100;
const priceStep = 1_000_000;

const parameters = new Map<string, Parameter>([
  ['share', { kind: 'scalar', name: 'share', type: 'rate', value: 15 * percent, perAgreement: false }],
  ['wait', { kind: 'scalar', name: 'wait', type: 'days', value: 30, perAgreement: false }],
  ['commission', { kind: 'table', name: 'commission', keys: ['partner.tier'], type: 'rate', rows: new Map() }],
  // 10 % to 150,000, 7 % to 500,000, 5 % to 1,000,000, 3 % above
  bands(
    'support',
    'money',
    'rate',
    [0, 10 * percent],
    [150_000 * cents, 7 * percent],
    [500_000 * cents, 5 * percent],
    [1_000_000 * cents, 3 * percent],
  ),
  // nothing, then 2 a unit from the 501st, 3 from the 1,001st
  bands('stepped', 'count', 'price', [0, 0], [501, 2 * priceStep], [1001, 3 * priceStep]),
  bands('cumulative', 'count', 'rate', [0, 0], [501, 5 * percent], [1001, 10 * percent]),
  bands('bonus', 'money', 'money', [0, 0], [100_000 * cents, 1_000 * cents], [250_000 * cents, 5_000 * cents]),
  bands('unitBonus', 'count', 'money', [1, 10 * cents], [101, 250 * cents]),
  bands('priceOnMoney', 'money', 'price', [0, priceStep]),
]);

export const environment = (changes: Partial<FormulaEnvironment> = {}): FormulaEnvironment => ({
  catalogue: { facts, kinds: new Map() },
  parameters,
  stage: 8,
  kinds: new Set(['deal-closed']),
  present: new Set(),
  ...changes,
});

export const check = (source: string, type: FactType = 'money', changes: Partial<FormulaEnvironment> = {}) =>
  checkFormula(source, '/rules/0/event/params/amount', { type }, environment(changes));

/** Findings as `code: the text under them`. */
export const complaints = (source: string, type: FactType = 'money', changes: Partial<FormulaEnvironment> = {}): readonly string[] =>
  check(source, type, changes).findings.map((finding: Finding) => {
    const { start, end } = finding.within ?? { start: 0, end: 0 };
    return `${finding.code}: ${source.slice(start, end)}`;
  });

export function formulaOf(source: string, type: FactType = 'money', changes: Partial<FormulaEnvironment> = {}): Formula {
  const { formula, findings } = check(source, type, changes);
  if (formula === undefined) throw new Error(`${source}: ${JSON.stringify(findings)}`);
  return formula;
}

const HOLIDAYS = ['2026-12-25', '2026-07-03'].map((text) => isoToDay(text) ?? 0);

/** As much of a program as formulas are evaluated with. */
export function program(rounding: RoundingMode = 'half-even', derived: readonly Formula[] = []): Program {
  const part: Pick<Program, 'currency' | 'rounding' | 'calendar' | 'parameters' | 'derived'> = {
    currency: { code: 'USD', digits: 2 },
    rounding,
    calendar: { fiscalYearStartMonth: 2, timeZone: 'UTC', holidays: new Set(HOLIDAYS) },
    parameters,
    derived: new Map(derived.map((formula, index) => [`d${index}`, { name: `d${index}`, type: formula.type, formula }])),
  };
  return part as Program;
}

export type Facts = Readonly<Record<string, number | string | boolean | Fraction>>;

/** Facts as a test writes them: numbers and decimals in natural units, dates as YYYY-MM-DD. */
export function reader(given: Facts): (fact: string) => RefValue | undefined {
  return (fact) => {
    const value = given[fact];
    const type = facts.get(fact)?.type;
    if (value === undefined || typeof value === 'boolean' || value instanceof Fraction) return value;
    if (type === 'date') return new Fraction(isoToDay(String(value)) ?? 0);
    return type === 'text' || type === 'choice' ? String(value) : new Fraction(value);
  };
}

export interface Evaluation {
  readonly type?: FactType;
  readonly rounding?: RoundingMode;
  readonly environment?: Partial<FormulaEnvironment>;
}

export function evaluate(
  source: string,
  given: Facts = {},
  { type = 'money', rounding, environment: changes }: Evaluation = {},
): Omit<FormulaResult, 'reasoning'> & { readonly reasoning: FormulaReasoning } {
  const formula = formulaOf(source, type, changes);
  const { reasoning, ...result } = referenceFormulas(program(rounding))(formula, reader(given));
  return { ...result, reasoning: reasoning() };
}

/** The value as exact text, or the failure's code. */
export function result(source: string, given: Facts = {}, evaluation: Evaluation = {}): string | boolean {
  const { value, failure } = evaluate(source, given, evaluation);
  if (failure !== undefined || value === undefined) return `failure ${failure}`;
  if (value instanceof Fraction) return value.toFraction();
  return typeof value === 'boolean' ? value : String(value);
}
