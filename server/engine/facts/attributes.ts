import type { Attribute } from '../../../schemas/types.ts';
import { STAGE } from '../decisions/stage.ts';
import { escapePointer, nameHint } from '../program/wording.ts';
import type { BuildingCatalogue } from './building-catalogue.ts';
import type { FactScope, FactSpec } from './catalogue.ts';
import { activityFact } from './schema-catalogue.ts';

/* Attributes: facts that a program adds to kinds of activity, or to the partner's profile. */

/** Groups whose facts a program declares elsewhere, or the engine makes. */
const RESERVED_GROUPS: ReadonlySet<string> = new Set([
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

type AttributeFact = Pick<FactSpec, 'name' | 'type' | 'scope' | 'description' | 'choices'>;

export function addAttributes(into: BuildingCatalogue, attributes: Readonly<Record<string, Attribute>> = {}): void {
  for (const [name, attribute] of Object.entries(attributes)) addAttribute(into, name, attribute);
}

function addAttribute(into: BuildingCatalogue, name: string, attribute: Attribute): void {
  const pointer = `/attributes/${escapePointer(name)}`;
  const group = name.slice(0, name.indexOf('.'));
  if (RESERVED_GROUPS.has(group) || STANDING_PARTNER.has(name)) {
    const hint = `The group ${group}. is the engine's; choose another one, such as deal. or one of your own.`;
    into.report('reserved-name', `${name} can not be an attribute.`, pointer, hint, true);
    return;
  }
  const base = into.facts.get(name);
  if (base !== undefined && base.type !== attribute.type) {
    const message = `${name} stands in the base catalogue as ${base.type}, and can not become ${attribute.type}.`;
    into.report('attribute-type', message, `${pointer}/type`, 'Give the attribute a name of its own.');
    return;
  }
  if ((attribute.type === 'choice') !== (attribute.choices !== undefined) && !(base?.choices && attribute.choices === undefined)) {
    const choice = attribute.type === 'choice';
    const message = choice ? `${name} is a choice without choices.` : `${name} is ${attribute.type}, and only a choice has choices.`;
    into.report(
      'attribute-choices',
      message,
      choice ? pointer : `${pointer}/choices`,
      choice ? 'List what it may be in "choices".' : undefined,
    );
    if (choice) return;
  }
  const ofPartner = group === 'partner';
  const carriers = carriersOf(into, name, attribute, pointer, ofPartner);
  const scope = scopeOf(group);
  const choices = attribute.choices ?? base?.choices;
  const spec = {
    name,
    type: attribute.type,
    scope,
    description: attribute.description ?? base?.description ?? '',
    ...(attribute.type === 'choice' && choices !== undefined && { choices }),
  };
  if (ofPartner) addPartnerFact(into, spec, attribute.required === true || base?.optional === false);
  else addActivityFact(into, spec, carriers, attribute.required === true, base);
}

/** The kinds that are named, as far as there are such. */
function carriersOf(into: BuildingCatalogue, name: string, attribute: Attribute, pointer: string, ofPartner: boolean): ReadonlySet<string> {
  const carriers = new Set<string>();
  for (const [index, kind] of attribute.of.entries()) {
    const at = `${pointer}/of/${index}`;
    const spec = into.kinds.get(kind);
    if (ofPartner !== (kind === 'partner')) {
      const message = ofPartner ? `${name} is a fact of the partner, not of ${kind}.` : `${name} is no fact of the partner's profile.`;
      into.report('attribute-kind', message, at, ofPartner ? 'Write "of": ["partner"].' : 'Facts of the profile are named partner.x.');
    } else if (ofPartner) continue;
    else if (spec === undefined)
      into.report('unknown-kind', `There is no kind of activity ${kind}.`, at, nameHint(kind, into.kinds.keys()));
    else if (spec.generated) {
      into.report('generated-kind', `${kind} is generated, and carries what the fold gives it.`, at, 'Name kinds that are recorded.');
    } else if (name.startsWith('item.') && !spec.items)
      into.report('attribute-kind', `${kind} has no items, so it can not carry ${name}.`, at);
    else carriers.add(kind);
  }
  return carriers;
}

function addPartnerFact(into: BuildingCatalogue, spec: AttributeFact, required: boolean): void {
  into.facts.set(spec.name, { ...spec, optional: !required, stage: STAGE.facts });
  carry(into, 'profile-changed', spec.name, false);
}

function addActivityFact(
  into: BuildingCatalogue,
  spec: AttributeFact,
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
  into.facts.set(spec.name, activityFact(spec, kinds, requiredOf));
  if (spec.scope !== 'item') for (const kind of kinds) carry(into, kind, spec.name, requiredOf.has(kind));
}

function carry(into: BuildingCatalogue, kind: string, fact: string, required: boolean): void {
  const spec = into.kinds.get(kind);
  if (spec === undefined) return;
  into.kinds.set(kind, {
    ...spec,
    facts: new Set([...spec.facts, fact]),
    required: required ? new Set([...spec.required, fact]) : spec.required,
  });
}

function scopeOf(group: string): FactScope {
  if (group === 'customer' || group === 'item') return group;
  return group === 'partner' ? 'enrollment' : 'activity';
}
