import { type RefObject, useRef } from 'react';

/** A place further down that something above shows another thing in: whoever asked for it is taken there, by keyboard too. */
export function useArrival(): readonly [place: RefObject<HTMLHeadingElement | null>, arrive: () => void] {
  const place = useRef<HTMLHeadingElement>(null);
  const arrive = (): void => {
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'start' });
  };
  return [place, arrive];
}
