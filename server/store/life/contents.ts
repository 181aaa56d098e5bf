import { gunzipSync, gzipSync } from 'node:zlib';
import type { SourceFile } from '../../engine/program/source.ts';
import { sha256 } from '../content-hash.ts';
import type { Transaction } from '../database.ts';
import type { Store } from '../open-store.ts';

/*
 * Texts, kept once each under the hash of what they say. The files of a draft or version are texts, and the list of them
 * is another: `[["program.json","<hash>"],…]` by path. So a save keeps only the files that it changed, and a hash in the
 * audit trail leads to every letter.
 */

/** Where is read from: a transaction reads what it has written. */
export type Reader = Store['db'] | Transaction;

const hashOf = (text: string): string => sha256(text).toString('hex');

/** Rows of one statement. */
const ROWS = 100;

async function keepTexts(tx: Transaction, texts: ReadonlyMap<string, string>): Promise<void> {
  const wanted = [...texts.keys()];
  if (wanted.length === 0) return;
  const there = await tx.selectFrom('contents').select('hash').where('hash', 'in', wanted).execute();
  const known = new Set(there.map(({ hash }) => hash));
  const rows = [...texts].filter(([hash]) => !known.has(hash)).map(([hash, text]) => ({ hash, bytes: gzipSync(text) }));
  // in one order, so that two that keep the same texts don't wait for each other
  rows.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  for (let from = 0; from < rows.length; from += ROWS) {
    await tx
      .insertInto('contents')
      .values(rows.slice(from, from + ROWS))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function keepText(tx: Transaction, text: string): Promise<string> {
  const hash = hashOf(text);
  await keepTexts(tx, new Map([[hash, text]]));
  return hash;
}

/** Keeps files → the hash of their list; the order in which they are given says nothing. */
export async function keepFiles(tx: Transaction, files: readonly SourceFile[]): Promise<string> {
  const texts = new Map(files.map(({ text }) => [hashOf(text), text]));
  const list = listOf(files);
  texts.set(hashOf(list), list);
  await keepTexts(tx, texts);
  return hashOf(list);
}

/** What keepFiles would give. */
export const filesHash = (files: readonly SourceFile[]): string => hashOf(listOf(files));

function listOf(files: readonly SourceFile[]): string {
  const entries = files.map(({ path, text }): [string, string] => [path, hashOf(text)]);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

export async function readTexts(db: Reader, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const wanted = [...new Set(hashes)];
  for (let from = 0; from < wanted.length; from += ROWS) {
    const rows = await db
      .selectFrom('contents')
      .selectAll()
      .where('hash', 'in', wanted.slice(from, from + ROWS))
      .execute();
    for (const { hash, bytes } of rows) texts.set(hash, gunzipSync(bytes).toString('utf8'));
  }
  for (const hash of wanted) if (hashOf(texts.get(hash) ?? '') !== hash) throw new Error(`the content ${hash} is missing, or is another`);
  return texts;
}

export async function isKept(db: Reader, hash: string): Promise<boolean> {
  return (await db.selectFrom('contents').select('hash').where('hash', '=', hash).executeTakeFirst()) !== undefined;
}

export async function readText(db: Reader, hash: string): Promise<string> {
  return (await readTexts(db, [hash])).get(hash) ?? '';
}

/** The files of a list, by path. */
export async function readFiles(db: Reader, hash: string): Promise<readonly SourceFile[]> {
  const list = JSON.parse(await readText(db, hash)) as readonly (readonly [path: string, hash: string])[];
  const texts = await readTexts(
    db,
    list.map(([, text]) => text),
  );
  return list.map(([path, text]) => ({ path, text: texts.get(text) ?? '' }));
}
