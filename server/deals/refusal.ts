import type { Finding } from '../engine/program/diagnostic.ts';

/** What was given isn't as the program asks. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Pointers into what was given. */
  readonly findings: readonly Finding[];

  constructor(message: string, findings: readonly Finding[]) {
    super(message);
    this.findings = findings;
  }
}
