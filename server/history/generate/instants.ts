import { dayToIso } from '../../engine/facts/render.ts';
import type { Day } from '../../engine/facts/value.ts';
import { ZoneDays } from '../../engine/facts/zone-days.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Working hours, for those who ask the clock. */
const OPEN_HOURS = 8;

/** The hour of UTC that opens eight hours which lie on one day of the zone, summer and winter, that of the date in UTC. */
function openingHour(timeZone: string, first: Day): number {
  const zone = new ZoneDays(timeZone);
  const days = Array.from({ length: 12 }, (_, month) => first + month * 30);
  const onDay = (day: Day, hour: number): boolean => zone.isOn(day * DAY_MS + hour * HOUR_MS, dayToIso(day));
  for (const hour of [14, 8, 2, 15, 0, 16]) {
    if (days.every((day) => onDay(day, hour) && onDay(day, hour + OPEN_HOURS))) return hour;
  }
  // No zone is further from UTC than half a day and a little: some hour of these lies on the day everywhere but there.
  return 12;
}

/** Instants of a day, one after the other. */
export class Instants {
  private readonly opening: number;
  private day: Day = 0;
  private last = 0;

  constructor(timeZone: string, first: Day) {
    this.opening = openingHour(timeZone, first) * HOUR_MS;
  }

  /** Milliseconds since 1970, later than those before on the same day, as long as there is room; `seconds` after the one before. */
  next(day: Day, seconds: number): number {
    const open = day * DAY_MS + this.opening;
    if (day !== this.day) this.last = open;
    this.day = day;
    this.last = Math.min(this.last + seconds * 1000, open + OPEN_HOURS * HOUR_MS - 1000);
    return this.last;
  }
}
