import { createHash } from 'node:crypto';
import { canonicalJson } from '../engine/program/hash.ts';

/*
 * A history's content hash is a chain: each program that reads (readers.ts), each enrollment and each activity, in
 * the order recorded, makes the next of the last. So adding to a history takes no second look at what it has, and it
 * doesn't matter in how many imports it came.
 */

export type LinkKind = 'reader' | 'enrollment' | 'activity';

export const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export interface Hashed {
  /** As JSON with its fields in canonical order. */
  readonly text: string;
  readonly hash: Buffer;
}

/** Throws where it is no JSON value. */
export function hashDocument(document: unknown): Hashed {
  const text = canonicalJson(document);
  return { text, hash: sha256(text) };
}

export const EMPTY_CONTENT = sha256('dealwright history').toString('hex');

export const nextContent = (before: Buffer, kind: LinkKind, hash: Buffer): Buffer => sha256(before, kind, hash);
