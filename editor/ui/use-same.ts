import { useRef } from 'react';

/** The value as it first was with this key, so that who was given it needn't be painted again. */
export function useSame<T>(value: T, key: string): T {
  const kept = useRef({ value, key });
  if (kept.current.key !== key) kept.current = { value, key };
  return kept.current.value;
}

/** The same of a list: each of it as it first was, and the list too where none is another. */
export function useSameEach<T>(values: readonly T[], isSame: (a: T, b: T) => boolean): readonly T[] {
  const kept = useRef({ values, of: values });
  if (kept.current.of === values) return kept.current.values;
  const before = kept.current.values;
  const now = values.map((value, index) => {
    const old = before[index];
    return old !== undefined && isSame(old, value) ? old : value;
  });
  const isOther = now.length !== before.length || now.some((value, index) => value !== before[index]);
  kept.current = { values: isOther ? now : before, of: values };
  return kept.current.values;
}
