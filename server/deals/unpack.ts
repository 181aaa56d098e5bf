import { promisify } from 'node:util';
import { gunzip, gzip, gzipSync, type ZlibOptions } from 'node:zlib';
import type { Decision } from '../engine/decisions/model.ts';
import { withoutReasoning } from '../engine/decisions/without-reasoning.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { hashOf } from './chain.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Less is packed sooner than another thread begins with it. */
const LONG = 100_000;

/** Of few kilobytes: with the usual memory it takes almost as long to make that ready. */
const FEW: ZlibOptions = { level: 1, memLevel: 6 };

const packText = async (text: string): Promise<Uint8Array> => (text.length > LONG ? zip(text, { level: 1 }) : gzipSync(text, FEW));

/** A decision with its reasoning, as it is kept. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** Of its canonical text. */
  readonly hash: string;
}

export async function pack(decision: Decision): Promise<Packed> {
  const text = canonicalJson(decision);
  return { bytes: await packText(text), hash: hashOf(text) };
}

export const unpackText = async (bytes: Uint8Array): Promise<string> => (await unzip(bytes)).toString('utf8');

/** A decision as it was kept, with its reasoning. */
export const explainedOf = async ({ explained }: { readonly explained: Uint8Array }): Promise<Decision> =>
  JSON.parse(await unpackText(explained)) as Decision;

export const plainOf = async (row: { readonly explained: Uint8Array }): Promise<Decision> => withoutReasoning(await explainedOf(row));
