/*
 * How the facts of a history spread, as GET /v1/histories/{id}/facts answers it; of that, what hover shows.
 */

export interface FactSpread {
  readonly fact: string;
  readonly present: number;
  readonly missing: number;
  readonly numbers?: {
    readonly min: string | number;
    readonly max: string | number;
    readonly quantiles: Readonly<Record<'p5' | 'p25' | 'p50' | 'p75' | 'p95', string | number>>;
  };
  readonly dates?: { readonly first: string; readonly last: string };
  readonly texts?: { readonly distinct: number; readonly values: readonly { readonly value: string; readonly count: number }[] };
  readonly flags?: { readonly true: number; readonly false: number };
}

export interface HistorySpread {
  readonly profile: readonly FactSpread[];
  readonly kinds: readonly {
    readonly kind: string;
    readonly activities: number;
    readonly facts: readonly FactSpread[];
    readonly itemFacts: readonly FactSpread[];
  }[];
}

/** By fact, and then by the kind of activity that carries it ("partner": of the profile). */
export type Spread = ReadonlyMap<string, ReadonlyMap<string, FactSpread>>;

export function spreadByFact(history: HistorySpread | undefined): Spread {
  const byFact = new Map<string, Map<string, FactSpread>>();
  const add = (kind: string, spread: FactSpread): void => {
    const kinds = byFact.get(spread.fact) ?? new Map<string, FactSpread>();
    byFact.set(spread.fact, kinds.set(kind, spread));
  };
  for (const spread of history?.profile ?? []) add('partner', spread);
  for (const { kind, facts, itemFacts } of history?.kinds ?? []) for (const spread of [...facts, ...itemFacts]) add(kind, spread);
  return byFact;
}

/** Values of a text fact, the commonest first. */
export function commonValues(spread: Spread, fact: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const { texts } of spread.get(fact)?.values() ?? [])
    for (const { value, count } of texts?.values ?? []) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}

const MOST_SHOWN = 5;

/** One line for each kind that carries it; those asked for, or else the commonest few. */
export function spreadLines(spread: Spread, fact: string, kinds: ReadonlySet<string> | undefined, locale: string): readonly string[] {
  const all = [...(spread.get(fact) ?? [])];
  const asked = all.filter(([kind]) => kinds?.has(kind));
  const shown = (asked.length > 0 ? asked : all.sort(([, a], [, b]) => b.present - a.present)).slice(0, 3);
  return shown.map(([kind, one]) => `${kind}: ${inWords(one, locale)}`);
}

function inWords(spread: FactSpread, locale: string): string {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const all = spread.present + spread.missing;
  const there = spread.missing === 0 ? 'always there' : `there in ${percent.format(spread.present / all)}`;
  const shown = (value: string | number): string => number.format(Number(value));
  if (spread.numbers !== undefined) {
    const { min, max, quantiles } = spread.numbers;
    const half = `half of them ${shown(quantiles.p25)} to ${shown(quantiles.p75)}`;
    return `${there}; ${shown(min)} to ${shown(max)}, median ${shown(quantiles.p50)}, ${half}`;
  }
  if (spread.dates !== undefined) return `${there}; ${spread.dates.first} to ${spread.dates.last}`;
  if (spread.flags !== undefined) {
    const known = spread.flags.true + spread.flags.false;
    return known === 0 ? there : `${there}; true in ${percent.format(spread.flags.true / known)}`;
  }
  if (spread.texts !== undefined) {
    const { values, distinct } = spread.texts;
    const common = values.slice(0, MOST_SHOWN).map(({ value, count }) => `${value} ${percent.format(count / Math.max(1, spread.present))}`);
    return `${there}; ${number.format(distinct)} different${common.length > 0 ? `: ${common.join(', ')}` : ''}`;
  }
  return there;
}
