import type { Figure, LeftOut, Measure, PartUnit } from './measures/measure.ts';
import type { ReckonedCell, ReckonedMeasure } from './reckon.ts';

/** Figures as they go out: decimal text, amounts in units of the currency. */

const RATE_DECIMALS = 6;

export interface ShownFigure {
  /** null: there is none; `why` says why. */
  readonly value: string | null;
  readonly why?: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly interval?: { readonly low: string | null; readonly high: string | null; readonly method: string };
  readonly small: boolean;
}

export interface ShownCell extends ShownFigure {
  readonly quarter: string;
  readonly slice?: string | null;
  readonly beside?: Readonly<Record<string, ShownFigure>>;
  readonly difference?: { readonly value: string; readonly low: string; readonly high: string; readonly method: string };
  readonly leftOut: readonly { readonly reason: string; readonly why: string; readonly count: number; readonly amount?: string }[];
  readonly estimate?: true;
  readonly method?: string;
}

export const moneyText = (minor: number, digits: number): string => (Math.round(minor) / 10 ** digits).toFixed(digits);

export const rateText = (value: number): string => String(Number(value.toFixed(RATE_DECIMALS)));

export function showMeasure({ measure, cells, unsliced, moreSlices }: ReckonedMeasure, digits: number) {
  return {
    id: measure.id,
    ...(unsliced !== undefined && { unsliced }),
    ...(moreSlices > 0 && { moreSlices }),
    figures: cells.map((cell) => showCell(measure, cell, digits)),
  };
}

export function showCell(measure: Measure, cell: ReckonedCell, digits: number): ShownCell {
  const { quarter, slice, beside, difference, leftOut, method } = cell;
  return {
    quarter,
    ...(slice !== undefined && { slice }),
    ...showFigure(measure, cell, digits),
    ...(beside && {
      beside: Object.fromEntries(Object.entries(beside).map(([name, figure]) => [name, showFigure(measure, figure, digits, name)])),
    }),
    ...(difference && {
      difference: {
        value: rateText(difference.value),
        low: rateText(difference.low),
        high: rateText(difference.high),
        method: difference.method,
      },
    }),
    leftOut: leftOut.map((one) => showLeftOut(measure, one, digits)),
    ...(measure.estimate && { estimate: true as const }),
    ...(method !== undefined && { method }),
  };
}

/** A difference of two values of a measure, with its interval where there is one. */
export function shownDifference(
  { unit }: Measure,
  { value, low, high, method }: { readonly value: number; readonly low?: number; readonly high?: number; readonly method?: string },
  digits: number,
) {
  const text = (one: number): string => (unit === 'money' ? moneyText(one, digits) : rateText(one));
  return {
    value: text(value),
    ...(low !== undefined && high !== undefined && method !== undefined && { low: text(low), high: text(high), method }),
  };
}

function showFigure(measure: Measure, figure: Figure, digits: number, name?: string): ShownFigure {
  const own = name === undefined ? undefined : measure.beside[name];
  const unit = own?.unit ?? measure.unit;
  const text = (value: number): string => (unit === 'money' ? moneyText(value, digits) : rateText(value));
  const part = (value: number, is: PartUnit): string => (is === 'money' ? moneyText(value, digits) : String(value));
  const { value, why, numerator, denominator, interval, small } = figure;
  const end = (at: number | undefined): string | null => (at === undefined ? null : text(at));
  return {
    value: value === undefined ? null : text(value),
    ...(why !== undefined && { why }),
    numerator: part(numerator, own?.numerator ?? measure.parts.numerator),
    denominator: part(denominator, own?.denominator ?? measure.parts.denominator),
    ...(interval && { interval: { low: end(interval.low), high: end(interval.high), method: interval.method ?? '' } }),
    small,
  };
}

const showLeftOut = (measure: Measure, { reason, count, amount }: LeftOut, digits: number) => ({
  reason,
  why: measure.leaves[reason] ?? reason,
  count,
  ...(amount !== undefined && { amount: moneyText(amount, digits) }),
});
