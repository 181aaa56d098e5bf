/**
 * How far a zone's clocks are ahead of UTC when they show a time, in milliseconds. `wallMs`: that time as if it were UTC.
 * Where clocks are set back and show it twice, the first one is meant; undefined where they are set forward past it.
 */
export function zoneOffsets(timeZone: string): (wallMs: number) => number | undefined {
  if (timeZone === 'UTC') return () => 0;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const ahead = (ms: number): number => {
    const parts = new Map(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return shown - Math.floor(ms / 1000) * 1000;
  };
  return (wallMs) => {
    // one of the offsets of the day before and the day after it is the one
    const before = ahead(wallMs - 86_400_000);
    if (ahead(wallMs - before) === before) return before;
    const after = ahead(wallMs + 86_400_000);
    return ahead(wallMs - after) === after ? after : undefined;
  };
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
