import type { SideName } from '../lifecycle/compare.ts';

const IN_FORCE = 'in-force';

/** A program as an address names it. */
export const SIDE = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'The hash of a version, the id of a draft, or in-force: the version of today.',
} as const;

export function sideOf(text: string): SideName {
  if (text === IN_FORCE) return { inForce: true };
  return /^[0-9a-f]{64}$/.test(text) ? { version: text } : { draft: text };
}
