import { createHash } from 'node:crypto';
import { canonicalJson } from '../engine/program/hash.ts';
import type { StoredEntry } from '../store/audit/entries.ts';

/*
 * hash(0) = SHA-256("dealwright audit trail " and the id of the trail)
 * hash(n) = SHA-256(the 32 bytes of hash(n − 1), the canonical JSON (RFC 8785) of entry n)
 * signature(n) = Ed25519("dealwright audit head " n " " hash(n) in hexadecimal)
 */

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

export const beginningOf = (trail: string): string => sha256(`dealwright audit trail ${trail}`);

/** Of an entry and all before it. What was before and after has to be in canonical form (isCanonical). */
export function entryHash(previous: string, entry: Omit<StoredEntry, 'hash' | 'signature'>): string {
  return sha256(Buffer.from(previous, 'hex'), entryJson(entry));
}

/** What is hashed of an entry: its canonical JSON. Before and after are in that form, and stand in it as they are. */
function entryJson({ entry, at, by, action, subject, before, after }: Omit<StoredEntry, 'hash' | 'signature'>): string {
  const fields = [
    `"action":${canonicalJson(action)}`,
    ...(after === undefined ? [] : [`"after":${after}`]),
    `"at":${canonicalJson(at.toISOString())}`,
    ...(before === undefined ? [] : [`"before":${before}`]),
    `"by":${canonicalJson(by)}`,
    `"entry":${canonicalJson(entry)}`,
    `"subject":${canonicalJson(subject)}`,
  ];
  return `{${fields.join(',')}}`;
}

/** Another text of the same value is another text. */
export function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

/** What is signed of a head. */
export const headText = ({ entry, hash }: { readonly entry: number; readonly hash: string }): string =>
  `dealwright audit head ${entry} ${hash}`;
