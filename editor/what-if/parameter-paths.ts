import type { ParameterDocument } from './queries.ts';

/** A value that a sweep, a goal or a setting can vary: NAME, NAME/ROW of a table, NAME/BAND/rate. */
export interface ParameterPath {
  readonly path: string;
  readonly type: string;
  /** As it is now. */
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
}

const NUMERIC: ReadonlySet<string> = new Set(['money', 'rate', 'price', 'count', 'days']);

/** All single numbers that the parameters of a program have. */
export function parameterPaths(parameters: Readonly<Record<string, ParameterDocument>>): readonly ParameterPath[] {
  return Object.entries(parameters).flatMap(([name, parameter]) => pathsOf(name, parameter));
}

function pathsOf(name: string, { type, value, unit, min, max }: ParameterDocument): readonly ParameterPath[] {
  const bounds = { ...(min !== undefined && { min: String(min) }), ...(max !== undefined && { max: String(max) }) };
  if (type === 'table' && isRecord(value))
    return Object.entries(value).flatMap(([row, cell]) =>
      isRecord(cell) ? [] : [{ path: `${name}/${row}`, type: unit ?? 'number', value: String(cell), ...bounds }],
    );
  if (type === 'bands' && Array.isArray(value))
    return value.flatMap((band: unknown, place) =>
      isRecord(band) && band.rate !== undefined
        ? [{ path: `${name}/${place}/rate`, type: unit ?? 'rate', value: String(band.rate), ...bounds }]
        : [],
    );
  return NUMERIC.has(type) ? [{ path: name, type, value: String(value), ...bounds }] : [];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
