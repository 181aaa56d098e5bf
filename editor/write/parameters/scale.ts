/*
 * Drawing at a number that is decimal text. The slider goes in whole steps; the text is made of the step, exactly, with as
 * many decimals as bounds and value are written with.
 */

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Of a value as it is written, where it stands; undefined: it can't be read. */
  position(value: unknown): number | undefined;
  /** What is written for a place. */
  text(position: number): string;
}

const STEPS = 200;

export function scaleOf(value: unknown, least: unknown, most: unknown, isWhole: boolean): Scale | undefined {
  const [now, min, max] = [value, least, most].map(read);
  if (now === undefined) return undefined;
  const low = min ?? 0;
  // where nothing bounds it, twice of what it is is far enough to see what it does
  const high = max ?? Math.max(now * 2, low + 1);
  if (!(high > low)) return undefined;
  const decimals = isWhole ? 0 : Math.max(...[value, least, most].map(decimalsOf), significant(high - low));
  return {
    min: low,
    max: high,
    step: Math.max(nice((high - low) / STEPS), 10 ** -decimals),
    position: read,
    text: (position) => position.toFixed(decimals),
  };
}

function read(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const decimalsOf = (value: unknown): number => (typeof value === 'string' ? (value.split('.')[1]?.length ?? 0) : 0);

/** As many as a step needs. */
const significant = (range: number): number => Math.max(0, -Math.floor(Math.log10(nice(range / STEPS))));

/** 1, 2 or 5 times a power of ten. */
function nice(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const times = step / power;
  return (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10) * power;
}
