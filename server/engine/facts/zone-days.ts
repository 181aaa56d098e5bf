/** On which days of a time zone instants fall. */
export class ZoneDays {
  readonly timeZone: string;
  private readonly dates: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.dates = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  /** `instant` in milliseconds since 1970, `day` as YYYY-MM-DD. */
  isOn(instant: number, day: string): boolean {
    // Canada writes a day as ISO does, but that may change; the parts are slower to come by, and stay.
    return this.dates.format(instant) === day || this.dayOf(instant) === day;
  }

  /** As YYYY-MM-DD. */
  dayOf(instant: number): string {
    const parts = this.dates.formatToParts(instant);
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
    return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  }
}
