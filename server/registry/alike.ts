/** Which firms may be one and the same, and why. They are shown, never merged. */
import { distance } from 'fastest-levenshtein';

export interface Known {
  readonly name_key: string;
  readonly domain: string | null;
  readonly registry_number: string | null;
}

export type Likeness = 'registry-number' | 'domain' | 'name' | 'similar-name';

/** Why two look like one, the strongest first; empty where they don't. */
export function likenessOf(one: Known, other: Known): readonly Likeness[] {
  const same = (a: string | null, b: string | null): boolean => a !== null && a === b;
  const named = one.name_key === other.name_key;
  return [
    ...(same(one.registry_number, other.registry_number) ? ['registry-number' as const] : []),
    ...(same(one.domain, other.domain) ? ['domain' as const] : []),
    ...(named && one.name_key !== '' ? ['name' as const] : []),
    ...(!named && isSimilar(one.name_key, other.name_key) ? ['similar-name' as const] : []),
  ];
}

/** A slip of the pen, or a word more: “zenith bank” and “zenit bank”, “zenith bank” and “zenith bank europe”. */
function isSimilar(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < MIN_LENGTH) return false;
  if (long.startsWith(`${short} `)) return true;
  return distance(short, long) <= (short.length >= LONG_NAME ? 2 : 1);
}

const MIN_LENGTH = 4;
const LONG_NAME = 9;

/** What near names begin with, to look for them: a slip in its first letters isn't found. */
export const NAME_BEGINS = 3;

/** The surest first. */
export const byLikeness = (a: readonly Likeness[], b: readonly Likeness[]): number => strength(b) - strength(a);

const WEIGHT: Readonly<Record<Likeness, number>> = { 'registry-number': 8, domain: 4, name: 2, 'similar-name': 1 };
const strength = (why: readonly Likeness[]): number => why.reduce((sum, each) => sum + WEIGHT[each], 0);
