import { byteOrderMark, type Encoding } from './encoding.ts';

/* What a file looks like, where the mapping doesn't say. */

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What stands most often in the line outside of quotes; a comma where none does. */
export function guessDelimiter(line: string, quote: string): string {
  const bare =
    quote === ''
      ? line
      : line
          .split(quote)
          .filter((_, index) => index % 2 === 0)
          .join('');
  let best: string = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const count = bare.split(delimiter).length - 1;
    if (count > most) {
      best = delimiter;
      most = count;
    }
  }
  return best;
}

/** By the byte-order mark, else by what the bytes can be. */
export function guessEncoding(sample: Buffer, whole: boolean): Encoding {
  const mark = byteOrderMark(sample);
  if (mark !== undefined) return mark.encoding;
  const wide = guessWide(sample);
  if (wide !== undefined) return wide;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !whole });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Text of European languages in UTF-16 has a NUL in almost every second byte. */
export function guessWide(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(sample.length, 4096) & ~1;
  if (length < 4) return undefined;
  const nuls = [0, 0];
  for (let at = 0; at < length; at += 1) if (sample[at] === 0) nuls[at & 1] = (nuls[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  if (odd > length * 0.3 && even < length * 0.05) return 'utf-16le';
  return even > length * 0.3 && odd < length * 0.05 ? 'utf-16be' : undefined;
}

const DATE_SHAPES: readonly (readonly [format: string, shape: RegExp])[] = [
  ['YYYY-MM-DD', /^(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/],
  ['instant', /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/],
  ['YYYY-MM-DD HH:mm:ss', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['YYYYMMDD', /^(?:19|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  ['D.M.YYYY', /^(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20|21)\d\d$/],
  ['M/D/YYYY', /^(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])\/(?:19|20|21)\d\d$/],
  ['D/M/YYYY', /^(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|1[0-2])\/(?:19|20|21)\d\d$/],
];

/** Formats that all of these texts have; two of them where nothing tells days from months. Empty: they are no dates. */
export function guessDates(texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  return DATE_SHAPES.filter(([, shape]) => texts.every((text) => shape.test(text))).map(([format]) => format);
}
