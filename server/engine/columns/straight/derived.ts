/** A derived fact where it is read: missing where its formula fails. */
import { writeFormula } from './formulas.ts';
import { outOfClass } from './out-of-class.ts';
import type { KindScope } from './scope.ts';
import type { KnownValue, NumberValue, Seen } from './values.ts';

export function deriveFact(scope: KindScope, name: string): Seen {
  const { program } = scope.setting;
  const { out } = scope;
  const derived = program.derived.get(name) ?? outOfClass(`there is no derived fact ${name}`);
  const label = out.name('D');
  let fails = false;
  const fail = (): string => {
    fails = true;
    return `break ${label};`;
  };
  const { result, lines } = out.apart(() => scope.frame(() => writeFormula(scope, derived.formula, { fail, isBounded: false })));
  if (!fails) {
    out.put(lines);
    return { missing: 'false', value: result };
  }
  const missing = out.name('m');
  out.line(`let ${missing} = true;`);
  const { kept, take } = keep(scope, result);
  out.block(`${label}:`, () => {
    out.put(lines);
    take();
    out.line(`${missing} = false;`);
  });
  return { missing, value: kept };
}

/** Names outside of the block that the value was reckoned in. */
function keep(scope: KindScope, value: KnownValue): { readonly kept: KnownValue; take(): void } {
  const { out } = scope;
  const assigned: [string, string][] = [];
  const outside = (is: string, initially: string): string => {
    const name = out.name('v');
    out.line(`let ${name} = ${initially};`);
    assigned.push([name, is]);
    return name;
  };
  const number = (of: NumberValue, initially = '0'): NumberValue => ({
    ...of,
    x: outside(of.x, initially),
    e: of.e === '0' ? '0' : outside(of.e, '0'),
  });
  const take = (): void => {
    for (const [name, is] of assigned) out.line(`${name} = ${is};`);
  };
  switch (value.kind) {
    case 'number': {
      const kept = number(value);
      if (value.ratio === undefined) return { kept, take };
      return { kept: { ...kept, ratio: { n: number(value.ratio.n), d: number(value.ratio.d, '1') } }, take };
    }
    case 'flag':
      return { kept: { kind: 'flag', is: outside(value.is, 'false') }, take };
    default:
      return outOfClass('a derived text');
  }
}
