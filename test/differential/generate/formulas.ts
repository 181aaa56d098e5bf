import type { FactType } from '../../../server/engine/facts/value.ts';
import type { Choices } from './choices.ts';
import { type Place, pickFact, surelyPresent } from './facts.ts';
import { money, price, rate } from './values.ts';

export interface FormulaPlace extends Place {
  /** Names of bands parameters, by what they are over and give; each is always there. */
  readonly digits: number;
  /** A derived fact may read what is missing without orValue. */
  readonly derived: boolean;
}

type Numeric = 'money' | 'rate' | 'price' | 'count' | 'days' | 'date';

/** A formula of the type, made so that the checker has nothing against it. */
export function aFormula(choices: Choices, place: FormulaPlace, type: Numeric | 'boolean', depth = choices.between(0, 3)): string {
  const of = (wanted: Numeric | 'boolean') => aFormula(choices, place, wanted, depth - 1);
  if (depth <= 0) return leaf(choices, place, type);
  if (type === 'boolean') return aComparison(choices, place, depth);
  const make = choices.pick(PRODUCTIONS[type]);
  return make({ of, choices, place, type });
}

interface Site {
  readonly of: (type: Numeric | 'boolean') => string;
  readonly choices: Choices;
  readonly place: FormulaPlace;
  readonly type: Numeric;
}
type Production = (site: Site) => string;

const leafOf: Production = ({ choices, place, type }) => leaf(choices, place, type);
const plus: Production = ({ of, type }) => `(${of(type)} + ${of(type)})`;
const minus: Production = ({ of, type }) => `(${of(type)} - ${of(type)})`;
const least: Production = ({ of, type }) => `min(${of(type)}, ${of(type)})`;
const most: Production = ({ of, type }) => `max(${of(type)}, ${of(type)})`;
const held: Production = ({ of, type }) => `clamp(${of(type)}, ${of(type)}, ${of(type)})`;
const either: Production = ({ of, type }) => `(${of('boolean')} ? ${of(type)} : ${of(type)})`;
const negated: Production = ({ of, type }) => `(-${of(type)})`;
const scaled: Production = ({ of, type }) => `(${of(type)} * ${of('rate')})`;
const scaledPlainly: Production = ({ of, type, choices }) => `(${of(type)} * ${withPoint(rate(choices))})`;
const divided: Production = ({ of, type }) => `(${of(type)} / ${of('rate')})`;
const arithmetic = [leafOf, plus, minus, least, most, held, either, negated];

const PRODUCTIONS: Readonly<Record<Numeric, readonly Production[]>> = {
  money: [
    ...arithmetic,
    scaled,
    scaledPlainly,
    divided,
    ({ of }) => `(${of('price')} * ${of('count')})`,
    ({ of }) => `round(${of('money')})`,
    ({ of }) => `marginal(parameter.moneyBands, ${of('money')}, ${of('money')})`,
    ({ of }) => `retrospective(parameter.moneyBands, ${of('money')}, ${of('money')})`,
    ({ of }) => `marginal(parameter.unitBands, ${of('count')}, ${of('count')})`,
    ({ of }) => `retrospective(parameter.unitBands, ${of('count')}, ${of('money')})`,
    ({ of }) => `marginal(parameter.fixedBands, ${of('money')}, ${of('money')})`,
    ({ of }) => `bandRate(parameter.fixedBands, ${of('money')})`,
  ],
  rate: [
    ...arithmetic,
    scaled,
    ({ of, choices }) => `(${of('rate')} + ${withPoint(rate(choices))})`,
    divided,
    ({ of }) => `(${of('money')} / ${of('money')})`,
    ({ of }) => `(${of('count')} / ${of('count')})`,
    ({ of }) => `(${of('days')} / ${of('days')})`,
    ({ of }) => `bandRate(parameter.moneyBands, ${of('money')})`,
    ({ of, choices }) => `round(${of('rate')}, ${choices.below(5)})`,
  ],
  price: [
    ...arithmetic,
    scaled,
    ({ of }) => `(${of('money')} / ${of('count')})`,
    ({ of }) => `bandRate(parameter.unitBands, ${of('count')})`,
  ],
  count: [...arithmetic, ({ of }) => `floor(${of('rate')})`, ({ of }) => `ceil(${of('rate')})`],
  days: [
    ...arithmetic,
    ({ of }) => `daysBetween(${of('date')}, ${of('date')})`,
    ({ of }) => `businessDaysBetween(${of('date')}, ${of('date')})`,
    ({ of }) => `(${of('date')} - ${of('date')})`,
  ],
  date: [
    leafOf,
    either,
    ({ of, choices }) => `addDays(${of('date')}, days(${choices.below(100)}))`,
    ({ of, choices }) => `addMonths(${of('date')}, ${choices.below(15)})`,
    ({ of, choices }) => `addBusinessDays(${of('date')}, ${choices.below(15)})`,
  ],
};

function aComparison(choices: Choices, place: FormulaPlace, depth: number): string {
  const of = (type: Numeric | 'boolean') => aFormula(choices, place, type, depth - 1);
  switch (choices.below(6)) {
    case 0:
      return `(${of('boolean')} && ${of('boolean')})`;
    case 1:
      return `(${of('boolean')} || ${of('boolean')})`;
    case 2:
      return `!(${of('boolean')})`;
    default: {
      const type = choices.pick(['money', 'rate', 'count', 'days', 'date', 'date'] as const);
      return `${of(type)} ${choices.pick(['<', '<=', '>', '>=', '==', '!='])} ${of(type)}`;
    }
  }
}

function leaf(choices: Choices, place: FormulaPlace, type: Numeric | 'boolean'): string {
  const spec = choices.oneIn(4) ? undefined : pickFact(choices, place, [type as FactType]);
  if (spec === undefined) return literal(choices, type, place.digits);
  if (surelyPresent(place, spec) || (place.derived && choices.oneIn(2))) return spec.name;
  const [space, name] = spec.name.split('.');
  return `${space}.?${name}.orValue(${literal(choices, type, place.digits)})`;
}

function literal(choices: Choices, type: Numeric | 'boolean', digits: number): string {
  switch (type) {
    case 'money':
      return `money("${money(choices, digits)}")`;
    case 'rate':
      return `round(${withPoint(rate(choices))}, 9)`;
    case 'price':
      return `price("${price(choices)}")`;
    case 'count':
      return `floor(${withPoint(rate(choices))} + bandRate(parameter.moneyBands, money("1")))`;
    case 'days':
      return `days(${choices.below(90)})`;
    case 'date':
      return `date("2024-0${choices.between(1, 9)}-${choices.pick(['01', '15', '28'])}")`;
    case 'boolean':
      return choices.oneIn(2) ? 'true' : 'false';
  }
}

/** A number with a point, so that CEL reads a decimal and not a whole number. */
const withPoint = (text: string): string => (text.includes('.') ? text : `${text}.0`);
