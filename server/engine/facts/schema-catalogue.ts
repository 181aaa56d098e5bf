import activitySchema from '../../../schemas/activity.schema.json' with { type: 'json' };
import type { Catalogue, FactScope, FactSpec, KindSpec } from './catalogue.ts';
import type { FactType } from './value.ts';

/*
 * The base catalogue is read from schemas/activity.schema.json, its only source: facts with x-type and
 * x-scope, kinds with the facts they carry, x-items and x-valid. The kinds that the fold generates are
 * added here, because nobody may record them.
 */

interface SchemaFact {
  readonly description: string;
  readonly 'x-type': string;
  readonly 'x-scope'?: string;
  readonly allOf: readonly { readonly $ref?: string; readonly type?: string; readonly enum?: readonly string[] }[];
}

interface SchemaKind {
  readonly description: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly 'x-items'?: readonly string[];
  readonly 'x-valid'?: {
    readonly until: string;
    readonly endedBy: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  };
}

const schemaFacts: Readonly<Record<string, SchemaFact>> = {
  ...activitySchema.$defs.facts.properties,
  ...activitySchema.$defs.partnerFacts.properties,
};
const schemaKinds: Readonly<Record<string, SchemaKind>> = activitySchema.$defs.kinds;

/** What a generated activity carries; see engine/README.md. */
const GENERATED: Readonly<Record<string, { readonly description: string; readonly facts: readonly string[] }>> = {
  'version-started': { description: 'A new version of the program takes effect.', facts: [] },
  'registration-reconsidered': {
    description: 'A registration that waited in the queue is looked at again, with the facts it was submitted with.',
    facts: Object.keys(schemaKinds['registration-submitted']?.properties ?? {}),
  },
  'protection-expired': { description: 'A protection has run out.', facts: ['registration.id'] },
  'month-closed': { description: 'A fiscal month ends.', facts: ['period.start', 'period.end'] },
  'quarter-closed': { description: 'A fiscal quarter ends.', facts: ['period.start', 'period.end'] },
  'year-closed': { description: 'A fiscal year ends.', facts: ['period.start', 'period.end'] },
  'term-ended': { description: 'An agreement reaches its end.', facts: ['agreement.id'] },
  'validity-expired': { description: 'A certificate, document or integration was valid for the last day.', facts: [] },
  'grace-ended': { description: 'The days to meet a tier again are over.', facts: [] },
  'tier-reviewed': { description: 'Tiers are reviewed.', facts: [] },
};

/** Facts that the fold puts beside those of a generated activity. */
const PERIOD: Readonly<Record<string, string>> = {
  'period.start': 'First day of the period that ends.',
  'period.end': 'Last day of the period that ends.',
};

function recordedKind(name: string, kind: SchemaKind): KindSpec {
  const valid = kind['x-valid'];
  return {
    name,
    description: kind.description,
    facts: new Set(Object.keys(kind.properties)),
    required: new Set(kind.required),
    items: kind['x-items'] !== undefined,
    generated: false,
    ...(valid && {
      valid: {
        until: valid.until,
        endedBy: new Map(Object.entries(valid.endedBy).map(([ends, pairs]) => [ends, Object.entries(pairs ?? {})])),
      },
    }),
  };
}

function generatedKind(name: string): KindSpec {
  const { description, facts } = GENERATED[name] ?? { description: '', facts: [] };
  const required = name === 'registration-reconsidered' ? (schemaKinds['registration-submitted']?.required ?? []) : facts;
  return { name, description, facts: new Set(facts), required: new Set(required), items: false, generated: true };
}

function kindsOf(): ReadonlyMap<string, KindSpec> {
  const kinds = new Map<string, KindSpec>();
  for (const [name, kind] of Object.entries(schemaKinds)) kinds.set(name, recordedKind(name, kind));
  for (const name of Object.keys(GENERATED)) kinds.set(name, generatedKind(name));
  return kinds;
}

