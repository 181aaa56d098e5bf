import type { Measure as MeasureDocument, ProgramDocument } from '../../../schemas/types.ts';
import { STAGE } from '../decisions/stage.ts';
import { AGGREGATES, type Aggregate } from '../measures/model.ts';
import type { Finding } from '../program/diagnostic.ts';
import { addAttributes } from './attributes.ts';
import { BuildingCatalogue } from './building-catalogue.ts';
import type { Catalogue, FactScope, FactSpec } from './catalogue.ts';
import { itemKeys } from './item-keys.ts';
import type { FactType } from './value.ts';

/*
 * The catalogue of a program: the base and what the program adds. Its types follow from the document
 * alone; whether a formula or condition behind a fact is sound is looked at later (program/resolve.ts).
 */

const OUTCOMES: readonly (Omit<FactSpec, 'optional' | 'scope' | 'name'> & { readonly of: string })[] = [
  {
    of: 'registration',
    type: 'choice',
    choices: ['approved', 'review', 'returned', 'refused'],
    stage: STAGE.registration + 1,
    description: 'What was decided of the registration.',
  },
  {
    of: 'enrollment',
    type: 'choice',
    choices: ['accepted', 'returned', 'refused'],
    stage: STAGE.enrollment + 1,
    description: 'What was decided of the enrollment.',
  },
  {
    of: 'mdf',
    type: 'choice',
    choices: ['approved', 'returned', 'refused'],
    stage: STAGE.mdf + 1,
    description: 'What was decided of the request or claim.',
  },
  { of: 'mdfAmount', type: 'money', stage: STAGE.mdf + 1, description: 'The amount of MDF that was approved.' },
  {
    of: 'routing',
    type: 'choice',
    choices: ['routed', 'returned', 'waiting'],
    stage: STAGE.routing + 1,
    description: 'What was decided of the routing.',
  },
];

/** Facts and kinds of a program, with what is wrong with its attributes. */
export function programCatalogue(document: ProgramDocument): { readonly catalogue: Catalogue; readonly findings: readonly Finding[] } {
  const into = new BuildingCatalogue();
  addAttributes(into, document.attributes);
  const declared = new Declared(into, document);
  declared.partnerTypes();
  declared.numbers();
  declared.decided();
  declared.measures();
  return { catalogue: { facts: into.facts, kinds: into.kinds }, findings: into.findings };
}

/** What the sections of a program declare, as facts. */
class Declared {
  private readonly facts: Map<string, FactSpec>;
  private readonly document: ProgramDocument;
  private readonly itemKeys: ReadonlyMap<string, string>;

  constructor(into: BuildingCatalogue, document: ProgramDocument) {
    this.facts = into.facts;
    this.document = document;
    this.itemKeys = itemKeys(document, (fact) => this.facts.get(fact)?.scope === 'item');
  }

  partnerTypes(): void {
    const types = Object.entries(this.document.partnerTypes);
    this.refine('partner.type', { choices: types.map(([name]) => name) });
    const levels = new Set(types.flatMap(([, type]) => type.tiers?.levels ?? []));
    const tiered = types.length > 0 && types.every(([, type]) => type.tiers !== undefined);
    this.refine('partner.tier', { choices: [...levels], optional: !tiered });
  }

  private refine(name: string, change: Partial<FactSpec>): void {
    const spec = this.facts.get(name);
    if (spec !== undefined) this.facts.set(name, { ...spec, ...change });
  }

  /** Parameters, derived facts, balances. */
  numbers(): void {
    for (const [name, parameter] of Object.entries(this.document.parameters ?? {})) {
      // Bands are no value: formulas hand them to band functions by name.
      if (parameter.type === 'bands') continue;
      const table = parameter.type === 'table';
      const perAgreement = parameter.type !== 'table' && parameter.perAgreement === true;
      const choices = parameter.type === 'choice' && parameter.choices;
      const type = table ? parameter.unit : parameter.type;
      this.add(`parameter.${name}`, type, perAgreement ? 'enrollment' : 'program', parameter.description, {
        optional: table,
        ...(choices && { choices }),
      });
    }
    for (const [name, derived] of Object.entries(this.document.derived ?? {})) {
      this.add(`derived.${name}`, derived.type, 'activity', derived.description, { optional: true });
    }
    for (const [name, balance] of Object.entries(this.document.balances ?? {})) {
      const keyed = (balance.per ?? []).some((key) => key !== 'fiscal-quarter' && key !== 'fiscal-year');
      this.add(`balance.${name}`, balance.type, 'enrollment', balance.description, { optional: keyed });
    }
  }

  /** What decisions leave behind. */
  decided(): void {
    for (const [name, promise] of Object.entries(this.document.promises ?? {})) {
      this.add(`promise.${name}`, promise.type, 'program', promise.description, { optional: true });
    }
    for (const [name, protection] of Object.entries(this.document.protections ?? {})) {
      this.add(`protection.${name}`, 'choice', 'program', protection.description, { optional: true, choices: ['none', 'own', 'rival'] });
    }
    for (const rule of this.document.rules) {
      if (rule.decides !== 'gate') continue;
      const name = `gate.${rule.event.params.gate}`;
      if (!this.facts.has(name)) {
        this.add(name, 'boolean', 'activity', `Whether the gate ${rule.event.params.gate} is open.`, {
          optional: true,
          stage: STAGE.gate + 1,
        });
      }
    }
    for (const { of, type, description, ...rest } of OUTCOMES)
      this.add(`outcome.${of}`, type, 'activity', description, { optional: true, ...rest });
    this.add('line.amount', 'money', 'activity', 'The line, rounded.', { stage: STAGE.balance });
    this.add('line.payee', 'choice', 'activity', 'Who is paid.', {
      stage: STAGE.balance,
      choices: ['partner', 'person', 'vendor-field', 'vendor'],
    });
  }

  measures(): void {
    for (const [name, measure] of Object.entries(this.document.measures ?? {})) {
      const aggregate = AGGREGATES.find((one) => measure[one] !== undefined);
      const fact = aggregate && measuredFact(measure, aggregate);
      const spec = fact === undefined ? undefined : this.facts.get(fact);
      const counts = aggregate === 'count' || aggregate === 'countDistinct';
      const type = counts ? 'count' : spec?.type;
      if (aggregate === undefined || type === undefined) continue;
      const keyed = (measure.by ?? []).length > 0 || measure.scope === 'customer' || measure.window === 'term';
      const optional = keyed || !(counts || aggregate === 'sum');
      const choices = counts ? undefined : spec?.choices;
      for (const [group, when] of [
        ['measure', 'with the activity'],
        ['before', 'without the activity'],
      ]) {
        const description = [measure.description, `Reckoned ${when}.`].filter(Boolean).join(' ');
        this.add(`${group}.${name}`, type, measure.scope ?? 'enrollment', description, { optional, ...(choices && { choices }) });
      }
    }
  }

  private add(name: string, type: FactType, scope: FactScope, description: string | undefined, more: Partial<FactSpec>): void {
    const itemKey = this.itemKeys.get(name);
    const own = itemKey === undefined ? { scope } : { scope: 'item' as const, itemKey };
    this.facts.set(name, { name, type, ...own, description: description ?? '', optional: false, stage: STAGE.facts, ...more });
  }
}

/** The fact that a measure reckons; none for count. */
export function measuredFact(measure: MeasureDocument, aggregate: Aggregate): string | undefined {
  const fact = measure[aggregate];
  return typeof fact === 'string' ? fact : undefined;
}
