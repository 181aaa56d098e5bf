import type { ProgramDocument } from '../../../schemas/types.ts';
import type { ConditionEnvironment, NamedResult } from '../conditions/parse.ts';
import type { Catalogue, FactSpec, KindSpec } from '../facts/catalogue.ts';
import { programCatalogue } from '../facts/program-catalogue.ts';
import type { FactType } from '../facts/value.ts';
import { checkFormula, type FormulaEnvironment } from '../formula/check.ts';
import type { Formula } from '../formula/model.ts';
import { formulaSize, MAX_SIZE } from '../formula/size.ts';
import type { Finding } from './diagnostic.ts';
import type { Parameter, PartnerType } from './model.ts';
import type { Pruned } from './prune.ts';
import { nameHint } from './wording.ts';

/** What a derived fact needs in order not to be missing; undefined where it may be missing all the same. */
export type Certainty = ReadonlySet<string> | undefined;

/**
 * One document on its way to a Program: what is known of it so far, and what was found. Each part is
 * resolved by a file of its own, in the order of program/resolve.ts.
 */
export class Resolving {
  readonly document: ProgramDocument;
  readonly digits: number;
  readonly findings: Finding[] = [];
  /** Pointers of what is left out of the program. */
  readonly unresolved: Set<string>;
  readonly facts: Map<string, FactSpec>;
  readonly kinds: ReadonlyMap<string, KindSpec>;
  readonly parameters = new Map<string, Parameter>();
  readonly partnerTypes = new Map<string, PartnerType>();
  readonly certainty = new Map<string, Certainty>();
  /** How large each derived fact may become, by dotted name; see formula/size.ts. */
  readonly sizes = new Map<string, number>();
  named: (name: string) => NamedResult = () => 'unknown';
  private readonly pruned: Pruned;

  constructor(pruned: Pruned, digits: number) {
    this.pruned = pruned;
    this.document = pruned.document;
    this.digits = digits;
    this.unresolved = new Set(pruned.cut);
    const { catalogue, findings } = programCatalogue(pruned.document);
    this.facts = new Map(catalogue.facts);
    this.kinds = catalogue.kinds;
    this.findings.push(...findings);
    // Where a partner type is gone, its name and levels are not known.
    if ([...pruned.cut].some((pointer) => pointer.startsWith('/partnerTypes'))) {
      for (const name of ['partner.type', 'partner.tier']) {
        const { choices: _, ...spec } = this.facts.get(name) ?? {};
        if ('name' in spec) this.facts.set(name, spec as FactSpec);
      }
    }
  }

  get catalogue(): Catalogue {
    return { facts: this.facts, kinds: this.kinds };
  }

  /** Whether something of this name was in the document, but is broken or gone. */
  isCut(section: string, name: string): boolean {
    return this.unresolved.has(`/${section}`) || this.unresolved.has(`/${section}/${name}`);
  }

  /** Whether rules are missing, so that names that only rules give may be missing too. */
  get rulesAreCut(): boolean {
    return (
      this.pruned.ruleIndex.length < (this.pruned.ruleIndex.at(-1) ?? -1) + 1 ||
      [...this.pruned.cut].some((pointer) => pointer.startsWith('/rules'))
    );
  }

  ruleIndex(position: number): number {
    return this.pruned.ruleIndex[position] ?? position;
  }

  /** Whether a fact is declared, but could not be understood; its own finding says why. */
  isUnresolvedFact(name: string): boolean {
    if (this.facts.has(name)) return false;
    const dot = name.indexOf('.');
    const group = name.slice(0, dot);
    const own = name.slice(dot + 1);
    if (group === 'gate') return this.rulesAreCut;
    const section = SECTION_OF[group];
    if (section === undefined)
      return this.isCut('attributes', name) || (this.document.attributes !== undefined && Object.hasOwn(this.document.attributes, name));
    const declared = (this.document as unknown as Record<string, object | undefined>)[section];
    const isBands = section === 'parameters' && (declared as Record<string, { type?: string }> | undefined)?.[own]?.type === 'bands';
    return this.isCut(section, own) || (declared !== undefined && Object.hasOwn(declared, own) && !isBands);
  }

  report(code: string, message: string, pointer: string, hint?: string, atKey = false): undefined {
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }), ...(atKey && { atKey }) });
    return undefined;
  }

  /** Kinds of activity that are known; the others are found fault with. */
  checkKinds(names: readonly string[], pointer: string): ReadonlySet<string> {
    const kinds = new Set<string>();
    for (const [index, name] of names.entries()) {
      if (this.kinds.has(name)) kinds.add(name);
      else this.report('unknown-kind', `There is no kind of activity ${name}.`, `${pointer}/${index}`, nameHint(name, this.kinds.keys()));
    }
    return kinds;
  }

  /** A fact that is known and not a list; other faults are reported. */
  checkFact(name: string, pointer: string, allowList = false): FactSpec | undefined {
    if (this.isUnresolvedFact(name)) return undefined;
    const spec = this.facts.get(name);
    if (spec === undefined) return this.report('unknown-fact', `There is no fact ${name}.`, pointer, nameHint(name, this.facts.keys()));
    if (spec.type === 'list' && !allowList) {
      return this.report('key-type', `${name} is a list, which can not be a key.`, pointer, 'Key by a single value.');
    }
    return spec;
  }

  /** Of a condition's environment all but what may be read. */
  conditionEnvironment(): Omit<ConditionEnvironment, 'refuse'> {
    return {
      catalogue: this.catalogue,
      digits: this.digits,
      named: (name) => this.named(name),
      names: Object.keys(this.document.conditions ?? {}),
      unresolved: (fact) => this.isUnresolvedFact(fact),
    };
  }

  /** A formula, or undefined where something is wrong with it, here or where it leads. */
  formula(source: string, pointer: string, type: FactType, env: Omit<FormulaEnvironment, 'catalogue' | 'parameters'>): Formula | undefined {
    // What rests on a broken part can't be judged before that is mended.
    if (source.length <= FORMULA_LIMIT && [...source.matchAll(NAMES)].some(([, group, name]) => this.isBrokenName(`${group}.${name}`)))
      return undefined;
    const checked = checkFormula(source, pointer, { type }, { catalogue: this.catalogue, parameters: this.parameters, ...env });
    this.findings.push(...checked.findings);
    if (checked.formula === undefined) return undefined;
    const { most } = formulaSize(checked.formula.root, this.sizes);
    if (most <= MAX_SIZE) return checked.formula;
    const message = `The formula reckons with ${most} numbers at once, derived facts written out; at most ${MAX_SIZE} are allowed.`;
    return this.report('formula-too-large', message, pointer, 'Round in between by a promise or a measure, or say it in fewer steps.');
  }

  private isBrokenName(name: string): boolean {
    if (this.isUnresolvedFact(name)) return true;
    const own = name.slice('parameter.'.length);
    return name.startsWith('parameter.') && !this.parameters.has(own) && this.document.parameters?.[own] !== undefined;
  }
}

/** The schema refuses longer ones. */
const FORMULA_LIMIT = 2000;
const NAMES = /\b([a-z][A-Za-z0-9]*)\.\??([a-z][A-Za-z0-9]*)/g;

/** The section that declares the facts of a group. */
const SECTION_OF: Readonly<Record<string, string>> = {
  parameter: 'parameters',
  measure: 'measures',
  before: 'measures',
  derived: 'derived',
  balance: 'balances',
  promise: 'promises',
  protection: 'protections',
};
