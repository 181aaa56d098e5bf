import { isoToDay } from '../../engine/facts/render.ts';
import type { ZoneDays } from '../../engine/facts/zone-days.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** A day as YYYY-MM-DD, and the instant where the text says one, as ISO text in UTC. Whether the day is in the calendar is the intake's to say. */
export interface Dated {
  readonly day: string;
  readonly at?: string;
}

export type ParseDate = (text: string) => Dated | undefined;

interface Token {
  readonly pattern: string;
  readonly part?: keyof Parts;
}

/** As numbers, but the zone as minutes from UTC. */
interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  fraction: number;
  zone: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** By length: the longer one is looked for first. */
const TOKENS: readonly (readonly [text: string, token: Token])[] = [
  ['YYYY', { pattern: '(\\d{4})', part: 'year' }],
  ['MMM', { pattern: '([A-Za-z]{3})', part: 'month' }],
  ['SSS', { pattern: '(\\d{1,9})', part: 'fraction' }],
  ['YY', { pattern: '(\\d{2})', part: 'year' }],
  ['MM', { pattern: '(\\d{2})', part: 'month' }],
  ['DD', { pattern: '(\\d{2})', part: 'day' }],
  ['HH', { pattern: '(\\d{2})', part: 'hour' }],
  ['mm', { pattern: '(\\d{2})', part: 'minute' }],
  ['ss', { pattern: '(\\d{2})', part: 'second' }],
  ['M', { pattern: '(\\d{1,2})', part: 'month' }],
  ['D', { pattern: '(\\d{1,2})', part: 'day' }],
  ['H', { pattern: '(\\d{1,2})', part: 'hour' }],
  ['Z', { pattern: '(Z|[+-]\\d{2}:?\\d{2})', part: 'zone' }],
];

const NAMED = ['instant', 'excel', 'epoch-seconds', 'epoch-milliseconds'];

/** What a format means; undefined where it is none. */
function compile(format: string): { readonly pattern: RegExp; readonly parts: readonly (keyof Parts)[] } | undefined {
  let pattern = '';
  const parts: (keyof Parts)[] = [];
  for (let at = 0; at < format.length; ) {
    const token = TOKENS.find(([text]) => format.startsWith(text, at));
    const part = token?.[1].part;
    if (token === undefined || part === undefined) {
      const character = format[at] ?? '';
      if (/[A-Za-z]/.test(character) && character !== 'T') return undefined;
      pattern += character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
      at += 1;
      continue;
    }
    if (parts.includes(part)) return undefined;
    pattern += token[1].pattern;
    parts.push(part);
    at += token[0].length;
  }
  const whole = (['year', 'month', 'day'] as const).every((part) => parts.includes(part));
  return whole ? { pattern: new RegExp(`^${pattern}$`), parts } : undefined;
}

export const isDateFormat = (format: string): boolean => NAMED.includes(format) || compile(format) !== undefined;

/** Whether texts of the format say an instant. */
export const saysInstant = (format: string): boolean =>
  (NAMED.includes(format) && format !== 'excel') || (compile(format)?.parts.includes('hour') ?? false);

/** `days`: the program's zone, on whose days instants fall; `zone`: of instants that don't say theirs. */
export function dateParser(format: string, days: ZoneDays, zone: string): ParseDate {
  const instant = (ms: number): Dated | undefined =>
    Math.abs(ms) > MOST_MS ? undefined : { day: days.dayOf(ms), at: new Date(ms).toISOString() };
  switch (format) {
    case 'YYYY-MM-DD':
      return (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? { day: text } : undefined);
    case 'instant':
      // an engine may take 30 February for 1 March
      return (text) =>
        INSTANT.test(text) && isoToDay(text.slice(0, 10)) !== undefined
          ? instant(Date.parse(text.replace(' ', 'T').replace(SHORT_ZONE, '$1:$2')))
          : undefined;
    case 'excel':
      return (text) =>
        /^\d{1,6}(\.0*)?$/.test(text) ? { day: new Date((Number(text) - 25_569) * DAY_MS).toISOString().slice(0, 10) } : undefined;
    case 'epoch-seconds':
      return (text) => (/^\d{1,12}(\.\d+)?$/.test(text) ? instant(Math.floor(Number(text) * 1000)) : undefined);
    case 'epoch-milliseconds':
      return (text) => (/^\d{1,15}$/.test(text) ? instant(Number(text)) : undefined);
  }
  const compiled = compile(format);
  if (compiled === undefined) throw new Error(`${format} is no date format`);
  const { pattern, parts } = compiled;
  const offsets = zoneOffsets(zone);
  return (text) => {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const read: Parts = { year: 0, month: 0, day: 0, hour: -1, minute: 0, second: 0, fraction: 0, zone: Number.NaN };
    for (const [index, part] of parts.entries()) read[part] = numberOf(part, match[index + 1] ?? '');
    return datedOf(read, instant, offsets);
  };
}

const DAY_MS = 86_400_000;
/** Instants of years beyond 9999 are none that anybody meant. */
const MOST_MS = 253_402_300_799_999;
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
const SHORT_ZONE = /([+-]\d\d)(\d\d)$/;

function numberOf(part: keyof Parts, text: string): number {
  if (part === 'month' && text.length === 3) return MONTHS.indexOf(text.toLowerCase()) + 1;
  if (part === 'year' && text.length === 2) return Number(text) + (Number(text) < 70 ? 2000 : 1900);
  if (part === 'fraction') return Math.floor(Number(`0.${text}`) * 1000);
  if (part !== 'zone') return Number(text);
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith('-') ? -minutes : minutes;
}

function datedOf(
  { year, month, day, hour, minute, second, fraction, zone }: Parts,
  instant: (ms: number) => Dated | undefined,
  offsets: (wallMs: number) => number | undefined,
): Dated | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (hour < 0) return { day: text };
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  // 31 February would become a day of March
  if (new Date(wall).getUTCDate() !== day) return { day: text };
  const offset = Number.isNaN(zone) ? offsets(wall) : zone * 60_000;
  return offset === undefined ? undefined : instant(wall - offset);
}
