import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import type { SourceNode } from '../../server/engine/program/source.ts';
import type { Fix, TextEdit } from './model.ts';

/** What a diagnostic is about, found again in the files as they are. */
export interface Fault {
  readonly diagnostic: Diagnostic;
  readonly root: SourceNode;
  readonly tokens: readonly string[];
  /** Missing where the pointer leads to nothing: something is to be added there. */
  readonly node: SourceNode | undefined;
  readonly parent: SourceNode | undefined;
}

export const fix = (title: string, edits: readonly TextEdit[], preferred = true): Fix => ({ title, edits, preferred });
