/** A place to fill in, as snippets have it: numbered, with what stands there at first. */
export const hole = (number: number, text: string): string => `\${${number}:${text}}`;

/** A place with a choice. */
export const choice = (number: number, values: readonly unknown[]): string => `\${${number}|${values.join(',')}|}`;
