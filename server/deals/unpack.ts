import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Decision } from '../engine/decisions/model.ts';
import { withoutReasoning } from '../engine/decisions/without-reasoning.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export const packText = async (text: string): Promise<Uint8Array> => zip(text, { level: 1 });
export const unpackText = async (bytes: Uint8Array): Promise<string> => (await unzip(bytes)).toString('utf8');

/** A decision as it was kept, with its reasoning. */
export const explainedOf = async ({ explained }: { readonly explained: Uint8Array }): Promise<Decision> =>
  JSON.parse(await unpackText(explained)) as Decision;

export const plainOf = async (row: { readonly explained: Uint8Array }): Promise<Decision> => withoutReasoning(await explainedOf(row));
