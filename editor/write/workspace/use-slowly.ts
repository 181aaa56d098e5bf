import { useDeferredValue } from 'react';

/** The same, when there is time: what is typed is painted first. */
export const useSlowly = <T>(value: T): T => useDeferredValue(value);
