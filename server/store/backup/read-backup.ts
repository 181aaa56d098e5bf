import { createHash } from 'node:crypto';
import { StoreError } from '../errors.ts';
import type { Column } from './catalogue.ts';
import { FORMAT, type Header, VERSION } from './format.ts';
import { linesIn } from './read-lines.ts';

/*
 * A backup as it is read: nothing in it is believed. What is said of it at its end is checked there; until then whoever
 * reads keeps nothing for good.
 */

export type BackupLine = { readonly table: string; readonly columns: readonly Column[] } | { readonly row: readonly (string | null)[] };

export interface Backup {
  readonly header: Header;
  /** Throws where the file is not whole: read it to its end. */
  readonly lines: AsyncGenerator<BackupLine>;
}

/** `source`: the bytes, unpacked. `name`: of the file, for people. */
export async function readBackup(source: AsyncIterable<Buffer>, name: string): Promise<Backup> {
  const lines = linesIn(source);
  const hash = createHash('sha256');
  const first = await lines.next();
  const header = headerOf(first.done === true || first.value === undefined ? undefined : parsed(first.value), name);
  if (first.value !== undefined) hash.update(first.value);
  return { header, lines: checked(lines, hash, name) };
}

async function* checked(
  lines: AsyncGenerator<Buffer | undefined>,
  hash: ReturnType<typeof createHash>,
  name: string,
): AsyncGenerator<BackupLine> {
  const counts = new Map<string, number>();
  let table: { readonly name: string; readonly columns: number } | undefined;
  let number = 1;
  let isEnded = false;
  for await (const line of lines) {
    number += 1;
    const value = line && parsed(line);
    if (line === undefined || isEnded) throw damaged(name, `line ${number} does not belong to it`);
    if (Array.isArray(value)) {
      const row: readonly unknown[] = value;
      if (table === undefined || row.length !== table.columns || !row.every((each) => each === null || typeof each === 'string'))
        throw damaged(name, `line ${number} is no row of its table`);
      counts.set(table.name, (counts.get(table.name) ?? 0) + 1);
      hash.update(line);
      yield { row: row as readonly (string | null)[] };
    } else if (isTable(value)) {
      if (counts.has(value.table)) throw damaged(name, `line ${number} begins the table ${value.table.slice(0, 100)} again`);
      counts.set(value.table, 0);
      table = { name: value.table, columns: value.columns.length };
      hash.update(line);
      yield value;
    } else if (isEnd(value)) {
      if (value.end.sha256 !== hash.digest('hex') || JSON.stringify(value.end.rows) !== JSON.stringify(Object.fromEntries(counts)))
        throw damaged(name, 'what it holds is not what its end says');
      isEnded = true;
    } else throw damaged(name, `line ${number} can't be read`);
  }
  if (!isEnded) throw damaged(name, 'its end is missing');
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}

function headerOf(value: unknown, name: string): Header {
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT || !('version' in value))
    throw notOurs(name);
  if (value.version !== VERSION)
    throw new StoreError(
      'too-new',
      `${name} was written by a newer Dealwright, in a form that this one doesn't know. Restore it with that one.`,
    );
  const { migrations } = value as Partial<Header>;
  if (!Array.isArray(migrations) || migrations.length > 10_000 || !migrations.every((each) => typeof each === 'string'))
    throw notOurs(name);
  return value as Header;
}

const isTable = (value: unknown): value is { readonly table: string; readonly columns: readonly Column[] } =>
  typeof value === 'object' &&
  value !== null &&
  'table' in value &&
  typeof value.table === 'string' &&
  'columns' in value &&
  Array.isArray(value.columns);

const isEnd = (value: unknown): value is { readonly end: { readonly rows: unknown; readonly sha256: unknown } } =>
  typeof value === 'object' && value !== null && 'end' in value && typeof value.end === 'object' && value.end !== null;

export const notOurs = (name: string): StoreError =>
  new StoreError('refused', `${name} is no backup of Dealwright. Nothing was restored; give a file that dealwright backup wrote.`);

export const damaged = (name: string, how: string): StoreError =>
  new StoreError('refused', `${name} was cut off or altered: ${how}. Nothing was restored; take another copy.`);
