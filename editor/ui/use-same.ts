import { useRef } from 'react';

/** The value as it first was with this key, so that who was given it needn't be painted again. */
export function useSame<T>(value: T, key: string): T {
  const kept = useRef({ value, key });
  if (kept.current.key !== key) kept.current = { value, key };
  return kept.current.value;
}
