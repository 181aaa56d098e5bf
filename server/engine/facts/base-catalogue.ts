import type { Attribute, Measure as MeasureDocument, ProgramDocument } from '../../../schemas/types.ts';
import { STAGE } from '../decisions/stage.ts';
import { AGGREGATES, type Aggregate } from '../measures/model.ts';
import type { Finding } from '../program/diagnostic.ts';
import { escapePointer, nameHint } from '../program/wording.ts';
import type { Catalogue, FactScope, FactSpec, KindSpec } from './catalogue.ts';
import { activityFact, baseCatalogue } from './schema-catalogue.ts';
import type { FactType } from './value.ts';

export { baseCatalogue } from './schema-catalogue.ts';

/*
 * The catalogue of a program: the base and what the program adds. Its types follow from the document
 * alone; whether a formula or condition behind a fact is sound is looked at later (program/resolve.ts).
 */

/** Groups whose facts a program declares elsewhere, or the engine makes. */
export const RESERVED_GROUPS: ReadonlySet<string> = new Set([
  ...['parameter', 'measure', 'before', 'derived', 'balance', 'promise', 'protection', 'gate', 'outcome', 'line'],
  ...['party', 'activity', 'period', 'term'],
]);

const STANDING_PARTNER: ReadonlySet<string> = new Set([
  'partner.id',
  'partner.type',
  'partner.tier',
  'partner.enrolledOn',
  'partner.daysEnrolled',
]);

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
  const building = new Building(document);
  building.attributes();
  building.partnerTypes();
  building.numbers();
  building.decided();
  building.measures();
  return { catalogue: { facts: building.facts, kinds: building.kinds }, findings: building.findings };
}

class Building {
  readonly facts = new Map<string, FactSpec>(baseCatalogue.facts);
  readonly kinds = new Map<string, KindSpec>(baseCatalogue.kinds);
  readonly findings: Finding[] = [];
  private readonly document: ProgramDocument;

  constructor(document: ProgramDocument) {
    this.document = document;
  }

  attributes(): void {
    for (const [name, attribute] of Object.entries(this.document.attributes ?? {})) this.attribute(name, attribute);
  }

  private attribute(name: string, attribute: Attribute): void {
    const pointer = `/attributes/${escapePointer(name)}`;
    const group = name.slice(0, name.indexOf('.'));
    if (RESERVED_GROUPS.has(group) || STANDING_PARTNER.has(name)) {
      const hint = `The group ${group}. is the engine's; choose another one, such as deal. or one of your own.`;
      this.report('reserved-name', `${name} can not be an attribute.`, pointer, hint, true);
      return;
    }
    const base = this.facts.get(name);
    if (base !== undefined && base.type !== attribute.type) {
      const message = `${name} stands in the base catalogue as ${base.type}, and can not become ${attribute.type}.`;
      this.report('attribute-type', message, `${pointer}/type`, 'Give the attribute a name of its own.');
      return;
    }
    if ((attribute.type === 'choice') !== (attribute.choices !== undefined) && !(base?.choices && attribute.choices === undefined)) {
      const choice = attribute.type === 'choice';
      const message = choice ? `${name} is a choice without choices.` : `${name} is ${attribute.type}, and only a choice has choices.`;
      this.report(
        'attribute-choices',
        message,
        choice ? pointer : `${pointer}/choices`,
        choice ? 'List what it may be in "choices".' : undefined,
      );
      if (choice) return;
    }
    const ofPartner = group === 'partner';
    const carriers = this.carriers(name, attribute, pointer, ofPartner);
    const scope = scopeOf(group);
    const choices = attribute.choices ?? base?.choices;
    const spec = {
      name,
      type: attribute.type,
      scope,
      description: attribute.description ?? base?.description ?? '',
      ...(attribute.type === 'choice' && choices !== undefined && { choices }),
    };
    if (ofPartner) this.partnerAttribute(spec, attribute.required === true || base?.optional === false);
    else this.activityAttribute(spec, carriers, attribute.required === true, base);
  }

  /** The kinds that are named, as far as there are such. */
  private carriers(name: string, attribute: Attribute, pointer: string, ofPartner: boolean): ReadonlySet<string> {
    const carriers = new Set<string>();
    for (const [index, kind] of attribute.of.entries()) {
      const at = `${pointer}/of/${index}`;
      const spec = this.kinds.get(kind);
      if (ofPartner !== (kind === 'partner')) {
        const message = ofPartner ? `${name} is a fact of the partner, not of ${kind}.` : `${name} is no fact of the partner's profile.`;
        this.report('attribute-kind', message, at, ofPartner ? 'Write "of": ["partner"].' : 'Facts of the profile are named partner.x.');
      } else if (ofPartner) continue;
      else if (spec === undefined)
        this.report('unknown-kind', `There is no kind of activity ${kind}.`, at, nameHint(kind, this.kinds.keys()));
      else if (spec.generated) {
        this.report('generated-kind', `${kind} is generated, and carries what the fold gives it.`, at, 'Name kinds that are recorded.');
      } else if (name.startsWith('item.') && !spec.items)
        this.report('attribute-kind', `${kind} has no items, so it can not carry ${name}.`, at);
      else carriers.add(kind);
    }
    return carriers;
  }

  private partnerAttribute(spec: Pick<FactSpec, 'name' | 'type' | 'scope' | 'description'>, required: boolean): void {
    this.facts.set(spec.name, { ...spec, optional: !required, stage: STAGE.facts });
    this.carry('profile-changed', spec.name, false);
  }

  private activityAttribute(
    spec: Pick<FactSpec, 'name' | 'type' | 'scope' | 'description'>,
    carriers: ReadonlySet<string>,
    required: boolean,
    base: FactSpec | undefined,
  ): void {
    const kinds = new Set([...(base?.kinds ?? []), ...carriers]);
    const requiredOf = new Set([...(base?.requiredOf ?? []), ...(required ? carriers : [])]);
    // A registration is looked at again with all that it was submitted with.
    if (carriers.has('registration-submitted')) {
      kinds.add('registration-reconsidered');
      if (required) requiredOf.add('registration-reconsidered');
    }
    this.facts.set(spec.name, activityFact(spec, kinds, requiredOf));
    if (spec.scope !== 'item') for (const kind of kinds) this.carry(kind, spec.name, requiredOf.has(kind));
  }

  private carry(kind: string, fact: string, required: boolean): void {
    const spec = this.kinds.get(kind);
    if (spec === undefined) return;
    this.kinds.set(kind, {
      ...spec,
      facts: new Set([...spec.facts, fact]),
      required: required ? new Set([...spec.required, fact]) : spec.required,
    });
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
      this.add(
        `parameter.${name}`,
        table ? parameter.unit : parameter.type,
        perAgreement ? 'enrollment' : 'program',
        parameter.description,
        {
          optional: table,
          ...(choices && { choices }),
        },
      );
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
    this.facts.set(name, { name, type, scope, description: description ?? '', optional: false, stage: STAGE.facts, ...more });
  }

  private report(code: string, message: string, pointer: string, hint?: string, atKey?: boolean): void {
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }), ...(atKey && { atKey }) });
  }
}

function scopeOf(group: string): FactScope {
  if (group === 'customer' || group === 'item') return group;
  return group === 'partner' ? 'enrollment' : 'activity';
}

/** The fact that a measure reckons; none for count. */
export function measuredFact(measure: MeasureDocument, aggregate: Aggregate): string | undefined {
  const fact = measure[aggregate];
  return typeof fact === 'string' ? fact : undefined;
}
