import { hash } from 'node:crypto';

/*
 * A state is named by a chain: each step that a shard takes makes the next hash of the last. So who has a state in memory
 * sees at the row of its shard whether it is still the one.
 */

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Of a shard that has taken in nothing. */
export const beginningOf = (program: string, shard: string): string => sha256(JSON.stringify(['dealwright shard', program, shard]));

/** What a step takes in, as text. */
export const next = (before: string, ...step: readonly (string | number | null)[]): string => sha256(JSON.stringify([before, ...step]));

export const hashOf = sha256;
