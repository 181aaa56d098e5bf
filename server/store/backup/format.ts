import type { Column } from './catalogue.ts';

/*
 * A backup is the gzip of lines of JSON:
 *
 *   header   {"format":"dealwright-backup","version":1,"createdAt":"…","migrations":["0001-histories",…]}
 *   a table  {"table":"histories","columns":[{"name":"id","type":"uuid"},…]}, in the order in which they are restored
 *   its rows ["0195a2f0-…","Deals",…,null], in the order of their primary key, each value as the database writes it as text
 *   end      {"end":{"rows":{"histories":1,…},"sha256":"…"}}: of all lines before, with their line ends
 */

export const FORMAT = 'dealwright-backup';
export const VERSION = 1;

export interface Header {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly createdAt: string;
  readonly migrations: readonly string[];
}

export interface TableLine {
  readonly table: string;
  readonly columns: readonly Column[];
}

export interface EndLine {
  readonly end: { readonly rows: Readonly<Record<string, number>>; readonly sha256: string };
}

export const lineOf = (value: Header | TableLine | EndLine): string => `${JSON.stringify(value)}\n`;
