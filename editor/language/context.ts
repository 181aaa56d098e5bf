import type { ProgramFiles } from './files.ts';
import type { Knowledge } from './knowledge.ts';
import type { Spread } from './spread.ts';
import type { Symbols } from './symbols.ts';

/** What the functions of the language look at. */
export interface Context {
  readonly files: ProgramFiles;
  readonly symbols: Symbols;
  /** How facts spread over the history that is looked at; empty where none is. */
  readonly spread: Spread;
  /** For numbers and dates in words, as BCP 47 has it. */
  readonly locale: string;
  knowledge(): Knowledge;
}
