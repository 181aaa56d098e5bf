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

/** Of an entry and all before it. Throws where before or after is no canonical JSON. */
export function entryHash(previous: string, entry: Omit<StoredEntry, 'hash' | 'signature'>): string {
  return sha256(Buffer.from(previous, 'hex'), entryJson(entry));
}

/** What is hashed of an entry. */
function entryJson({ entry, at, by, action, subject, before, after }: Omit<StoredEntry, 'hash' | 'signature'>): string {
  return canonicalJson({
    entry,
    at: at.toISOString(),
    by,
    action,
    subject,
    ...(before !== undefined && { before: canonicalValue(before) }),
    ...(after !== undefined && { after: canonicalValue(after) }),
  });
}

/** Another text of the same value is another text. */
function canonicalValue(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (canonicalJson(value) !== text) throw new Error('not in canonical form');
  return value;
}

/** What is signed of a head. */
export const headText = ({ entry, hash }: { readonly entry: number; readonly hash: string }): string =>
  `dealwright audit head ${entry} ${hash}`;
