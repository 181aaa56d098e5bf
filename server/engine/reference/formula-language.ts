/**
 * The language of formulas, as the CEL library is taught it: numbers that are exact fractions, dates, bands, and
 * the functions over them. Units were proven when the program was loaded, so one number type is enough here.
 */
import { Environment } from '@marcbachmann/cel-js';
import Fraction from 'fraction.js';
import { isoToDay } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { BandFunction } from '../formula/model.ts';
import type { Program } from '../program/model.ts';
import { applyBands, type BandsParameter } from './bands.ts';
import { roundTo } from './exact.ts';
import { businessDaysBetween, businessDaysLater, daysLater, monthsLater } from './formula-dates.ts';
import { FormulaError } from './formula-outcome.ts';

/** A number: the CEL library tells types by constructor, which fractions don't have of their own. */
export class FormulaNumber {
  readonly value: Fraction;

  constructor(value: Fraction) {
    this.value = value;
  }
}

/** A date, so that it isn't taken for a number. */
export class FormulaDate {
  readonly day: Day;

  constructor(day: Day) {
    this.day = day;
  }
}

/** A parameter of bands, as an argument. */
export class FormulaBands {
  readonly parameter: BandsParameter;

  constructor(parameter: BandsParameter) {
    this.parameter = parameter;
  }
}

const MOST_ARGUMENTS = 8;

export function formulaLanguage(program: Program): Environment {
  const language = new Environment({
    enableOptionalTypes: true,
    unlistedVariablesAreDyn: true,
    limits: { maxAstNodes: 4000, maxDepth: 200, maxCallArguments: MOST_ARGUMENTS },
  });
  language.registerType('Number', FormulaNumber).registerType('Date', FormulaDate).registerType('Bands', FormulaBands);
  registerNumbers(language);
  registerDates(language, program);
  registerExtremes(language);
  registerRounding(language, program);
  registerBands(language, program);
  return language;
}

const numberOf = (text: string | bigint): FormulaNumber => new FormulaNumber(new Fraction(text));

function registerNumbers(language: Environment): void {
  language
    .registerFunction('number(string): Number', numberOf)
    .registerFunction('money(string): Number', numberOf)
    .registerFunction('price(string): Number', numberOf)
    .registerFunction('days(int): Number', numberOf)
    .registerOperator('-Number', (of: FormulaNumber) => new FormulaNumber(of.value.neg()));
  const operation = (op: string, handle: (left: Fraction, right: Fraction) => Fraction): void => {
    const handler = (left: FormulaNumber, right: FormulaNumber) => new FormulaNumber(handle(left.value, right.value));
    language.registerOperator(`Number ${op} Number`, handler);
  };
  operation('+', (left, right) => left.add(right));
  operation('-', (left, right) => left.sub(right));
  operation('*', (left, right) => left.mul(right));
  operation('/', (left, right) => {
    if (right.n === 0n) throw new FormulaError('division-by-zero');
    return left.div(right);
  });
  registerComparisons(language, 'Number');
}

function registerComparisons(language: Environment, type: 'Number' | 'Date'): void {
  const comparison = (op: string, holds: (order: number) => boolean): void => {
    language.registerOperator(`${type} ${op} ${type}`, (left: Ordered, right: Ordered) => holds(compare(left, right)));
  };
  comparison('==', (order) => order === 0);
  comparison('<', (order) => order < 0);
  comparison('<=', (order) => order <= 0);
  comparison('>', (order) => order > 0);
  comparison('>=', (order) => order >= 0);
}

function registerDates(language: Environment, program: Program): void {
  const { holidays } = program.calendar;
  const mover = (move: (day: Day, distance: Fraction) => Day) => (date: FormulaDate, distance: FormulaNumber) =>
    new FormulaDate(move(date.day, distance.value));
  const daysOf = (count: number) => new FormulaNumber(new Fraction(count));
  language
    .registerFunction('date(string): Date', (text: string) => new FormulaDate(dayOf(text)))
    .registerOperator('Date + Number', mover(daysLater))
    .registerOperator(
      'Date - Number',
      mover((day, distance) => daysLater(day, distance.neg())),
    )
    .registerOperator('Date - Date: Number', (left: FormulaDate, right: FormulaDate) => daysOf(left.day - right.day))
    .registerFunction('addDays(Date, Number): Date', mover(daysLater))
    .registerFunction('addMonths(Date, Number): Date', mover(monthsLater))
    .registerFunction(
      'addBusinessDays(Date, Number): Date',
      mover((day, distance) => businessDaysLater(day, distance, holidays)),
    )
    .registerFunction('daysBetween(Date, Date): Number', (from: FormulaDate, to: FormulaDate) => daysOf(to.day - from.day))
    .registerFunction('businessDaysBetween(Date, Date): Number', (from: FormulaDate, to: FormulaDate) =>
      daysOf(businessDaysBetween(from.day, to.day, holidays)),
    );
  registerComparisons(language, 'Date');
}

function dayOf(text: string): Day {
  const day = isoToDay(text);
  if (day === undefined) throw new Error(`${text} is no date`);
  return day;
}

type Ordered = FormulaNumber | FormulaDate;

const compare = (left: Ordered, right: Ordered): number => magnitude(left).compare(magnitude(right));
const magnitude = (of: Ordered): Fraction => (of instanceof FormulaDate ? new Fraction(of.day) : of.value);

const smallest = (...values: Ordered[]): Ordered => values.reduce((least, value) => (compare(value, least) < 0 ? value : least));
const largest = (...values: Ordered[]): Ordered => values.reduce((most, value) => (compare(value, most) > 0 ? value : most));

function registerExtremes(language: Environment): void {
  for (let count = 2; count <= MOST_ARGUMENTS; count++) {
    const parameters = Array.from({ length: count }, () => 'dyn').join(', ');
    language.registerFunction(`min(${parameters}): dyn`, smallest).registerFunction(`max(${parameters}): dyn`, largest);
  }
  language.registerFunction('clamp(dyn, dyn, dyn): dyn', (value: Ordered, low: Ordered, high: Ordered) =>
    smallest(largest(value, low), high),
  );
}

function registerRounding(language: Environment, { currency, rounding }: Program): void {
  const rounded = (of: FormulaNumber, places: number) => new FormulaNumber(roundTo(of.value, places, rounding));
  language
    .registerFunction('round(Number): Number', (money: FormulaNumber) => rounded(money, currency.digits))
    .registerFunction('round(Number, Number): Number', (rate: FormulaNumber, places: FormulaNumber) =>
      rounded(rate, places.value.valueOf()),
    )
    .registerFunction('floor(Number): Number', (of: FormulaNumber) => new FormulaNumber(of.value.floor()))
    .registerFunction('ceil(Number): Number', (of: FormulaNumber) => new FormulaNumber(of.value.ceil()));
}

function registerBands(language: Environment, { currency }: Program): void {
  const apply =
    (fn: BandFunction) =>
    (bands: FormulaBands, ...args: FormulaNumber[]) => {
      const volumes = args.map((argument) => argument.value);
      return new FormulaNumber(applyBands(fn, bands.parameter, volumes, currency.digits).value);
    };
  language
    .registerFunction('bandRate(Bands, Number): Number', apply('bandRate'))
    .registerFunction('marginal(Bands, Number, Number): Number', apply('marginal'))
    .registerFunction('retrospective(Bands, Number, Number): Number', apply('retrospective'));
}
