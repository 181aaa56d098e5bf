import type { Json } from './value-parts.ts';

export type Document = Record<string, unknown>;

/**
 * Objects with the same names again and again, less those that have no value. An object copied from one that has the
 * names already is made several times faster than one to which they are added by name.
 */
export class Shape<T> {
  readonly entries: readonly { readonly name: string; readonly value: T }[];
  private readonly constants: Document;
  /** By which of the entries are there, a bit each. */
  private readonly templates = new Map<number, Document>();

  constructor(entries: Shape<T>['entries'], constants: Document = {}) {
    this.entries = entries;
    this.constants = constants;
  }

  make(take: (value: T) => Json | undefined): Document {
    const { entries } = this;
    const values: (Json | undefined)[] = [];
    let there = 0;
    for (const [index, { value }] of entries.entries()) {
      const got = take(value);
      values.push(got);
      if (got !== undefined) there |= 1 << (index & 31);
    }
    const made = entries.length > 32 ? { ...this.constants } : { ...this.template(there) };
    for (let index = 0; index < values.length; index += 1) {
      const got = values[index];
      const entry = entries[index];
      if (got !== undefined && entry !== undefined) made[entry.name] = got;
    }
    return made;
  }

  private template(there: number): Document {
    const known = this.templates.get(there);
    if (known !== undefined) return known;
    const template: Document = { ...this.constants };
    for (const [index, { name }] of this.entries.entries()) if ((there & (1 << index)) !== 0) template[name] = '';
    // of very many combinations most are seen once
    if (this.templates.size < 1000) this.templates.set(there, template);
    return template;
  }
}
