/**
 * What expires of an enrollment: certificates, documents, integrations. At the end of their last day comes an
 * activity, where the type has tiers or a rule listens. Agreements have an end of their own.
 */
import { validKinds } from '../../compiled/measures/plan.ts';
import { held } from './measures/valid.ts';
import type { KindScope } from './scope.ts';
import { KEPT, NEVER, type Setting } from './setting.ts';
import { and, not } from './values.ts';

const { expire, due, stop } = KEPT;

export class Expiring {
  private readonly specs: ReturnType<typeof validKinds>;
  private readonly kinds: readonly string[];
  private readonly until: string;
  private readonly ofKind: string;
  private readonly here: readonly string[];
  private readonly count: string;
  /** Names of functions: takes out what is marked or past; that, at the end of a day. */
  readonly drop: string;

  constructor({ program, history, extents, source }: Setting) {
    const kinds = history.kinds.flatMap(({ kind }) => (kind === 'agreement-signed' ? [] : [kind]));
    const carried = (kind: string, fact: string): boolean =>
      history.kinds.some((table) => table.kind === kind && table.facts[fact] !== undefined);
    this.specs = new Map([...validKinds(program, kinds)].filter(([kind, { until }]) => carried(kind, until)));
    this.kinds = [...this.specs.keys()];
    const room = extents.mostOf(this.kinds, undefined, false) + 1;
    const most = Math.max(0, ...[...this.specs.values()].map(({ here }) => here.length));
    this.until = source.room(new Int32Array(room));
    this.ofKind = source.room(new Uint8Array(room));
    this.here = Array.from({ length: most }, () => source.room(new Float64Array(room)));
    this.count = source.whole();
    this.drop = source.name('x');
    source.begin.push(`${expire} = ${NEVER};`);
    const lists = [this.until, this.ofKind, ...this.here];
    source.functions.push(
      [
        `function ${this.drop}(d) {`,
        `  let n = 0, next = ${NEVER};`,
        `  for (let i = 0; i < ${this.count}; i++) {`,
        `    const until = ${this.until}[i];`,
        `    if (until <= d) continue;`,
        `    if (until < next) next = until;`,
        `    ${lists.map((list) => `${list}[n] = ${list}[i];`).join(' ')}`,
        `    n += 1;`,
        `  }`,
        `  ${this.count} = n; ${expire} = next;`,
        `}`,
      ].join('\n'),
    );
  }

  /** Nothing in the history expires. */
  get isEmpty(): boolean {
    return this.kinds.length === 0;
  }

  /** Code that takes out what the activity at hand ends, and puts in what it begins. */
  remember(scope: KindScope): void {
    const { out, setting } = scope;
    for (const [index, kind] of this.kinds.entries()) {
      const spec = this.specs.get(kind);
      const pairs = spec?.endedBy.get(scope.kind);
      if (spec === undefined || pairs === undefined) continue;
      const there = pairs.map(([own, other]) => ({ place: spec.here.indexOf(own), seen: scope.see(other) }));
      const all = and(...there.map(({ seen }) => not(seen.missing)));
      if (all === 'false') continue;
      const ends = setting.source.helper(`end ${this.drop} ${index} ${there.map(({ place }) => place).join(' ')}`, (name) => [
        `function ${name}(${there.map((_, at) => `f${at}`).join(', ')}) {`,
        `  let found = false;`,
        `  for (let i = 0; i < ${this.count}; i++) {`,
        `    if (${[`${this.ofKind}[i] === ${index}`, ...there.map(({ place }, at) => `${this.here[place]}[i] === f${at}`)].join(' && ')}) { ${this.until}[i] = -1; found = true; }`,
        `  }`,
        `  if (found) ${this.drop}(0);`,
        `}`,
      ]);
      out.line(`if (${all}) ${ends}(${there.map(({ seen }) => held(seen.value)).join(', ')});`);
    }
    const spec = this.specs.get(scope.kind);
    const until = spec === undefined ? undefined : scope.see(spec.until);
    if (spec === undefined || until === undefined || until.missing === 'true') return;
    const last = held(until.value);
    scope.block(`if (${and(not(until.missing), `${last} >= d`)})`, () => {
      const n = out.constant('n', this.count);
      out.line(`${this.until}[${n}] = ${last}; ${this.ofKind}[${n}] = ${this.kinds.indexOf(scope.kind)};`);
      for (const [place, fact] of spec.here.entries()) {
        const { missing, value } = scope.see(fact);
        const is = missing === 'false' ? held(value) : `(${missing}) ? NaN : ${held(value)}`;
        out.line(`${this.here[place]}[${n}] = ${missing === 'true' ? 'NaN' : is};`);
      }
      out.line(`${this.count} = ${n} + 1;`);
      out.line(`if (${last} < ${expire}) ${expire} = ${last};`);
      out.line(`if (${last} < ${due}) { ${due} = ${last}; if (${last} < ${stop}) ${stop} = ${last} + 1; }`);
    });
  }
}
