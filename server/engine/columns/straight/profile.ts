/** partner. facts of profiles: loaded at the start of an enrollment, and overwritten by what profile-changed carries. */

import { decimalsOf } from '../../facts/render.ts';
import type { FactType } from '../../facts/value.ts';
import type { Column, HistoryColumns } from '../history.ts';
import { missingAt, NUMERIC, rawAt } from './columns.ts';
import { largest } from './extents.ts';
import type { FoldSource } from './fold-source.ts';
import { outOfClass } from './out-of-class.ts';
import { exactly, type KnownValue } from './values.ts';

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly there: string;
  readonly changed: Column | undefined;
}

export class Profile {
  private readonly history: HistoryColumns;
  private readonly source: FoldSource;
  private readonly digits: number;
  private readonly kept = new Map<string, Kept>();

  constructor(history: HistoryColumns, source: FoldSource, digits: number) {
    this.history = history;
    this.source = source;
    this.digits = digits;
  }

  /** Where a fact is kept: its value (a flag as 0 or 1), and whether it is there. */
  place(name: string, type: FactType): { readonly value: string; readonly there: string; known(of: string): KnownValue } {
    const own = this.history.enrollments.profile[name];
    const changed = this.history.kinds.find(({ kind }) => kind === 'profile-changed')?.facts[name];
    const known = this.kept.get(name) ?? this.keep(name, type, own, changed);
    const max = Math.max(...[own, changed].map((column) => (column?.holds === 'numbers' ? largest(column.values) : 0)));
    return {
      ...known,
      known: (of) => {
        if (NUMERIC.has(type)) return exactly(of, decimalsOf(type, this.digits), max);
        return type === 'boolean' ? { kind: 'flag', is: `${of} === 1` } : { kind: 'code', is: of };
      },
    };
  }

  private keep(name: string, type: FactType, own: Column | undefined, changed: Column | undefined): Kept {
    if (type === 'list') return outOfClass(`the list ${name} of profiles`);
    const { source } = this;
    const kept = { name, value: NUMERIC.has(type) ? source.number() : source.whole(), there: source.whole(), changed };
    this.kept.set(name, kept);
    if (own !== undefined) {
      const missing = missingAt(source, own, 'e');
      source.begin.push(`if (!(${missing})) { ${kept.value} = ${rawAt(source, own, 'e')}; ${kept.there} = 1; }`);
    }
    return kept;
  }

  /** The function that profile-changed calls with its place, once all facts that are read are known. */
  changing(name: string): string {
    const { source } = this;
    const lines = [...this.kept.values()].flatMap(({ changed, value, there }) =>
      changed === undefined
        ? []
        : [`  if (!(${missingAt(source, changed, 'p')})) { ${value} = ${rawAt(source, changed, 'p')}; ${there} = 1; }`],
    );
    return [`function ${name}(p) {`, ...lines, '}'].join('\n');
  }
}
