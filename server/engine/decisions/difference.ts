/** The innermost place at which two pieces of JSON differ. */
export interface JsonDifference {
  /** JSON pointer. */
  readonly pointer: string;
  /** Undefined where it isn't there. */
  readonly left: unknown;
  readonly right: unknown;
}

/** The first difference, if there is one. A property that is undefined counts as missing; their order doesn't count. */
export function firstDifference(left: unknown, right: unknown, pointer = ''): JsonDifference | undefined {
  if (Object.is(left, right)) return undefined;
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) return { pointer, left, right };
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[key], right[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
