import type { Comparison } from '../../engine/conditions/model.ts';
import type { Value } from '../../engine/facts/value.ts';
import type { Program } from '../../engine/program/model.ts';

/** What a comparison holds a fact against, where that is known beforehand: literals, and parameters that are one value. */
export function valuesOf(program: Program, { expected }: Comparison): readonly Value[] {
  if (expected.kind === 'literal') return [expected.value];
  if (expected.kind === 'set') return expected.values;
  const parameter = expected.fact.startsWith('parameter.') ? program.parameters.get(expected.fact.slice('parameter.'.length)) : undefined;
  return parameter?.kind === 'scalar' ? [parameter.value] : [];
}