/** A fact of activities, with the kinds that carry it. */
export function activityFact(
  fact: Pick<FactSpec, 'name' | 'type' | 'scope' | 'description' | 'choices'>,
  kinds: ReadonlySet<string>,
  requiredOf: ReadonlySet<string>,
): FactSpec {
  const optional = [...kinds].some((kind) => !requiredOf.has(kind));
  return { ...fact, kinds, requiredOf, optional, stage: 0 };
}

function factsOf(kinds: ReadonlyMap<string, KindSpec>): ReadonlyMap<string, FactSpec> {
  const facts = new Map<string, FactSpec>();
  for (const [name, fact] of Object.entries(schemaFacts)) {
    const choices = fact.allOf[0]?.enum;
    const type = fact['x-type'] as FactType;
    const scope = (fact['x-scope'] ?? 'activity') as FactScope;
    const spec = { name, type, scope, description: fact.description, ...(choices && { choices }) };
    if (name.startsWith('partner.')) {
      facts.set(name, { ...spec, optional: true, stage: 0 });
      continue;
    }
    const carry = [...kinds.values()].filter((kind) => (scope === 'item' ? kind.items : kind.facts.has(name)));
    const required = carry.filter((kind) => kind.required.has(name));
    facts.set(name, activityFact(spec, new Set(carry.map((kind) => kind.name)), new Set(required.map((kind) => kind.name))));
  }
  for (const [name, description] of Object.entries(PERIOD)) {
    const carry = new Set([...kinds.values()].filter((kind) => kind.facts.has(name)).map((kind) => kind.name));
    facts.set(name, activityFact({ name, type: 'date', scope: 'activity', description }, carry, carry));
  }
  const cancels = new Set([...kinds.values()].filter((kind) => kind.facts.has('cancelled.activity')).map((kind) => kind.name));
  const description = 'Days from the cancelled activity to this one; missing where that is unknown.';
  facts.set(
    'cancelled.daysSince',
    activityFact({ name: 'cancelled.daysSince', type: 'days', scope: 'enrollment', description }, cancels, new Set()),
  );
  for (const spec of standing(kinds)) facts.set(spec.name, spec);
  return facts;
}

/** Facts that stand at every activity. */
function standing(kinds: ReadonlyMap<string, KindSpec>): FactSpec[] {
  const fact = (name: string, type: FactType, scope: FactScope, description: string, optional = false): FactSpec => ({
    name,
    type,
    scope,
    description,
    optional,
    stage: 0,
  });
  return [
    fact('partner.id', 'text', 'enrollment', 'The partner.'),
    fact('partner.type', 'choice', 'enrollment', 'The partner type in which the partner takes part.'),
    fact('partner.tier', 'choice', 'enrollment', 'The tier before the activity; missing where the type has no tiers.', true),
    fact('partner.enrolledOn', 'date', 'enrollment', 'The day on which the partner was enrolled in the type.'),
    fact('partner.daysEnrolled', 'days', 'enrollment', 'Days from enrollment to the activity.'),
    fact('party.role', 'text', 'activity', 'The role in which the partner takes part.'),
    fact('party.share', 'rate', 'activity', 'The partner’s part of the activity.'),
    fact('activity.id', 'text', 'activity', 'The activity.'),
    fact('activity.source', 'text', 'activity', 'The system that reported the activity.'),
    { ...fact('activity.kind', 'choice', 'activity', 'The kind of the activity.'), choices: [...kinds.keys()] },
    fact('activity.date', 'date', 'activity', 'The day of the activity.'),
    fact('term.start', 'date', 'enrollment', 'First day of the agreement in force.', true),
    fact('term.end', 'date', 'enrollment', 'Last day of the agreement in force.', true),
  ];
}

const kinds = kindsOf();
/** What every program knows before it adds its own. */
export const baseCatalogue: Catalogue = { facts: factsOf(kinds), kinds };
