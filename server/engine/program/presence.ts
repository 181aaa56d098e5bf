import type { Condition } from '../conditions/model.ts';
import { provenFacts } from '../conditions/walk.ts';
import type { Measure } from '../measures/model.ts';
import type { Balance, Parameter, Protection } from './model.ts';
import type { Resolving } from './resolving.ts';

/*
 * Which facts are surely there when a formula is evaluated, so that it may read them without orValue:
 * those that the rule's conditions prove, those that all its kinds require, and what follows from these.
 */

export interface PresenceContext {
  readonly kinds: ReadonlySet<string>;
  readonly partnerTypes: ReadonlySet<string>;
  readonly condition?: Condition | undefined;
}

export class Presence {
  private readonly into: Resolving;
  private readonly balances: ReadonlyMap<string, Balance>;
  private readonly protections: ReadonlyMap<string, Pick<Protection, 'name' | 'scope'>>;
  private readonly proven = new Map<Condition, ReadonlySet<string>>();
  /** Of tables, by name and partner types. */
  private readonly complete = new Map<string, boolean>();
  /** Names of measures that are there whatever happens: sums and counts without a key. */
  private readonly always: readonly string[];
  /** Sums and counts that are there where their keys are. */
  private readonly keyed: readonly Measure[];

  constructor(
    into: Resolving,
    measures: ReadonlyMap<string, Measure>,
    balances: ReadonlyMap<string, Balance>,
    protections: ReadonlyMap<string, Pick<Protection, 'name' | 'scope'>>,
  ) {
    this.into = into;
    this.balances = balances;
    this.protections = protections;
    const counts = [...measures.values()].filter(
      ({ aggregate }) => aggregate === 'sum' || aggregate === 'count' || aggregate === 'countDistinct',
    );
    this.keyed = counts.filter(({ readBy, window }) => readBy.length > 0 || window.kind === 'term');
    this.always = counts.filter((measure) => !this.keyed.includes(measure)).flatMap(({ name }) => [`measure.${name}`, `before.${name}`]);
  }

  of({ kinds, partnerTypes, condition }: PresenceContext, more: Iterable<string> = []): ReadonlySet<string> {
    const present = new Set<string>(this.always);
    for (const fact of more) present.add(fact);
    if (condition !== undefined) for (const fact of provenFacts(condition, this.proven)) present.add(fact);
    if (this.haveTiers(partnerTypes)) present.add('partner.tier');
    const sure = (fact: string): boolean => present.has(fact) || this.isStanding(fact, kinds);
    this.deduce(present, sure, partnerTypes);
    return present;
  }

  private isStanding(fact: string, kinds: ReadonlySet<string>): boolean {
    const spec = this.into.facts.get(fact);
    if (spec === undefined || UNSURE.has(fact.slice(0, fact.indexOf('.')))) return false;
    if (spec.kinds === undefined) return !spec.optional;
    return kinds.size > 0 && [...kinds].every((kind) => spec.requiredOf?.has(kind) === true);
  }

  private haveTiers(types: ReadonlySet<string>): boolean {
    return types.size > 0 && [...types].every((type) => this.into.partnerTypes.get(type)?.tiers !== undefined);
  }

  /** What is keyed is there where its keys are; what is derived where all that it needs is. */
  private deduce(present: Set<string>, sure: (fact: string) => boolean, types: ReadonlySet<string>): void {
    for (const measure of this.keyed) {
      if (!measure.readBy.every(sure) || (measure.window.kind === 'term' && !sure('term.start'))) continue;
      present.add(`measure.${measure.name}`).add(`before.${measure.name}`);
    }
    for (const parameter of this.into.parameters.values()) {
      if (parameter.kind === 'table' && parameter.keys.every(sure) && this.isComplete(parameter, types))
        present.add(`parameter.${parameter.name}`);
    }
    for (const balance of this.balances.values()) {
      const keys = balance.per.filter((key) => key !== 'fiscal-quarter' && key !== 'fiscal-year');
      if (keys.every((key) => sure(key === 'term' ? 'term.start' : key))) present.add(`balance.${balance.name}`);
    }
    for (const { name, scope } of this.protections.values()) if (scope.every(sure)) present.add(`protection.${name}`);
    // In the order in which they read each other.
    for (const [name, needed] of this.into.certainty) if (needed !== undefined && [...needed].every(sure)) present.add(name);
  }

  /** A row for every combination of choices that the keys can take. */
  private isComplete(table: Parameter & { readonly kind: 'table' }, types: ReadonlySet<string>): boolean {
    const asked = `${table.name} ${[...types].join(' ')}`;
    let complete = this.complete.get(asked);
    if (complete === undefined) {
      complete = this.hasAllRows(table, types);
      this.complete.set(asked, complete);
    }
    return complete;
  }

  private hasAllRows(table: Parameter & { readonly kind: 'table' }, types: ReadonlySet<string>): boolean {
    let rows: readonly string[] = [''];
    for (const [index, key] of table.keys.entries()) {
      const choices = this.choicesOf(key, types);
      if (choices === undefined || rows.length * choices.length > 10_000) return false;
      rows = rows.flatMap((row) => choices.map((choice) => (index === 0 ? choice : `${row}\u0000${choice}`)));
    }
    return rows.every((row) => table.rows.has(row));
  }

  private choicesOf(key: string, types: ReadonlySet<string>): readonly string[] | undefined {
    if (key === 'partner.type') return [...types];
    if (key === 'partner.tier') return [...types].flatMap((type) => this.into.partnerTypes.get(type)?.tiers?.levels ?? []);
    return this.into.facts.get(key)?.choices;
  }
}

/** Groups of facts that may be missing whatever else is there, unless it is shown that they are not. */
const UNSURE: ReadonlySet<string> = new Set(['promise', 'protection', 'term', 'derived', 'gate', 'outcome']);
