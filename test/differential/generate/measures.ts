import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Catalogue, FactSpec } from '../../../server/engine/facts/catalogue.ts';
import type { FactType } from '../../../server/engine/facts/value.ts';
import { AGGREGATES } from '../../../server/engine/measures/model.ts';
import type { Choices } from './choices.ts';
import { aCondition } from './conditions.ts';
import type { Place } from './facts.ts';

type Measure = NonNullable<ProgramDocument['measures']>[string];

const NUMERIC: readonly FactType[] = ['money', 'rate', 'price', 'count', 'days'];
const VALID_KINDS = ['certificate-earned', 'agreement-signed', 'document-received'];
/** Kinds that histories are full of; the rest come now and then. */
const COMMON_KINDS = [
  'deal-closed',
  'deal-closed',
  'renewal',
  'shipment-report',
  'certificate-earned',
  'service-engagement',
  'usage-report',
];
const WINDOWS = [
  'fiscal-month',
  'fiscal-quarter',
  'fiscal-year',
  'previous-fiscal-month',
  'previous-fiscal-quarter',
  'previous-fiscal-year',
  'trailing-1-days',
  'trailing-30-days',
  'trailing-90-days',
  'trailing-1-months',
  'trailing-12-months',
  'trailing-1-fiscal-quarters',
  'trailing-4-fiscal-quarters',
  'term',
  'lifetime',
  'valid',
] as const;

export function aMeasure(
  choices: Choices,
  catalogue: Catalogue,
  kinds: readonly string[],
  lines: readonly string[],
  digits: number,
  shared: boolean,
): Measure {
  const ofLines = lines.length > 0 && choices.oneIn(4);
  const window = choices.pick(WINDOWS.filter((name) => !(ofLines && name === 'valid')));
  const of = ofLines ? choices.some(lines, 1, 2).map((line) => `line:${line}`) : measuredKinds(choices, kinds, window);
  const place = wherePlace(catalogue, ofLines ? kinds : of, ofLines, choices.oneIn(2));
  const aggregate = choices.pick(AGGREGATES);
  const fact = aggregate === 'count' ? undefined : aggregatedFact(choices, place, aggregate, ofLines);
  const by = choices.some(keyFacts(place), 0, choices.pick([0, 0, 1, 2])).map((fact) => readAs(choices, fact));
  const customers = ofLines || of.some((kind) => catalogue.kinds.get(kind)?.facts.has('customer.id'));
  const scope = shared ? choices.pick(['enrollment', 'enrollment', customers ? 'customer' : 'program', 'program'] as const) : 'enrollment';
  return {
    ...(fact === undefined ? { count: true as const } : { [aggregate]: fact.name }),
    of,
    window,
    ...(by.length > 0 ? { by } : {}),
    ...(scope === 'enrollment' ? {} : { scope }),
    ...(choices.oneIn(3) ? { where: aCondition(choices, place, digits) } : {}),
  };
}

const measuredKinds = (choices: Choices, kinds: readonly string[], window: string): string[] => {
  if (window === 'valid') return [choices.pick(VALID_KINDS)];
  return [...new Set([choices.pick(COMMON_KINDS), ...(choices.oneIn(3) ? [choices.pick(kinds)] : [])])];
};

/** Facts that a record of the measure carries. */
function wherePlace(catalogue: Catalogue, kinds: readonly string[], ofLines: boolean, perItem: boolean): Place {
  const spaces = new Set([
    'measure',
    'before',
    'derived',
    'balance',
    'promise',
    'protection',
    'gate',
    'outcome',
    'term',
    'period',
    'cancelled',
  ]);
  if (!ofLines) spaces.add('line');
  const items = perItem && !ofLines && kinds.every((kind) => catalogue.kinds.get(kind)?.items === true);
  return { facts: catalogue.facts, kinds: new Set(kinds), stage: ofLines ? Number.POSITIVE_INFINITY : 0, perItem: items, without: spaces };
}

function aggregatedFact(choices: Choices, place: Place, aggregate: string, ofLines: boolean): FactSpec | undefined {
  const types: readonly FactType[] =
    aggregate === 'sum' || aggregate === 'average'
      ? NUMERIC
      : aggregate === 'min' || aggregate === 'max'
        ? [...NUMERIC, 'date']
        : [...NUMERIC, 'date', 'text', 'choice', 'boolean'];
  const found = [...place.facts.values()].filter((spec) => {
    const space = spec.name.split('.')[0] ?? '';
    if (!types.includes(spec.type)) return false;
    if (ofLines) return spec.name === 'line.amount';
    if (spec.scope === 'item') return place.perItem;
    return spec.kinds !== undefined && !place.without.has(space) && [...place.kinds].some((kind) => spec.kinds?.has(kind));
  });
  const items = found.filter((spec) => spec.scope === 'item');
  if (items.length > 0 && choices.oneIn(2)) return choices.pick(items);
  return found.length === 0 ? undefined : choices.pick(found);
}

/** Facts that key a measure well: they recur. */
const keyFacts = (place: Place): string[] =>
  ['customer.id', 'deal.productLine', 'certificate.person', 'party.role', 'item.product'].filter((name) => {
    const spec = place.facts.get(name);
    if (spec === undefined || (spec.scope === 'item' && !place.perItem)) return false;
    return spec.kinds === undefined || [...place.kinds].every((kind) => spec.kinds?.has(kind));
  });

/** Now and then a key is read by another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'deal.productLine': 'item.productLine',
  'certificate.person': 'deal.person',
  'item.product': 'deal.product',
};
const readAs = (choices: Choices, fact: string) => {
  const read = OTHER_NAMES[fact];
  return read === undefined || choices.oneIn(2) ? fact : { fact, read };
};
