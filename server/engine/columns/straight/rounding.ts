/** Rounding of exact numbers in code of its own for each mode and scale; of others by ../../compiled/approximate.ts. */
import { EXACT, TOP_POWER } from '../../compiled/approximate.ts';
import { literal, type SourceWriter } from '../../compiled/generate/source.ts';
import type { RoundingMode } from '../../program/model.ts';
import type { FoldSource } from './fold-source.ts';
import { exactly, type NumberValue } from './values.ts';

/** Below this a quotient is never so far off that its whole part is another's. */
const SMALL = 2 ** 51;

/** The number as whole steps of 10^-target, exact. `give`: statement for what can't be told. */
export function rounded(
  source: FoldSource,
  out: SourceWriter,
  { x, e, s, max }: NumberValue,
  target: number,
  mode: RoundingMode,
  give: string,
): NumberValue {
  if (e === '0' && s === target) return exactly(x, s, max);
  if (e === '0' && s < target && max * 10 ** (target - s) < EXACT) {
    return exactly(out.constant('x', `${x} * ${literal(10 ** (target - s))}`), target, max * 10 ** (target - s));
  }
  if (e === '0' && s > target && s - target <= TOP_POWER && max < SMALL) {
    const each = 10 ** (s - target);
    const round = source.helper(`round ${mode} ${each}`, (name) => roundFunction(name, mode, each));
    return exactly(out.constant('x', `${round}(${x})`), target, max / each + 1);
  }
  const value = out.constant('x', `R.roundAt(${x}, ${e}, ${s}, ${target}, ${literal(mode)})`);
  out.line(`if (${value} !== ${value}) ${give}`);
  // what rounds is below 2⁵³
  return exactly(value, target, Math.min(s > target ? max / 10 ** (s - target) + 1 : max * 10 ** (target - s), EXACT));
}

/** An expression of a small exact number that is so many times, or by so many times that stand in a table, finer than whole steps. */
export function roundBy(source: FoldSource, mode: RoundingMode, power: number | string, x: string): string {
  if (power === 1) return x;
  if (typeof power === 'number') return `${source.helper(`round ${mode} ${power}`, (name) => roundFunction(name, mode, power))}(${x})`;
  return `${source.helper(`round ${mode}`, (name) => roundFunction(name, mode, 'by'))}(${x}, ${power})`;
}

function roundFunction(name: string, mode: RoundingMode, each: number | string): readonly string[] {
  const rest = mode === 'up' || mode === 'down' ? [] : [`const r = a - q * ${each};`];
  const up: Readonly<Record<RoundingMode, string>> = {
    up: `if (q * ${each} !== a) q += 1;`,
    down: '',
    'half-up': `if (r * 2 >= ${each}) q += 1;`,
    'half-even': `if (r * 2 > ${each} || (r * 2 === ${each} && q % 2 === 1)) q += 1;`,
  };
  return [
    `function ${name}(x${typeof each === 'number' ? '' : `, ${each}`}) {`,
    `  const a = x < 0 ? -x : x;`,
    `  let q = Math.floor(a / ${each});`,
    ...rest.map((line) => `  ${line}`),
    `  ${up[mode]}`,
    `  return x < 0 ? 0 - q : q;`,
    `}`,
  ];
}
