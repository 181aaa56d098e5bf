import { readdir } from 'node:fs/promises';
import type { AuditHead } from './entry.ts';
import type { KeptHead } from './verify.ts';
import { readWitness, receiptsIn, witnessFile } from './witness.ts';

/** What the witness of a trail has seen. */
export async function witnessed(keys: string, trail: string | undefined): Promise<readonly KeptHead[]> {
  if (trail === undefined) return [];
  const from = `the witness ${witnessFile(keys, trail)}`;
  return (await readWitness(keys, trail)).map((head) => ({ ...head, from }));
}

/** Other trails that the folder has witnesses of: of other databases, or of one that this one was put in the place of. */
export async function otherTrails(keys: string, trail: string | undefined): Promise<readonly string[]> {
  const names = await readdir(keys).catch(() => []);
  return names.flatMap((name) => {
    const other = /^audit-([0-9a-f-]{36})\.witness$/.exec(name)?.[1];
    return other === undefined || other === trail ? [] : [other];
  });
}

/**
 * All heads in a text that somebody kept: as in the header `audit-head`, so that saved answers can be given as they are,
 * or as `receipt` of a JSON body.
 */
export function receiptsOf(text: string, name: string): readonly KeptHead[] {
  const heads = [...receiptsIn(text), ...headsWithin(jsonOf(text))];
  return heads.map((head) => ({ ...head, from: `the receipt ${name}` }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const MOST_DEPTH = 32;

function headsWithin(value: unknown, depth = 0): readonly AuditHead[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return [];
  if (isHead(value)) return [{ entry: value.entry, hash: value.hash, signature: value.signature }];
  return Object.values(value).flatMap((each) => headsWithin(each, depth + 1));
}

const isHead = (value: object): value is AuditHead =>
  'entry' in value &&
  Number.isSafeInteger(value.entry) &&
  'hash' in value &&
  typeof value.hash === 'string' &&
  'signature' in value &&
  typeof value.signature === 'string';
