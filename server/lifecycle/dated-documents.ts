import type { ProgramDocument } from '../../schemas/types.ts';
import { loadTimeline, type TimelineResult } from '../engine/program/load.ts';

/** A document as it is kept, and from when on it is in force; null: from the beginning. */
export interface DatedText {
  readonly text: string;
  readonly effectiveFrom: string | null;
}

/** A document as the engine folds it: from the day on that the timeline says. */
export function datedDocument(document: ProgramDocument, from: string | null): ProgramDocument {
  const { effectiveFrom: _, ...undated } = document;
  return from === null ? undated : { ...undated, effectiveFrom: from };
}

// checked when it was kept, and named by its hash ever since
export const readDated = ({ text, effectiveFrom }: DatedText): ProgramDocument =>
  datedDocument(JSON.parse(text) as ProgramDocument, effectiveFrom);

export const timelineOf = (documents: readonly ProgramDocument[]): TimelineResult =>
  loadTimeline(documents.map((document, index) => [{ path: `${index}/program.json`, text: JSON.stringify(document, null, 2) }]));
