import { distance } from 'fastest-levenshtein';

/** The likeliest of the names that was meant, as a hint; undefined where none is near. */
export function didYouMean(found: string, names: Iterable<string>): string | undefined {
  const best = nearest(found, names);
  return best === undefined ? undefined : `Did you mean ${best}?`;
}

export function nearest(found: string, names: Iterable<string>): string | undefined {
  if (found.length > 100) return undefined;
  const lower = found.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(found.length / 3)) + 1;
  for (const name of names) {
    const steps = name === found ? 0 : name.toLowerCase() === lower ? 0.5 : distance(name.toLowerCase(), lower);
    if (steps < least) {
      best = name;
      least = steps;
    }
  }
  return best;
}

/** The hint: the nearest name, else what there is to choose from where that is little. */
export function nameHint(found: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = didYouMean(found, all);
  if (near !== undefined) return near;
  return all.length === 0 || all.length > 12 ? undefined : `One of ${all.join(', ')}.`;
}

export const quote = (text: string): string => `“${text}”`;

/** A found value in quotes, cut where it is long, with control characters taken out. */
export function shorten(text: string): string {
  const plain = text.slice(0, 60).replace(/\p{Cc}|\p{Surrogate}/gu, '·');
  return quote(text.length > 60 ? `${plain}…` : plain);
}

/** Any JSON value for a message. */
export function showJson(value: unknown): string {
  if (typeof value === 'string') return shorten(value);
  if (Array.isArray(value)) return 'a list';
  if (value === null || typeof value !== 'object') return String(value);
  return 'an object';
}

export const escapePointer = (name: string): string =>
  name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;

export const unescapePointer = (token: string): string => (token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token);

export const pointerTokens = (pointer: string): string[] => (pointer === '' ? [] : pointer.slice(1).split('/').map(unescapePointer));
