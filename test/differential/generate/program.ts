import type { ProgramDocument } from '../../../schemas/types.ts';
import { STAGE } from '../../../server/engine/decisions/stage.ts';
import type { Catalogue } from '../../../server/engine/facts/catalogue.ts';
import { programCatalogue } from '../../../server/engine/facts/program-catalogue.ts';
import { baseCatalogue } from '../../../server/engine/facts/schema-catalogue.ts';
import type { Choices } from './choices.ts';
import { aCondition } from './conditions.ts';
import type { Place } from './facts.ts';
import { aFormula, type FormulaPlace } from './formulas.ts';
import { aMeasure } from './measures.ts';
import { someRules } from './rules.ts';
import { CURRENCIES, digitsOf, money, price, rate } from './values.ts';

type Sections = { -readonly [K in keyof ProgramDocument]?: ProgramDocument[K] };
type Named<K extends keyof ProgramDocument> = NonNullable<ProgramDocument[K]>;

export const TYPES = ['alpha', 'beta'] as const;
export const LEVELS = ['base', 'silver', 'gold'] as const;
export const INCENTIVES = ['bonus', 'rebate', 'spiff', 'royalty', 'mdf-paid'] as const;

/** Integrations come with a principle of their own, which has nothing to do with evaluation. */
const KINDS = [...baseCatalogue.kinds.values()]
  .filter((kind) => !kind.generated && kind.name !== 'integration-milestone')
  .map((kind) => kind.name);

/**
 * A program without errors: every section, referring to each other in every way that the checks allow. With
 * `shared` false nothing in it goes beyond an enrollment.
 */
export function aProgram(choices: Choices, shared = true): ProgramDocument {
  const currency = choices.pick(CURRENCIES);
  const digits = digitsOf(currency);
  const document: Sections & Pick<ProgramDocument, 'rules' | 'partnerTypes'> = {
    ...frame(choices, currency),
    parameters: parameters(choices, digits),
    rules: [],
  };
  const catalogue = () => programCatalogue(document as ProgramDocument).catalogue;

  document.measures = measures(choices, catalogue(), digits, shared);
  document.balances = {
    purse: { type: 'money', per: choices.pick([[], ['term'], ['fiscal-year'], ['fiscal-quarter'], ['customer.id']]) },
    units: { type: 'count' },
  };
  if (shared) {
    document.protections = {
      deal: {
        scope: choices.pick([['customer.id'], ['customer.id', 'deal.productLine']]),
        days: `days(${choices.pick([0, 10, 45, 90])})`,
        extensionDays: 'days(20)',
        extensions: choices.below(3),
      },
    };
  }
  document.derived = derived(choices, catalogue(), digits);
  document.conditions = {
    usual: aCondition(choices, everywhere(catalogue(), 0), digits),
    other: aCondition(choices, everywhere(catalogue(), 0), digits),
  };
  if (shared) document.promises = promises(choices, catalogue(), digits);
  document.rules = someRules(
    choices,
    catalogue(),
    digits,
    KINDS,
    TYPES.filter((type) => document.partnerTypes[type]?.tiers !== undefined),
  );
  Object.assign(document, settlement(choices, shared));
  return document as ProgramDocument;
}

const frame = (choices: Choices, currency: string) => ({
  id: 'random',
  name: 'A random program',
  currency,
  rounding: choices.pick(['half-even', 'half-up', 'up', 'down'] as const),
  calendar: {
    fiscalYearStart: choices.pick(['01-01', '02-01', '07-01', '12-01']),
    timeZone: 'UTC',
    holidays: ['2024-01-01', '2024-05-01', '2024-12-25'],
  },
  partnerTypes: Object.fromEntries(TYPES.map((type) => [type, partnerType(choices, type)])),
});

const partnerType = (choices: Choices, type: string) => ({
  objective: 'To be decided alike.',
  judgedBy: 'win-rate' as const,
  produces: [...KINDS],
  commercialModel: { pricing: 'p', support: 's', customerSuccess: 'c', renewal: 'r' },
  ...(type === 'beta' && choices.oneIn(3)
    ? {}
    : {
        tiers: {
          levels: [...LEVELS],
          upgrade: choices.pick(['at-once', 'at-review'] as const),
          downgrade: choices.pick(['at-once', 'at-review', 'at-year-end'] as const),
          review: choices.pick(['fiscal-month', 'fiscal-quarter', 'fiscal-year'] as const),
          graceDays: choices.pick([0, 0, 7, 40]),
        },
      }),
});

