import { type DocumentName, documentValidator, type ErrorObject } from '../../../schemas/ajv.ts';
import type { Finding } from './diagnostic.ts';
import { findingOf } from './schema-finding.ts';
import { withoutEchoes } from './schema-forks.ts';

/*
 * Ajv's errors as findings that a person can act on: one for each fault, at the spot that is meant.
 */

/** What is wrong with a document by its schema; empty where it is valid. */
export const schemaFindings = (name: DocumentName, document: unknown): readonly Finding[] => schemaFaults(name, document).findings;

/** The same, and whether that is all: of a document with more faults than are told the others aren't known. */
export function schemaFaults(name: DocumentName, document: unknown): { readonly findings: readonly Finding[]; readonly isAll: boolean } {
  const validate = documentValidator(name);
  if (validate(document)) return { findings: [], isAll: true };
  const errors = validate.errors ?? [];
  const findings = findingsOf(errors);
  return { findings, isAll: errors.length <= MAX_ERRORS && findings.length < MAX_FINDINGS };
}

/** A document with more faults than this is of another sort altogether. */
const MAX_ERRORS = 5000;
const MAX_FINDINGS = 500;

/** The same for errors of any other validator of the one configuration. */
export function findingsOf(errors: readonly ErrorObject[]): readonly Finding[] {
  const relevant = withoutEchoes(errors.slice(0, MAX_ERRORS));
  const best = new Map<string, { readonly rank: number; readonly finding: Finding }>();
  for (const error of relevant) {
    const finding = findingOf(error);
    // A value has one fault at a time: that its type is wrong goes before that its length is.
    const place = `${finding.pointer} ${finding.code === 'missing-field' || finding.code === 'unknown-field' ? error.message : ''}`;
    const rank = RANK[error.keyword] ?? 5;
    const before = best.get(place);
    if (before === undefined || rank < before.rank) best.set(place, { rank, finding });
    if (best.size >= MAX_FINDINGS) break;
  }
  if (best.size === 0 && errors.length > 0) throw new Error(`no finding for ${errors[0]?.schemaPath}`);
  return [...best.values()].map(({ finding }) => finding);
}

const RANK: Readonly<Record<string, number>> = {
  discriminator: 0,
  type: 1,
  oneOf: 1,
  anyOf: 1,
  const: 2,
  enum: 2,
  maxLength: 3,
  maxItems: 3,
  pattern: 4,
  format: 4,
};
