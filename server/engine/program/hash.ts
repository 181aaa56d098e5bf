import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalizeModule from 'canonicalize';

// A CommonJS module that is the function itself; its types say otherwise.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** SHA-256 of a document's canonical form (RFC 8785), hexadecimal. The order of fields and the split into files don't count. */
export function documentHash(document: unknown): string {
  return hashText(canonicalJson(document));
}

/** A version's name: the hash of what it says. From when it is in force is said of it, and may be said again: it doesn't count. */
export function versionHash(document: unknown): string {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return documentHash(document);
  const { effectiveFrom: _, ...content } = document as { readonly effectiveFrom?: unknown };
  return documentHash(content);
}

/** RFC 8785: one text for one value. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('only a JSON value has a canonical form');
  return text;
}

export const hashText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
