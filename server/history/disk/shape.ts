/*
 * The shape of a small JSON file that programs write and read. Ajv would say more of what is wrong, but takes as long to
 * make ready as a tenth of a history takes to open.
 */

/** Where something else was expected, and what; undefined: the value is as it should be. */
export type Shape = (value: unknown, at: string) => string | undefined;

export const whole =
  (most: number): Shape =>
  (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? undefined : `${at}: a whole number up to ${most}`;

export const text =
  (pattern: RegExp): Shape =>
  (value, at) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `${at}: a text like ${pattern.source}`;

export const optional =
  (shape: Shape): Shape =>
  (value, at) =>
    value === undefined ? undefined : shape(value, at);

export const list =
  (most: number, of: Shape): Shape =>
  (value, at) => {
    if (!Array.isArray(value) || value.length > most) return `${at}: a list of at most ${most}`;
    return first(value.entries(), (index, one) => of(one, `${at}/${index}`));
  };

/** Values by name, whatever the names are. */
export const named =
  (most: number, of: Shape): Shape =>
  (value, at) => {
    if (!isObject(value) || Object.keys(value).length > most) return `${at}: an object of at most ${most} names`;
    return first(Object.entries(value), (name, one) => of(one, `${at}/${name}`));
  };

/** These fields and no others. */
export const record =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, at) => {
    if (!isObject(value)) return `${at}: an object`;
    const stranger = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
    if (stranger !== undefined) return `${at}: no field ${stranger}`;
    return first(Object.entries(fields), (name, shape) => shape(value[name], `${at}/${name}`));
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function first<K, V>(entries: Iterable<readonly [K, V]>, fault: (key: K, value: V) => string | undefined): string | undefined {
  for (const [key, value] of entries) {
    const found = fault(key, value);
    if (found !== undefined) return found;
  }
  return undefined;
}
