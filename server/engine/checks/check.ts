import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Program } from '../program/model.ts';

export interface CheckContext {
  /** Valid by the schema. */
  readonly document: ProgramDocument;
  /** Resolved as far as it goes: what could not be resolved is left out and has its own findings. */
  readonly program: Program;
  /** Pointers of what was left out, so that a check does not complain of what it cannot see. */
  readonly unresolved: ReadonlySet<string>;
}

/** One check of a program: pure, in a file of its own, listed in checks/index.ts. */
export interface Check {
  readonly name: string;
  /** What it refuses and why, in a sentence; shown in documentation. */
  readonly about: string;
  run(context: CheckContext): Iterable<Finding>;
}
