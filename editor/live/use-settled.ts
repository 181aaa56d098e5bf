import { useEffect, useRef, useState } from 'react';

interface Settling {
  /** How long a value has to stay the same. */
  readonly pauseMs: number;
  /** A hand that goes on moving is followed at least this often. */
  readonly mostMs: number;
}

/** A value once it has settled, or now and then while it goes on changing. */
export function useSettled<T>(value: T, { pauseMs, mostMs }: Settling): T {
  const [settled, settle] = useState(value);
  const since = useRef<number>(undefined);
  useEffect(() => {
    if (value === settled) {
      since.current = undefined;
      return;
    }
    since.current ??= performance.now();
    const left = Math.max(0, mostMs - (performance.now() - since.current));
    const timer = setTimeout(
      () => {
        since.current = undefined;
        settle(value);
      },
      Math.min(pauseMs, left),
    );
    return () => clearTimeout(timer);
  }, [value, settled, pauseMs, mostMs]);
  return settled;
}