function parameters(choices: Choices, digits: number): Named<'parameters'> {
  const rising = (values: readonly string[]) => [...new Set(values.map(Number))].filter((value) => value > 0).sort((a, b) => a - b);
  const froms = (values: readonly string[]) => ['0', ...rising(values).map((value) => value.toFixed(digits))];
  return {
    sum: { type: 'money', value: money(choices, digits), min: '0', max: '100000', perAgreement: true },
    share: { type: 'rate', value: rate(choices), min: '0', max: '2', perAgreement: choices.oneIn(2) },
    unitPrice: { type: 'price', value: price(choices) },
    number: { type: 'count', value: choices.below(20) },
    moneyBands: {
      type: 'bands',
      over: 'money',
      unit: 'rate',
      value: froms(choices.times(choices.below(4), () => money(choices, digits))).map((from) => ({ from, rate: rate(choices) })),
    },
    unitBands: {
      type: 'bands',
      over: 'count',
      unit: 'price',
      value: [
        { from: choices.below(2), rate: price(choices) },
        ...rising(choices.times(choices.below(3), () => String(choices.between(2, 900)))).map((from) => ({ from, rate: price(choices) })),
      ],
    },
    fixedBands: {
      type: 'bands',
      over: 'money',
      unit: 'money',
      value: froms(choices.times(choices.below(3), () => money(choices, digits))).map((from) => ({ from, rate: money(choices, digits) })),
    },
    byTier: {
      type: 'table',
      keys: ['partner.tier'],
      unit: 'rate',
      value: Object.fromEntries(choices.some(LEVELS, 1, 3).map((level) => [level, rate(choices)])),
    },
  };
}

const measures = (choices: Choices, catalogue: Catalogue, digits: number, shared: boolean): Named<'measures'> => ({
  ...Object.fromEntries(
    choices.times(choices.between(2, 5), (index) => [`m${index}`, aMeasure(choices, catalogue, KINDS, INCENTIVES, digits, shared)]),
  ),
  signedSolutions: { count: true, of: ['agreement-signed'], by: ['solution.id'], window: 'valid' },
});

export const everywhere = (catalogue: Catalogue, stage: number): Place => ({
  facts: catalogue.facts,
  kinds: new Set(),
  stage,
  perItem: false,
  without: new Set(['line', 'outcome', 'gate', 'before']),
});

function derived(choices: Choices, catalogue: Catalogue, digits: number): Named<'derived'> {
  const place: FormulaPlace = {
    ...everywhere(catalogue, 0),
    without: new Set(['line', 'outcome', 'gate', 'before', 'derived']),
    digits,
    derived: true,
  };
  return {
    ratio: { type: 'rate', formula: aFormula(choices, place, 'rate', 2) },
    worth: { type: 'money', formula: aFormula(choices, place, 'money', 2) },
  };
}

function promises(choices: Choices, catalogue: Catalogue, digits: number): Named<'promises'> {
  const on = [choices.pick(['marketplace-offer', 'deal-closed', 'opportunity-sourced'])];
  const key = on[0] === 'marketplace-offer' ? 'offer.id' : 'customer.id';
  const place: FormulaPlace = {
    facts: catalogue.facts,
    kinds: new Set(on),
    stage: STAGE.promise,
    perItem: false,
    without: new Set(['line', 'gate', 'promise', 'outcome']),
    digits,
    derived: false,
  };
  return {
    fixed: {
      type: 'rate',
      by: [key],
      on,
      formula: aFormula(choices, place, 'rate', 2),
      ...(choices.oneIn(2)
        ? { where: aCondition(choices, { ...place, without: new Set(['line', 'gate', 'promise', 'outcome', 'derived']) }, digits) }
        : {}),
    },
  };
}

/** Stacks, exclusions and budgets over the incentives. */
function settlement(choices: Choices, shared: boolean): Pick<ProgramDocument, 'stacks' | 'excludes' | 'budgets'> {
  const cap = () => (choices.oneIn(2) ? { cap: choices.pick(['parameter.sum', 'parameter.sum * 0.1', 'money("7")']) } : {});
  const inner = choices.some(['bonus', 'spiff', 'mdf-paid'], 2, 3);
  return {
    ...(choices.oneIn(3)
      ? {}
      : {
          stacks: {
            front: { combine: choices.pick(['best', 'sum'] as const), of: inner, ...cap() },
            ...(choices.oneIn(2) ? { whole: { combine: choices.pick(['best', 'sum'] as const), of: ['front', 'rebate'], ...cap() } } : {}),
          },
        }),
    ...(choices.oneIn(2) ? { excludes: [choices.some(INCENTIVES, 2, 3)] } : {}),
    ...(choices.oneIn(2)
      ? {
          budgets: {
            pot: {
              amount: choices.pick(['parameter.sum', 'money("40")']),
              of: choices.some(INCENTIVES, 1, 3),
              window: choices.pick(['fiscal-month', 'fiscal-quarter', 'fiscal-year', 'lifetime'] as const),
              scope: shared ? choices.pick(['enrollment', 'program'] as const) : 'enrollment',
            },
          },
        }
      : {}),
  };
}
