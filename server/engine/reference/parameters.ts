import type { Value } from '../facts/value.ts';
import type { Parameter, Program } from '../program/model.ts';
import { type RefValue, toFraction, toRefValue } from './exact.ts';

/** Gives a fact's value; undefined where missing. */
export type Read = (fact: string) => RefValue | undefined;

/** parameter.NAME: the program's, what an agreement in force sets, or the row of a table that its keys pick. */
export function parameterValue(program: Program, fact: string, terms: ReadonlyMap<string, Value>, read: Read): RefValue | undefined {
  const name = fact.slice('parameter.'.length);
  const parameter = program.parameters.get(name);
  if (parameter === undefined || parameter.kind === 'bands') return undefined;
  const { digits } = program.currency;
  if (parameter.kind === 'table') return row(parameter, read, digits);
  const agreed = parameter.perAgreement ? terms.get(name) : undefined;
  return toRefValue(parameter.type, agreed ?? parameter.value, digits);
}

function row(table: Parameter & { kind: 'table' }, read: Read, digits: number): RefValue | undefined {
  const keys = table.keys.map(read);
  if (keys.some((key) => typeof key !== 'string')) return undefined;
  const value = table.rows.get(keys.join('\u0000'));
  return value === undefined ? undefined : toFraction(table.type, value, digits);
}
