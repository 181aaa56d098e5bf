import { type Interval, Z95 } from './interval.ts';

/** Some that were followed for so many days, up to what was waited for (`happened`), or without it. */
export interface Followed {
  readonly days: number;
  readonly happened: boolean;
  readonly count: number;
}

export interface Survival {
  /** First day by which half of them had it; undefined: fewer than half have, as far as they could be followed. */
  readonly median: number | undefined;
  /** Of the median; an end that isn't reached is missing. */
  readonly interval: Partial<Pick<Interval, 'low' | 'high'>> & Pick<Interval, 'method'>;
  readonly happened: number;
  readonly followed: number;
}

/**
 * The product-limit estimate (E. L. Kaplan, P. Meier, JASA 53, 1958): whoever was followed for a time without it counts for
 * that time, and is neither left out nor taken for one who never will. The median's interval holds the days at which the
 * log-log interval of the share that is left (Greenwood's variance) holds one half (R. Brookmeyer, J. Crowley, Biometrics 38, 1982).
 */
export function kaplanMeier(all: readonly Followed[]): Survival {
  const days = [...new Set(all.filter(({ happened }) => happened).map((one) => one.days))].sort((a, b) => a - b);
  const sum = (rows: readonly Followed[]): number => rows.reduce((total, { count }) => total + count, 0);
  let left = 1;
  let greenwood = 0;
  let [median, low, high]: (number | undefined)[] = [];
  for (const day of days) {
    const risk = sum(all.filter((one) => one.days >= day));
    const events = sum(all.filter((one) => one.happened && one.days === day));
    left *= 1 - events / risk;
    greenwood += risk === events ? Number.POSITIVE_INFINITY : events / (risk * (risk - events));
    const [under, over] = bounds(left, greenwood);
    if (median === undefined && left <= 0.5) median = day;
    if (low === undefined && under <= 0.5) low = day;
    if (high === undefined && over <= 0.5) high = day;
  }
  return {
    median,
    interval: { ...(low !== undefined && { low }), ...(high !== undefined && { high }), method: 'Kaplan–Meier, Brookmeyer and Crowley' },
    happened: sum(all.filter(({ happened }) => happened)),
    followed: sum(all),
  };
}

function bounds(left: number, greenwood: number): readonly [number, number] {
  if (left <= 0) return [0, 0];
  const log = Math.log(left);
  const width = (Z95 * Math.sqrt(greenwood)) / Math.abs(log);
  return [left ** Math.exp(width), left ** Math.exp(-width)];
}
