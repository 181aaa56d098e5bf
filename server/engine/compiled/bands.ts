/** Bands of the compiled evaluator, prepared once: in doubles with an error bound, and exact. */
import type { BandSlice } from '../decisions/model.ts';
import { decimalsOf, showExact } from '../facts/render.ts';
import type { Exact, FactType } from '../facts/value.ts';
import type { Parameter } from '../program/model.ts';
import { type Approximation, EXACT, powerOfTen, SLACK, UNIT } from './approximate.ts';
import { add, cmp, fromSteps, inSteps, larger, mul, neg, smaller, sub, ZERO } from './exact.ts';
import { lean } from './lean.ts';

export interface Bands {
  readonly over: FactType;
  readonly unit: FactType;
  readonly digits: number;
  /** Scale of `froms`, `starts` and `entries`. */
  readonly volumeScale: number;
  /** As declared; a volume at or above it has reached the band. */
  readonly froms: readonly number[];
  /** Volume below the band: on money `from`, on a count one less; the first reaches down without end. */
  readonly starts: readonly number[];
  /** The volume that enters the band. */
  readonly entries: readonly number[];
  /** Scale of `rates`, as small as they allow. */
  readonly rateScale: number;
  readonly rates: readonly number[];
  readonly steepest: number;
}

export function prepareBands(parameter: Parameter & { readonly kind: 'bands' }, digits: number): Bands {
  const { over, unit, bands } = parameter;
  const counted = over === 'count';
  const froms = bands.map(({ from }) => from);
  const entries = froms.map((from) => (counted ? Math.max(from, 1) : from));
  const starts = entries.map((entry, index) => (index === 0 ? Number.NEGATIVE_INFINITY : counted ? entry - 1 : entry));
  const { values: rates, scale: rateScale } = lean(
    bands.map(({ rate }) => rate),
    decimalsOf(unit, digits),
  );
  const steepest = Math.max(...rates.map(Math.abs));
  return { over, unit, digits, volumeScale: decimalsOf(over, digits), froms, starts, entries, rateScale, rates, steepest };
}

/** The rate of the band that a volume (of a scale not below the bands' own) reaches, or NaN. */
export function fastBandRate(bands: Bands, x: number, e: number, scale: number): number {
  const { froms, rates } = bands;
  const each = powerOfTen(scale - bands.volumeScale);
  for (let index = froms.length - 1; index > 0; index -= 1) {
    const from = (froms[index] ?? 0) * each;
    const bound = e === 0 && Math.abs(from) < EXACT ? 0 : (e + Math.abs(from) * UNIT) * SLACK;
    if (bound !== 0 && !(Math.abs(x - from) > bound)) return Number.NaN;
    if (x >= from) return rates[index] ?? Number.NaN;
  }
  return rates[0] ?? Number.NaN;
}

/** What the stretch from x to y earns, of the scale of volume and rates together; leaves its error bound. */
export function fastMarginal(left: Approximation, bands: Bands, x: number, ex: number, y: number, ey: number, scale: number): number {
  if (y < x) return 0 - fastMarginal(left, bands, y, ey, x, ex, scale);
  return bands.unit === 'money' ? entered(left, bands, x, ex, y, ey, scale) : earned(left, bands, x, ex, y, ey, scale);
}

function earned(left: Approximation, bands: Bands, x: number, ex: number, y: number, ey: number, scale: number): number {
  const { starts, rates } = bands;
  const each = powerOfTen(scale - bands.volumeScale);
  let total = 0;
  let size = 0;
  let exact = ex === 0 && ey === 0;
  for (let index = 0; index < starts.length; index += 1) {
    const from = (starts[index] ?? 0) * each;
    const to = index + 1 < starts.length ? (starts[index + 1] ?? 0) * each : Number.POSITIVE_INFINITY;
    const low = Math.max(from, x);
    const high = Math.min(to, y);
    if (high <= low) continue;
    const amount = (high - low) * (rates[index] ?? 0);
    total += amount;
    size += Math.abs(amount) + (Math.abs(high) + Math.abs(low)) * Math.abs(rates[index] ?? 0);
    exact &&= size < EXACT;
  }
  // reckoned from x and y as they are, the result moves with them at most at the steepest rate
  left.e = exact ? 0 : ((ex + ey) * bands.steepest + size * UNIT * 4) * SLACK;
  return total;
}

