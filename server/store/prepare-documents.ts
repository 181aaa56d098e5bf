import type { PartnerDocument } from '../../schemas/types.ts';
import { enrollmentKey } from '../engine/facts/activity.ts';
import { hashDocument } from './content-hash.ts';

/* Documents as they go into the database: text in canonical order, and its hash; or why they can't. */

const MAX_DOCUMENT_LENGTH = 1_000_000;

/** JSON escapes of what PostgreSQL has no text for: NUL, and halves of surrogate pairs. Behind an even number of backslashes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

export interface Prepared<D> {
  readonly document: D;
  readonly text: string;
  readonly hash: Buffer;
  readonly refused?: string;
}

export function prepare<D>(document: D): Prepared<D> {
  const { text, hash } = hashDocument(document);
  if (text.length > MAX_DOCUMENT_LENGTH) {
    return { document, text, hash, refused: `It has ${text.length} characters as JSON, at most ${MAX_DOCUMENT_LENGTH} are kept.` };
  }
  if (UNSTORABLE.test(text)) {
    return {
      document,
      text,
      hash,
      refused: 'It has a character that is no Unicode text (U+0000, or half of a surrogate pair); remove it.',
    };
  }
  return { document, text, hash };
}

export interface PreparedEnrollment {
  readonly key: string;
  readonly partnerType: string;
  /** The partner with this enrollment alone. */
  readonly text: string;
  /** Of what the enrollment says, wherever in the document it is said. */
  readonly hash: Buffer;
  readonly hex: string;
}

export const enrollmentsOf = (document: PartnerDocument): readonly PreparedEnrollment[] =>
  document.enrollments.map((enrollment) => {
    const { partnerType, enrolledOn, tier } = enrollment;
    const facts = { ...document.facts, ...enrollment.facts };
    const { hash } = hashDocument({ partner: document.id, partnerType, enrolledOn, ...(tier !== undefined && { tier }), facts });
    const { text } = hashDocument({ ...document, enrollments: [enrollment] });
    return { key: enrollmentKey(document.id, partnerType), partnerType, text, hash, hex: hash.toString('hex') };
  });
