import type { Comparison, Condition } from '../engine/conditions/model.ts';
import { operators } from '../engine/conditions/operators/index.ts';
import type { Value } from '../engine/facts/value.ts';
import type { Values } from './recorded-facts.ts';

/** What conditions are asked of: places 0..count − 1, each with its facts. */
export interface Places {
  readonly count: number;
  values(fact: string): Values;
  /** The number that stands for a text. */
  code(text: string): number;
}

/** 1 where the condition holds, 0 where it doesn't. */
export function verdicts(condition: Condition, places: Places): Uint8Array {
  switch (condition.kind) {
    case 'compare':
      return compared(condition, places);
    case 'named':
      return verdicts(condition.of, places);
    case 'not':
      return verdicts(condition.of, places).map((holds) => 1 - holds);
    case 'all':
    case 'any': {
      const all = condition.kind === 'all';
      const result = new Uint8Array(places.count).fill(all ? 1 : 0);
      for (const part of condition.of) {
        const holds = verdicts(part, places);
        for (let at = 0; at < result.length; at += 1) {
          result[at] = all ? (result[at] ?? 0) & (holds[at] ?? 0) : (result[at] ?? 0) | (holds[at] ?? 0);
        }
      }
      return result;
    }
  }
}

type Coded = number | boolean | readonly number[] | undefined;
type Verdict = (actual: Coded, expected: Coded) => boolean;

function compared({ fact, type, operator, expected }: Comparison, places: Places): Uint8Array {
  // The operator's own code: one meaning, here as in rules.
  const holds = new Function('actual', 'expected', `return ${operators[operator].emit('actual', 'expected', type)};`) as Verdict;
  const result = new Uint8Array(places.count);
  const actual = places.values(fact);
  const other = expected.kind === 'fact' ? places.values(expected.fact) : undefined;
  const literal = expected.kind === 'fact' ? undefined : codedLiteral(expected, operator === 'exists', places);
  for (let at = 0; at < result.length; at += 1) {
    const against = other === undefined ? literal : present(other[at]);
    if (holds(present(actual[at]), against)) result[at] = 1;
  }
  return result;
}

const present = (value: number | readonly number[] | undefined): Coded =>
  typeof value === 'number' && Number.isNaN(value) ? undefined : value;

function codedLiteral(expected: Exclude<Comparison['expected'], { readonly kind: 'fact' }>, existence: boolean, places: Places): Coded {
  const coded = (value: Value): number => {
    if (typeof value === 'string') return places.code(value);
    if (typeof value === 'number') return value;
    return value === true ? 1 : 0;
  };
  if (expected.kind === 'set') return expected.values.map(coded);
  return existence ? expected.value === true : coded(expected.value);
}
