import { canonicalJson, hashText } from '../engine/program/hash.ts';

/** Characters of what was, and of what is. */
export const MOST_CHARACTERS = 64_000;
/** Characters of a name or an id; longer ones are cut. */
const MOST_NAME = 500;

/** A value as the trail keeps it: canonical JSON, or where that is too long its hash. */
export function boundedJson(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = canonicalJson(value);
  if (text.length <= MOST_CHARACTERS) return text;
  return canonicalJson({ omitted: { characters: text.length, sha256: hashText(text) } });
}

/** A name that both databases keep as it is: no zero characters, no halves of characters. */
export const boundedName = (text: string): string =>
  text
    .slice(0, MOST_NAME)
    .replaceAll('\0', '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd');
