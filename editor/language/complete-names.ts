import { OPERATORS } from '../../server/engine/conditions/model.ts';
import { operators } from '../../server/engine/conditions/operators/index.ts';
import type { FactSpec } from '../../server/engine/facts/catalogue.ts';
import { detailOf, rankOf } from './complete-formula.ts';
import type { Context } from './context.ts';
import { describeFact } from './describe.ts';
import type { Completion } from './model.ts';
import { isProduced, isReadable, readingAt, texts } from './reading.ts';
import { childOf } from './schema-walk.ts';
import type { Slot, SymbolKind } from './slots.ts';
import { type Spot, valueAt } from './spot.ts';

/* Names in quotes: facts, operators, conditions, incentives, kinds. */

/** A name as a JSON text in the place of what stands there. */
export const asText = (spot: Spot, label: string, rank: number, more: Partial<Completion> = {}): Completion => ({
  label,
  kind: 'name',
  insert: JSON.stringify(label),
  filter: JSON.stringify(label),
  span: spot.span,
  rank,
  ...more,
});

/** What may stand where a text of this slot stands; undefined where names are no matter. */
export function completeSlot(context: Context, spot: Spot, slot: Slot): readonly Completion[] | undefined {
  switch (slot) {
    case 'any-fact':
      return facts(context, spot);
    case 'operator':
      return completeOperators(context, spot);
    case 'kind':
      return kinds(context, spot);
    case 'kind-or-partner':
      return [...kinds(context, spot), asText(spot, 'partner', 5, { detail: "a fact of the partner's profile" })];
    case 'kind-or-line':
      return [
        ...kinds(context, spot),
        ...declared(context, 'incentive').map((name) => asText(spot, `line:${name}`, 3, { detail: 'lines of an incentive' })),
      ];
    case 'incentive-or-stack':
      return [...names(context, spot, 'incentive'), ...names(context, spot, 'stack', 3)];
    case 'level-of-type':
      return [];
    case 'level':
      return levels(context, spot);
    case 'window':
      return WINDOWS.map((window, rank) => asText(spot, window, rank));
    case 'currency':
      return Intl.supportedValuesOf('currency').map((code) => asText(spot, code, 5));
    case 'time-zone':
      return Intl.supportedValuesOf('timeZone').map((zone) => asText(spot, zone, 5));
    case 'balance-key':
      return ['term', 'fiscal-quarter', 'fiscal-year'].map((key) => asText(spot, key, 1)).concat(facts(context, spot));
    case 'condition':
    case 'gate':
    case 'incentive':
    case 'benefit':
    case 'protection':
    case 'partner-type':
      return names(context, spot, slot);
    default:
      return undefined;
  }
}

const WINDOWS = [
  ...['fiscal-year', 'fiscal-quarter', 'fiscal-month', 'previous-fiscal-year', 'previous-fiscal-quarter', 'previous-fiscal-month'],
  ...['trailing-12-months', 'trailing-90-days', 'trailing-4-fiscal-quarters', 'term', 'lifetime', 'valid'],
];

export function facts(context: Context, spot: Spot): Completion[] {
  const knowledge = context.knowledge();
  const reading = readingAt(spot, false);
  const left = comparedWith(context, spot);
  const found: Completion[] = [];
  for (const spec of knowledge.catalogue.facts.values()) {
    if (!isReadable(spec, reading) || (left !== undefined && !alike(left, spec))) continue;
    const rank = isProduced(spec, reading, knowledge) ? rankOf(spec, reading) : 9;
    const preferred = left !== undefined && spec.name.startsWith('parameter.') ? 0 : rank;
    found.push(
      asText(spot, spec.name, preferred, {
        kind: 'fact',
        detail: detailOf(context, spec),
        documentation: describeFact(context, spec, reading.kinds),
      }),
    );
  }
  return found;
}

/** The fact on the left, where another one is asked for on the right. */
function comparedWith(context: Context, spot: Spot): FactSpec | undefined {
  if (spot.path.at(-1) !== 'fact' || spot.path.at(-2) !== 'value') return undefined;
  return factOf(context, childOf(valueAt(spot, spot.path.slice(0, -2)), 'fact'));
}

export const factOf = (context: Context, name: unknown): FactSpec | undefined =>
  typeof name === 'string' ? context.knowledge().catalogue.facts.get(name) : undefined;

const isWord = ({ type }: FactSpec): boolean => type === 'text' || type === 'choice';
export const alike = (left: FactSpec, right: FactSpec): boolean =>
  left.name !== right.name && (left.type === right.type || (isWord(left) && isWord(right)) || (left.type === 'list' && isWord(right)));

function completeOperators(context: Context, spot: Spot): readonly Completion[] {
  const spec = factOf(context, childOf(valueAt(spot, spot.path.slice(0, -1)), 'fact'));
  const able = OPERATORS.filter((name) => spec === undefined || operators[name].accepts(spec.type));
  return able.map((name, rank) => asText(spot, name, rank, { kind: 'keyword', detail: operators[name].says }));
}

function kinds(context: Context, spot: Spot): Completion[] {
  const { catalogue, program } = context.knowledge();
  const types = texts(spot.whole[0] === 'rules' ? childOf(valueAt(spot, spot.path.slice(0, -2)), 'for') : undefined);
  const produces = spot.path.includes('produces');
  return [...catalogue.kinds.values()]
    .filter((kind) => !(produces && kind.generated))
    .map(({ name, description, generated }) => {
      const produced = types === undefined || generated || types.some((type) => program?.partnerTypes.get(type)?.produces.has(name));
      return asText(spot, name, produced ? (generated ? 3 : 1) : 8, {
        detail: generated ? 'generated by the calendar' : 'activity',
        documentation: description,
      });
    });
}

/** Levels of the types that the rule is for. */
function levels(context: Context, spot: Spot): Completion[] {
  const types = Object.entries(context.knowledge().program?.document.partnerTypes ?? {});
  const at = spot.path.length - spot.whole.length + 2;
  const asked = spot.whole[0] === 'rules' ? texts(childOf(valueAt(spot, spot.path.slice(0, Math.max(0, at))), 'for')) : undefined;
  const found = new Map<string, string>();
  for (const [type, { tiers }] of types) {
    if (asked !== undefined && !asked.includes(type)) continue;
    for (const level of tiers?.levels ?? []) found.set(level, [found.get(level), type].filter(Boolean).join(', '));
  }
  return [...found].map(([level, of], rank) => asText(spot, level, rank, { kind: 'value', detail: of }));
}

export function declared(context: Context, kind: SymbolKind): readonly string[] {
  return [...new Set(context.symbols.all().flatMap((one) => (one.kind === kind && one.declares ? [one.name] : [])))];
}

export const names = (context: Context, spot: Spot, kind: SymbolKind, rank = 1): Completion[] =>
  declared(context, kind).map((name) => asText(spot, name, rank, { detail: kind.replace('-', ' ') }));
