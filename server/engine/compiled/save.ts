/** A state as text, and back. Maps and BigInt, which JSON doesn't have, are wrapped. */
import type { CompiledState } from './state.ts';

export const save = (state: CompiledState): string => JSON.stringify(state, (_key, value: unknown) => wrap(value));

function wrap(value: unknown): unknown {
  if (value instanceof Map) return { $map: [...value] };
  return typeof value === 'bigint' ? { $big: value.toString() } : value;
}

/** The text must come from `save`. */
export function restore(saved: string): CompiledState {
  const state: unknown = JSON.parse(saved, (_key, value: unknown) => unwrap(value));
  if (!isState(state)) throw new Error('not a state of the compiled evaluator');
  return state;
}

function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value && isEntries(value.$map)) return new Map(value.$map);
  return '$big' in value ? BigInt(String(value.$big)) : value;
}

const isEntries = (value: unknown): value is [unknown, unknown][] => Array.isArray(value);

function isState(value: unknown): value is CompiledState {
  return typeof value === 'object' && value !== null && 'enrollments' in value && 'leaves' in value && value.leaves instanceof Map;
}
