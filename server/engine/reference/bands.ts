/** Bands, slice by slice, as engine/README.md defines them. Volumes and rates are in natural units. */
import Fraction from 'fraction.js';
import type { BandFunction } from '../formula/model.ts';
import type { Parameter } from '../program/model.ts';
import { toFraction } from './exact.ts';

export type BandsParameter = Parameter & { readonly kind: 'bands' };

interface ExactBand {
  /** As declared. */
  readonly from: Fraction;
  /** Where the band starts on the line of volumes; the first reaches down without end. */
  readonly start: Fraction | undefined;
  /** Where the next one starts; undefined for the last. */
  readonly end: Fraction | undefined;
  readonly rate: Fraction;
}

export interface ExactSlice {
  readonly from: Fraction;
  readonly rate: Fraction;
  readonly size: Fraction;
  readonly amount?: Fraction;
}

export interface BandResult {
  readonly value: Fraction;
  readonly slices: readonly ExactSlice[];
}

const ZERO = new Fraction(0);

const known = new WeakMap<BandsParameter, readonly ExactBand[]>();

function exactBands(parameter: BandsParameter, digits: number): readonly ExactBand[] {
  const bands = known.get(parameter) ?? madeExact(parameter, digits);
  known.set(parameter, bands);
  return bands;
}

/** Thresholds of volume: on money the band's start itself, on a count what lies below its first unit. */
function madeExact(parameter: BandsParameter, digits: number): readonly ExactBand[] {
  const threshold = (from: number): Fraction =>
    parameter.over === 'money' ? toFraction('money', from, digits) : new Fraction(firstUnit(from)).sub(1);
  return parameter.bands.map((band, index) => {
    const next = parameter.bands[index + 1];
    return {
      from: toFraction(parameter.over, band.from, digits),
      start: index === 0 ? undefined : threshold(band.from),
      end: next === undefined ? undefined : threshold(next.from),
      rate: toFraction(parameter.unit, band.rate, digits),
    };
  });
}

/** On a count a band from 0 and one from 1 both start with the first unit. */
const firstUnit = (from: number): number => Math.max(from, 1);

export function applyBands(fn: BandFunction, parameter: BandsParameter, args: readonly Fraction[], digits: number): BandResult {
  const [first = ZERO, second = ZERO] = args;
  switch (fn) {
    case 'bandRate': {
      const { from, rate } = bandReached(parameter, first, digits);
      return { value: rate, slices: [{ from, rate, size: first }] };
    }
    case 'retrospective': {
      const { from, rate } = bandReached(parameter, first, digits);
      const amount = rate.mul(first);
      return { value: amount.sub(second), slices: [{ from, rate, size: first, amount }] };
    }
    case 'marginal':
      return marginal(parameter, first, second, digits);
  }
}

/** The last band that starts at or below the volume; below the first, the first. */
function bandReached(parameter: BandsParameter, volume: Fraction, digits: number): ExactBand {
  const bands = exactBands(parameter, digits);
  const reached = bands.findLast((band) => band.from.lte(volume)) ?? bands[0];
  if (reached === undefined) throw new Error(`parameter.${parameter.name} has no bands`);
  return reached;
}

function marginal(parameter: BandsParameter, from: Fraction, to: Fraction, digits: number): BandResult {
  if (to.lt(from)) {
    const { value, slices } = marginal(parameter, to, from, digits);
    return { value: value.neg(), slices: slices.map(turned) };
  }
  const slices: ExactSlice[] = [];
  for (const [index, band] of exactBands(parameter, digits).entries()) {
    const low = band.start === undefined || band.start.lt(from) ? from : band.start;
    const high = band.end === undefined || band.end.gt(to) ? to : band.end;
    const size = high.gt(low) ? high.sub(low) : ZERO;
    if (parameter.unit === 'money') {
      if (isEntered(parameter, index, from, to, digits)) slices.push({ from: band.from, rate: band.rate, size, amount: band.rate });
    } else if (size.gt(ZERO)) slices.push({ from: band.from, rate: band.rate, size, amount: size.mul(band.rate) });
  }
  return { value: slices.reduce((sum, slice) => sum.add(slice.amount ?? ZERO), ZERO), slices };
}

/** Whether the stretch (from, to] takes the volume into the band: over its start, or to its first unit. */
function isEntered(parameter: BandsParameter, index: number, from: Fraction, to: Fraction, digits: number): boolean {
  const declared = parameter.bands[index]?.from ?? 0;
  const entry = parameter.over === 'money' ? toFraction('money', declared, digits) : new Fraction(firstUnit(declared));
  return entry.gt(from) && entry.lte(to);
}

const turned = (slice: ExactSlice): ExactSlice => ({
  ...slice,
  size: slice.size.neg(),
  ...(slice.amount === undefined ? {} : { amount: slice.amount.neg() }),
});
