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
  const ordered = inOrder(value);
  const text = ordered === ODD ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new Error('only a JSON value has a canonical form');
  return text;
}

/** Has a name that JavaScript doesn't keep in the place in which it was put: of a whole number, or of the prototype. */
const ODD = Symbol('odd');

/**
 * The same with its fields in canonical order, so that JavaScript's own JSON writes it, which is by far the fastest to; or ODD. Where JSON
 * has one text for a value, it is the canonical one: RFC 8785 takes its numbers and strings from there.
 */
function inOrder(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} has no canonical form`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return allInOrder(value);
  const object = value as Readonly<Record<string, unknown>>;
  if (typeof object.toJSON === 'function') return inOrder(object.toJSON());
  const ordered: Record<string, unknown> = {};
  for (const name of sorted(Object.keys(object))) {
    const member = inOrder(object[name]);
    if (member === ODD || isDigit(name.charCodeAt(0)) || name === '__proto__') return ODD;
    ordered[name] = member;
  }
  return ordered;
}

function allInOrder(values: readonly unknown[]): unknown {
  const ordered: unknown[] = [];
  for (const value of values) {
    const member = inOrder(value);
    if (member === ODD) return ODD;
    ordered.push(member);
  }
  return ordered;
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;

/** So few names are put in their places one by one sooner than JavaScript begins to sort. */
const FEW = 24;

/** By code units, in place. */
function sorted(names: string[]): readonly string[] {
  if (names.length > FEW) return names.sort();
  for (let next = 1; next < names.length; next += 1) {
    const name = names[next] ?? '';
    let at = next;
    for (let before = names[at - 1] ?? ''; at > 0 && before > name; before = names[at - 1] ?? '') {
      names[at] = before;
      at -= 1;
    }
    names[at] = name;
  }
  return names;
}

export const hashText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
