import type { Program } from '../program/model.ts';
import type { FactSpec } from './catalogue.ts';
import { ZoneDays } from './zone-days.ts';

/** What activities of one kind may and must carry. */
export interface KindReader {
  readonly name: string;
  readonly facts: ReadonlyMap<string, FactSpec>;
  readonly required: readonly string[];
  readonly items: boolean;
  readonly itemFacts: ReadonlyMap<string, FactSpec>;
  readonly itemRequired: readonly string[];
}

/** A program's catalogue and calendar, laid out for reading one activity after the other. */
export interface ProgramReader {
  /** Kinds that can be recorded. */
  readonly kinds: ReadonlyMap<string, KindReader>;
  /** Facts of a partner's profile. */
  readonly partnerFacts: ReadonlyMap<string, FactSpec>;
  readonly requiredOfPartners: readonly string[];
  /** Days of the program's time zone. */
  readonly zone: ZoneDays;
}

const readers = new WeakMap<Program, ProgramReader>();

/** Made once for a program. */
export function readerOf(program: Program): ProgramReader {
  const before = readers.get(program);
  if (before !== undefined) return before;
  const reader = makeReader(program);
  readers.set(program, reader);
  return reader;
}

function makeReader({ catalogue, calendar }: Program): ProgramReader {
  const kinds = new Map<string, KindReader>();
  const itemFacts = [...catalogue.facts.values()].filter((fact) => fact.name.startsWith('item.'));
  const profile = catalogue.kinds.get('profile-changed')?.facts ?? new Set<string>();
  for (const kind of catalogue.kinds.values()) {
    if (kind.generated) continue;
    const facts = new Map([...kind.facts].flatMap((name) => entryOf(catalogue.facts.get(name))));
    const items = itemFacts.filter((fact) => fact.kinds?.has(kind.name));
    kinds.set(kind.name, {
      name: kind.name,
      facts,
      required: [...kind.required],
      items: kind.items,
      itemFacts: new Map(items.flatMap(entryOf)),
      itemRequired: items.filter((fact) => fact.requiredOf?.has(kind.name)).map((fact) => fact.name),
    });
  }
  const partnerFacts = new Map(
    [...profile].filter((name) => name.startsWith('partner.')).flatMap((name) => entryOf(catalogue.facts.get(name))),
  );
  const requiredOfPartners = [...partnerFacts.values()].filter((fact) => !fact.optional).map((fact) => fact.name);
  return { kinds, partnerFacts, requiredOfPartners, zone: new ZoneDays(calendar.timeZone) };
}

const entryOf = (fact: FactSpec | undefined): [string, FactSpec][] => (fact === undefined ? [] : [[fact.name, fact]]);
