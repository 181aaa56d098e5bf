/** Functions of bands: over exact volumes in code of their own, else by ../../compiled/bands.ts. */
import { EXACT } from '../../compiled/approximate.ts';
import { type Bands, prepareBands } from '../../compiled/bands.ts';
import { outOfClass } from './out-of-class.ts';
import type { KindScope } from './scope.ts';
import { exactly, type NumberValue } from './values.ts';

function bandsOf(scope: KindScope, name: string): Bands {
  const { program, source } = scope.setting;
  const parameter = program.parameters.get(name);
  if (parameter?.kind !== 'bands') return outOfClass(`parameter.${name} has no bands`);
  return source.once(`bands ${name}`, () => prepareBands(parameter, program.currency.digits));
}

/** Whether the bounds of all bands are exact at a scale. */
const fits = ({ entries, froms, volumeScale }: Bands, s: number): boolean =>
  [...entries, ...froms].every((volume) => Math.abs(volume) * 10 ** (s - volumeScale) < EXACT);

const largestRate = ({ rates }: Bands): number => Math.max(...rates.map(Math.abs));

export function bandRate(scope: KindScope, name: string, volume: NumberValue): NumberValue {
  const bands = bandsOf(scope, name);
  const { out, numbers, give } = scope;
  const { source } = scope.setting;
  const x = numbers.align(volume, Math.max(bands.volumeScale, volume.s));
  const max = largestRate(bands);
  if (x.e === '0' && fits(bands, x.s)) {
    const each = 10 ** (x.s - bands.volumeScale);
    const froms = source.values(source.once(`froms ${name} ${x.s}`, () => Float64Array.from(bands.froms, (from) => from * each)));
    const rates = source.values(source.once(`rates ${name}`, () => Float64Array.from(bands.rates)));
    const rate = source.helper(`bandRate ${name} ${x.s}`, (own) => [
      `function ${own}(x) {`,
      `  let at = ${bands.froms.length - 1};`,
      `  while (at > 0 && x < ${froms}[at]) at -= 1;`,
      `  return ${rates}[at];`,
      `}`,
    ]);
    return exactly(out.constant('x', `${rate}(${x.x})`), bands.rateScale, max);
  }
  const rate = out.constant('x', `R.fastBandRate(${source.constant(bands)}, ${x.x}, ${x.e}, ${x.s})`);
  out.line(`if (${rate} !== ${rate}) ${give}`);
  return exactly(rate, bands.rateScale, max);
}

export function retrospective(scope: KindScope, name: string, volume: NumberValue, earned: NumberValue): NumberValue {
  const { numbers } = scope;
  return numbers.sum('-', numbers.product(bandRate(scope, name, volume), volume), earned);
}

export function marginal(scope: KindScope, name: string, from: NumberValue, to: NumberValue): NumberValue {
  const bands = bandsOf(scope, name);
  const { out, numbers, give } = scope;
  const { source } = scope.setting;
  const s = Math.max(bands.volumeScale, from.s, to.s);
  const x = numbers.align(from, s);
  const y = numbers.align(to, s);
  const isSum = bands.unit === 'money';
  const sum = bands.rates.reduce((total, rate) => total + Math.abs(rate), 0);
  // only what lies between both volumes is multiplied
  const most = isSum ? sum : (x.max + y.max) * largestRate(bands);
  if (x.e === '0' && y.e === '0' && most < EXACT && fits(bands, s)) {
    const earned = source.helper(`marginal ${name} ${s}`, (own) => exactMarginal(scope, name, bands, s, own));
    return exactly(out.constant('x', `${earned}(${x.x}, ${y.x})`), isSum ? bands.rateScale : s + bands.rateScale, most);
  }
  const value = out.constant('x', `R.fastMarginal(A, ${source.constant(bands)}, ${x.x}, ${x.e}, ${y.x}, ${y.e}, ${s})`);
  out.line(`if (${value} !== ${value}) ${give}`);
  return { kind: 'number', x: value, e: out.constant('e', 'A.e'), s: s + bands.rateScale, max: Number.POSITIVE_INFINITY };
}

function exactMarginal(scope: KindScope, name: string, bands: Bands, s: number, own: string): readonly string[] {
  const { source } = scope.setting;
  const each = 10 ** (s - bands.volumeScale);
  const rates = source.values(source.once(`rates ${name}`, () => Float64Array.from(bands.rates)));
  const head = [`function ${own}(x, y) {`, `  if (y < x) return 0 - ${own}(y, x);`, `  let total = 0;`];
  if (bands.unit === 'money') {
    const entries = source.values(source.once(`entries ${name} ${s}`, () => Float64Array.from(bands.entries, (entry) => entry * each)));
    const body = [
      `  for (let at = 0; at < ${bands.rates.length}; at++)`,
      `    if (x < ${entries}[at] && ${entries}[at] <= y) total += ${rates}[at];`,
    ];
    return [...head, ...body, `  return total;`, `}`];
  }
  const starts = source.values(source.once(`starts ${name} ${s}`, () => Float64Array.from(bands.starts, (start) => start * each)));
  return [
    ...head,
    `  for (let at = ${bands.rates.length - 1}; at > 0; at--) {`,
    `    const start = ${starts}[at];`,
    `    if (y <= start) continue;`,
    `    if (x >= start) return total + (y - x) * ${rates}[at];`,
    `    total += (y - start) * ${rates}[at];`,
    `    y = start;`,
    `  }`,
    `  return total + (y - x) * ${rates}[0];`,
    `}`,
  ];
}
