import { type Asked, type Filter, SLICES, type Slice } from '../store/analytics/asked.ts';
import type { Reckoning } from './analytics.ts';
import { METHODS, type Method } from './incremental.ts';
import { MEASURE_IDS } from './measures/index.ts';
import type { OutcomeMeasure } from './measures/measure.ts';
import { quarterOf, quartersBetween, quartersLater } from './quarters.ts';

/** Which figures somebody asks for, as texts. */
export interface AskedTexts extends Readonly<Partial<Record<Slice, string>>> {
  readonly from?: string;
  readonly to?: string;
  readonly per?: string;
  readonly by?: string;
  readonly measures?: string;
  readonly method?: string;
}

export interface Asking {
  readonly asked: Asked;
  readonly ids: readonly OutcomeMeasure[];
  readonly method: Method;
}

/** What is asked makes no sense; a sentence. */
export class AskingError extends Error {}

const QUARTERS = { usual: 8, most: 40 } as const;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const MOST_TEXT = 200;

/** Missing: the last eight quarters that are over, up to the last of which anything is known. */
export function askingOf(texts: AskedTexts, reckoning: Reckoning): Asking {
  const { from, to } = quartersAsked(texts, reckoning);
  const { by, per = 'quarter', method = 'prior-period' } = texts;
  if (by !== undefined && !isSlice(by)) throw new AskingError(`by is ${show(by)}; one of ${SLICES.join(', ')} was expected.`);
  if (per !== 'quarter' && per !== 'range') throw new AskingError(`per is ${show(per)}; quarter or range was expected.`);
  if (!isMethod(method)) throw new AskingError(`method is ${show(method)}; one of ${Object.keys(METHODS).join(', ')} was expected.`);
  const { program, month, asOf } = reckoning;
  return { asked: { program, month, asOf, from, to, per, by, filter: filterOf(texts) }, ids: measuresOf(texts.measures), method };
}

function quartersAsked({ from, to }: AskedTexts, { month, asOf, made }: Reckoning): { readonly from: string; readonly to: string } {
  for (const [name, day] of Object.entries({ from, to }))
    if (day !== undefined && !DAY.test(day)) throw new AskingError(`${name} is ${show(day)}; a day such as ${asOf} was expected.`);
  const last = quarterOf(to ?? made.through, month);
  const first = from === undefined ? quartersLater(last, 1 - QUARTERS.usual) : quarterOf(from, month);
  if (first > last) throw new AskingError(`from is ${first} and to is ${last}; from was expected not to be later.`);
  const quarters = quartersBetween(first, last).length;
  if (quarters > QUARTERS.most) throw new AskingError(`${quarters} quarters are asked for; at most ${QUARTERS.most} are told at a time.`);
  return { from: first, to: last };
}

function filterOf(texts: AskedTexts): Filter {
  const filter = Object.fromEntries(SLICES.flatMap((slice) => (texts[slice] === undefined ? [] : [[slice, texts[slice]]]))) as Filter;
  for (const [slice, value] of Object.entries(filter))
    if (value.length === 0 || value.length > MOST_TEXT) throw new AskingError(`${slice} has 1 to ${MOST_TEXT} characters; "-" is none.`);
  const { competitor } = filter;
  if (competitor !== undefined && !['yes', 'no', '-'].includes(competitor))
    throw new AskingError(`competitor is ${show(competitor)}; yes, no or "-", not known, was expected.`);
  return filter;
}

function measuresOf(text: string | undefined): readonly OutcomeMeasure[] {
  if (text === undefined) return MEASURE_IDS;
  const ids = text.split(',');
  return ids.map(measureNamed);
}

export function measureNamed(name: string): OutcomeMeasure {
  const found = MEASURE_IDS.find((id) => id === name);
  if (found === undefined) throw new AskingError(`There is no measure ${show(name)}; there are ${MEASURE_IDS.join(', ')}.`);
  return found;
}

const show = (text: string): string => JSON.stringify(text.slice(0, 80));
const isSlice = (text: string): text is Slice => SLICES.some((slice) => slice === text);
const isMethod = (text: string): text is Method => Object.hasOwn(METHODS, text);
