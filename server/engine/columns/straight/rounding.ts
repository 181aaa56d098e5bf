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

/** A double so large has no bits behind the point: adding it, and taking it away again, gives the nearest whole number. */
const WHOLE = 6_755_399_441_055_744;

/** `each`: what a whole step comes to, or the name of the parameter that says it. */
function roundFunction(name: string, mode: RoundingMode, each: number | string): readonly string[] {
  const up: Readonly<Record<RoundingMode, string>> = {
    up: `if (q * ${each} !== a) q += 1;`,
    down: '',
    'half-up': `if ((a - q * ${each}) * 2 >= ${each}) q += 1;`,
    'half-even': `if ((a - q * ${each}) * 2 > ${each} || ((a - q * ${each}) * 2 === ${each} && q % 2 === 1)) q += 1;`,
  };
  const isNearest = mode === 'half-up' || mode === 'half-even';
  return [
    `function ${name}(x${typeof each === 'number' ? '' : `, ${each}`}) {`,
    // nearer than half a step it is the one, however the quotient was rounded; multiplying is several times quicker than dividing
    ...(isNearest && typeof each === 'number'
      ? [`  const n = x * ${literal(1 / each)} + ${WHOLE} - ${WHOLE};`, `  if (Math.abs(x - n * ${each}) * 2 < ${each}) return n;`]
      : []),
    `  const a = Math.abs(x);`,
    `  let q = Math.floor(a / ${each});`,
    `  ${up[mode]}`,
    `  return x < 0 ? 0 - q : q;`,
    `}`,
  ];
}
