import type { FactSpec } from '../../engine/facts/catalogue.ts';
import { type KindReader, type ProgramReader, readerOf } from '../../engine/facts/reader.ts';
import type { ZoneDays } from '../../engine/facts/zone-days.ts';
import type { Program, Timeline } from '../../engine/program/model.ts';

/** What a program knows, all its versions taken together; where they differ, the latest says. */
export class ProgramTerms {
  readonly timeline: Timeline;
  readonly versions: readonly Program[];
  private readonly readers: readonly ProgramReader[];

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    this.versions = timeline.versions.toReversed();
    this.readers = this.versions.map(readerOf);
  }

  private get latest(): Program {
    const [latest] = this.versions;
    if (latest === undefined) throw new Error(`program ${this.timeline.id} has no version`);
    return latest;
  }

  get currency(): Program['currency'] {
    return this.latest.currency;
  }

  get days(): ZoneDays {
    return readerOf(this.latest).zone;
  }

  /** Kinds that can be recorded. */
  get kinds(): ReadonlySet<string> {
    return new Set(this.readers.flatMap(({ kinds }) => [...kinds.keys()]));
  }

  isGenerated(kind: string): boolean {
    return this.versions.some(({ catalogue }) => catalogue.kinds.get(kind)?.generated === true);
  }

  private kindReaders(kind: string): readonly KindReader[] {
    return this.readers.flatMap(({ kinds }) => kinds.get(kind) ?? []);
  }

  factsOf(kind: string): ReadonlyMap<string, FactSpec> {
    return merged(this.kindReaders(kind).map(({ facts }) => facts));
  }

  itemFactsOf(kind: string): ReadonlyMap<string, FactSpec> {
    return merged(this.kindReaders(kind).map(({ itemFacts }) => itemFacts));
  }

  hasItems(kind: string): boolean {
    return this.kindReaders(kind).some(({ items }) => items);
  }

  /** What each version demands. */
  requiredOf(kind: string): readonly string[] {
    const [first, ...others] = this.kindReaders(kind);
    return (first?.required ?? []).filter((fact) => others.every(({ required }) => required.includes(fact)));
  }

  get partnerFacts(): ReadonlyMap<string, FactSpec> {
    return merged(this.readers.map(({ partnerFacts }) => partnerFacts));
  }

  get requiredOfPartners(): readonly string[] {
    const [first, ...others] = this.readers;
    return (first?.requiredOfPartners ?? []).filter((fact) => others.every(({ requiredOfPartners }) => requiredOfPartners.includes(fact)));
  }

  get partnerTypes(): ReadonlySet<string> {
    return new Set(this.versions.flatMap(({ partnerTypes }) => [...partnerTypes.keys()]));
  }

  produces(partnerType: string, kind: string): boolean {
    return this.versions.some(({ partnerTypes }) => partnerTypes.get(partnerType)?.produces.has(kind));
  }

  get levels(): ReadonlySet<string> {
    return new Set(this.versions.flatMap(({ partnerTypes }) => [...partnerTypes.values()].flatMap(({ tiers }) => tiers?.levels ?? [])));
  }

  /** A fact of the catalogue, whoever carries it. */
  fact(name: string): FactSpec | undefined {
    for (const { catalogue } of this.versions) {
      const spec = catalogue.facts.get(name);
      if (spec !== undefined) return spec;
    }
    return undefined;
  }

  /** Parameters that agreements set. */
  get terms(): ReadonlyMap<string, Pick<FactSpec, 'type' | 'choices'>> {
    const found = new Map<string, Pick<FactSpec, 'type' | 'choices'>>();
    for (const { parameters } of this.versions) {
      for (const parameter of parameters.values()) {
        if (parameter.kind !== 'scalar' || !parameter.perAgreement || found.has(parameter.name)) continue;
        found.set(parameter.name, { type: parameter.type, ...(parameter.choices && { choices: parameter.choices }) });
      }
    }
    return found;
  }
}

function merged<T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const map of maps) for (const [name, value] of map) if (!all.has(name)) all.set(name, value);
  return all;
}