/** Fixed sums: those of the bands that the stretch enters, at the scale of volume and rates together. */
function entered(left: Approximation, bands: Bands, x: number, ex: number, y: number, ey: number, scale: number): number {
  if (ex !== 0 || ey !== 0) return Number.NaN;
  const each = powerOfTen(scale - bands.volumeScale);
  let total = 0;
  for (const [index, entry] of bands.entries.entries()) {
    if (Math.abs(entry * each) >= EXACT) return Number.NaN;
    if (x < entry * each && entry * each <= y) total += bands.rates[index] ?? 0;
  }
  // as if it were a rate times a volume, so that both units have one scale
  const scaled = total * powerOfTen(scale);
  left.e = Math.abs(scaled) < EXACT ? 0 : Math.abs(scaled) * UNIT;
  return scaled;
}

/** An exact band result: its value, and its slices where they are asked for. */
export interface BandResult {
  readonly value: Exact;
  readonly slices: readonly Slice[];
}

interface Slice {
  readonly band: number;
  readonly size: Exact;
  readonly amount?: Exact;
}

const volume = (bands: Bands, steps: number): Exact => fromSteps(steps, bands.volumeScale);
const rate = (bands: Bands, index: number): Exact => fromSteps(bands.rates[index] ?? 0, bands.rateScale);

function reached(bands: Bands, x: Exact): number {
  for (let index = bands.froms.length - 1; index > 0; index -= 1) {
    if (cmp(volume(bands, bands.froms[index] ?? 0), x) <= 0) return index;
  }
  return 0;
}

export function exactBandRate(bands: Bands, x: Exact): BandResult {
  const band = reached(bands, x);
  return { value: rate(bands, band), slices: [{ band, size: x }] };
}

export function exactRetrospective(bands: Bands, x: Exact, paid: Exact): BandResult {
  const band = reached(bands, x);
  const amount = mul(rate(bands, band), x);
  return { value: sub(amount, paid), slices: [{ band, size: x, amount }] };
}

export function exactMarginal(bands: Bands, x: Exact, y: Exact): BandResult {
  if (cmp(y, x) < 0) {
    const { value, slices } = exactMarginal(bands, y, x);
    const turned = slices.map(({ band, size, amount }) => ({ band, size: neg(size), amount: neg(amount ?? ZERO) }));
    return { value: neg(value), slices: turned };
  }
  const slices: { band: number; size: Exact; amount: Exact }[] = [];
  for (let band = 0; band < bands.starts.length; band += 1) {
    const low = band === 0 ? x : larger(x, volume(bands, bands.starts[band] ?? 0));
    const high = band + 1 === bands.starts.length ? y : smaller(y, volume(bands, bands.starts[band + 1] ?? 0));
    const size = cmp(high, low) > 0 ? sub(high, low) : ZERO;
    if (bands.unit === 'money') {
      const entry = volume(bands, bands.entries[band] ?? 0);
      if (cmp(x, entry) < 0 && cmp(entry, y) <= 0) slices.push({ band, size, amount: rate(bands, band) });
    } else if (size.n > 0n) slices.push({ band, size, amount: mul(size, rate(bands, band)) });
  }
  return { value: slices.reduce((sum, { amount }) => add(sum, amount), ZERO), slices };
}

export function showSlices(bands: Bands, slices: readonly Slice[]): readonly BandSlice[] {
  const show = (type: FactType, value: Exact) => showExact(type, inSteps(type, value, bands.digits), bands.digits);
  return slices.map(({ band, size, amount }) => ({
    from: show(bands.over, volume(bands, bands.froms[band] ?? 0)),
    rate: String(show(bands.unit, rate(bands, band))),
    size: show(bands.over, size),
    ...(amount === undefined ? {} : { amount: String(show('money', amount)) }),
  }));
}
