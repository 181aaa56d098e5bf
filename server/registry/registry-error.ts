import type { Finding } from '../engine/program/diagnostic.ts';

/**
 * What can't be done with the registry, as a sentence for the person who asked:
 *
 * - `not-found`: nothing has this id
 * - `unseen`: it is there, and who asks has not said what they changed it of
 * - `changed`: it was changed meanwhile; `current` is its revision
 * - `refused`: it can't be kept; `findings` say where
 * - `not-a-partner`: it isn't as the program asks; `findings` say where
 * - `state`: it is past that, or not there yet
 */
export type RegistryCode = 'not-found' | 'unseen' | 'changed' | 'refused' | 'not-a-partner' | 'state';

export type RegistryFinding = Pick<Finding, 'pointer' | 'message' | 'hint'>;

export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryCode;
  readonly findings: readonly RegistryFinding[];
  readonly current: number | undefined;

  constructor(
    code: RegistryCode,
    message: string,
    { findings = [], current }: { readonly findings?: readonly RegistryFinding[]; readonly current?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.findings = findings;
    this.current = current;
  }
}
