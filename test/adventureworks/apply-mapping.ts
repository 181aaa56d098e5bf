import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { ActivityDocument, PartnerDocument } from '../../schemas/types.ts';

type Row = Readonly<Record<string, string>>;

interface ColumnMapping {
  readonly column: string;
  readonly values?: Readonly<Record<string, string>>;
  /** Words that stand for a missing value. */
  readonly missing?: readonly string[];
  readonly type?: 'count';
  readonly join?: { readonly from: string; readonly key: string; readonly column: string };
}

export interface Mapping {
  readonly partners: {
    readonly from: string;
    readonly id: string;
    readonly name: string;
    readonly enrollment: PartnerDocument['enrollments'][number];
    readonly facts: Readonly<Record<string, ColumnMapping>>;
  };
  readonly activities: {
    readonly from: string;
    readonly group: string;
    readonly constants: Readonly<Record<string, string>>;
    readonly id: string;
    readonly occurredOn: string;
    readonly partner: string;
    readonly sums: Readonly<Record<string, string>>;
    readonly items: Readonly<Record<string, ColumnMapping>>;
  };
}

/** Partners and activities out of a folder of CSV files, and the rows they came from. */
export async function applyMapping(
  folder: URL,
  mapping: Mapping,
): Promise<{ partners: PartnerDocument[]; activities: ActivityDocument[]; rows: readonly Row[] }> {
  const tables = new Map<string, readonly Row[]>();
  const joins = Object.values(mapping.activities.items).flatMap((item) => (item.join === undefined ? [] : [item.join.from]));
  for (const name of new Set([mapping.partners.from, mapping.activities.from, ...joins])) {
    tables.set(name, parse(await readFile(new URL(name, folder)), { columns: true, bom: true, skip_empty_lines: true }) as Row[]);
  }
  const value = valueReader(tables);

  const partners = rowsOf(tables, mapping.partners.from).map((row) => ({
    id: cell(row, mapping.partners.id),
    name: cell(row, mapping.partners.name),
    enrollments: [mapping.partners.enrollment],
    facts: Object.fromEntries(Object.entries(mapping.partners.facts).map(([fact, column]) => [fact, value(row, column)])),
  }));

  const { activities } = mapping;
  const orders = new Map<string, Row[]>();
  for (const row of rowsOf(tables, activities.from)) {
    const key = cell(row, activities.group);
    const order = orders.get(key);
    if (order === undefined) orders.set(key, [row]);
    else order.push(row);
  }
  const documents = [...orders.values()].map((rows): ActivityDocument => {
    const first = rows[0] ?? {};
    return {
      ...(activities.constants as unknown as Pick<ActivityDocument, 'kind'>),
      id: cell(first, activities.id),
      occurredOn: cell(first, activities.occurredOn),
      partner: cell(first, activities.partner),
      facts: Object.fromEntries(
        Object.entries(activities.sums).map(([fact, column]) => [
          fact,
          centsToText(rows.reduce((sum, row) => sum + cents(cell(row, column)), 0)),
        ]),
      ),
      items: rows.map((row) =>
        Object.fromEntries(
          Object.entries(activities.items).flatMap(([fact, column]) => {
            const found = value(row, column);
            return found === undefined ? [] : [[fact, found]];
          }),
        ),
      ),
    };
  });
  return { partners, activities: documents, rows: rowsOf(tables, activities.from) };
}

const rowsOf = (tables: ReadonlyMap<string, readonly Row[]>, name: string): readonly Row[] => tables.get(name) ?? [];

function cell(row: Row, column: string): string {
  const found = row[column];
  if (found === undefined) throw new Error(`no column ${column}`);
  return found;
}

function valueReader(tables: ReadonlyMap<string, readonly Row[]>): (row: Row, mapping: ColumnMapping) => string | number | undefined {
  const indexes = new Map<string, ReadonlyMap<string, Row>>();
  const joined = (join: NonNullable<ColumnMapping['join']>, key: string): string => {
    const index = indexes.get(join.from) ?? new Map(rowsOf(tables, join.from).map((row) => [cell(row, join.key), row]));
    indexes.set(join.from, index);
    const row = index.get(key);
    if (row === undefined) throw new Error(`${join.from} has no row ${key}`);
    return cell(row, join.column);
  };
  return (row, mapping) => {
    const text = mapping.join === undefined ? cell(row, mapping.column) : joined(mapping.join, cell(row, mapping.column));
    if (mapping.missing?.includes(text) === true) return undefined;
    if (mapping.values !== undefined) {
      const translated = mapping.values[text];
      if (translated === undefined) throw new Error(`${mapping.column} has no translation for ${text}`);
      return translated;
    }
    return mapping.type === 'count' ? Number(text) : text;
  };
}

/** Cents of a decimal with two places. */
export const cents = (text: string): number => {
  const match = /^(\d+)\.(\d\d)$/.exec(text);
  if (match === null) throw new Error(`${text} is no sum of dollars and cents`);
  return Number(match[1]) * 100 + Number(match[2]);
};

const centsToText = (sum: number): string => `${Math.floor(sum / 100)}.${String(sum % 100).padStart(2, '0')}`;
