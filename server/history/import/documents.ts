import type { ActivityDocument, PartnerDocument } from '../../../schemas/types.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { fileBytes } from './encoding.ts';
import type { Plan, SourcePlan } from './plan.ts';
import { type ReadOptions, readPlan } from './read-plan.ts';
import { reasonText } from './rejects.ts';
import type { Row } from './row.ts';
import { rawOf } from './source-file.ts';

/** What a document was made of. */
export interface Origin {
  /** Number of its first line. */
  readonly line: number;
  /** How many rows it was made of; 0 of a partner whose row is an activity's too. */
  readonly rows: number;
  /** Those rows as they stand in the file. */
  readonly bytes: Uint8Array;
}

/** Documents that the intake accepted, and rows that it refused: for those who keep documents. */
export interface DocumentBatch {
  readonly partners: readonly (Origin & { readonly document: PartnerDocument })[];
  readonly activities: readonly (Origin & { readonly document: ActivityDocument })[];
  readonly rejects: readonly (Origin & { readonly reason: string })[];
  /** Rows that the mapping leaves out. */
  readonly leftOut: number;
}

/** The files of a plan as documents: what importHistory takes in, with another end. */
export async function* readDocuments(plan: Plan, program: Timeline, options: ReadOptions = {}): AsyncGenerator<DocumentBatch> {
  for await (const { source, partners, activities, refused, leftOut } of readPlan(plan, program, options)) {
    yield {
      partners: partners.map(({ row, alone, document }) => ({
        ...originOf(source, alone ? [row] : [], row.line),
        document: document as PartnerDocument,
      })),
      activities: activities.map(({ rows, document }) => ({ ...originOf(source, rows), document: document as ActivityDocument })),
      rejects: refused.map(({ row, faults }) => ({ ...originOf(source, [row]), reason: reasonText(faults) })),
      leftOut: leftOut.length,
    };
  }
}

const originOf = ({ file }: SourcePlan, rows: readonly Row[], line = rows[0]?.line ?? 0): Origin => ({
  line,
  rows: rows.length,
  bytes: fileBytes(rows.map((row) => rawOf(file, row)).join(''), file.encoding),
});
