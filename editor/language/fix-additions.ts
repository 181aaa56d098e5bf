import programSchema from '../../schemas/program.schema.json' with { type: 'json' };
import type { FactType } from '../../server/engine/facts/value.ts';
import type { Json, SourceNode } from '../../server/engine/program/source.ts';
import { factOf } from './complete-names.ts';
import type { Context } from './context.ts';
import { addProperty, addToSection } from './edits.ts';
import { placeOf } from './files.ts';
import { type Fault, fix } from './fix-model.ts';
import type { Fix } from './model.ts';
import { childOf, expand, type SchemaPlace, schemasAt, step } from './schema-walk.ts';
import { nodeAt } from './spot.ts';

/** Fixes that write down what is missing. */
export function additions(context: Context, fault: Fault): readonly Fix[] {
  const { diagnostic, node, root } = fault;
  switch (diagnostic.code) {
    case 'missing-field':
      return node === undefined ? [] : missingField(fault, node);
    case 'moves-missing':
      return node === undefined ? [] : moves(node);
    case 'objective-missing':
      return node === undefined ? [] : objective(node);
    case 'commercial-model-missing':
      return node === undefined ? [] : [fix('Settle the commercial model', [addProperty(node, 'commercialModel', COMMERCIAL_MODEL)])];
    case 'review-missing': {
      const tiers = fault.parent;
      return tiers === undefined ? [] : [fix('Review tiers each fiscal quarter', [addProperty(tiers, 'review', '"fiscal-quarter"')])];
    }
    case 'unknown-fact':
      return declareParameter(context, fault);
    case 'unknown-condition': {
      const name = String(node?.value);
      const edits = addToSection(context.files, 'conditions', { [name]: CONDITION });
      return /^[a-z][A-Za-z0-9]*$/.test(name) && root !== undefined ? [fix(`Add the condition ${name}`, edits, false)] : [];
    }
    default:
      return [];
  }
}

const CONDITION = '{ "all": [{ "fact": "activity.kind", "operator": "exists", "value": true }] }';
const COMMERCIAL_MODEL =
  '{ "pricing": "Who prices what.", "support": "Who supports what.", "customerSuccess": "Who owns adoption.", "renewal": "Who owns the renewal." }';

/** Fields that the schema asks for, with the plainest value that it lets through. */
function missingField({ diagnostic, tokens, root }: Fault, object: SourceNode): readonly Fix[] {
  const field = /^Add "([^"]+)"/.exec(diagnostic.hint ?? '')?.[1];
  if (field === undefined || object.children === undefined) return [];
  const { document } = placeOf(object.file.path);
  const places = schemasAt(document, root.value, tokens);
  const below = places.flatMap((place) => step(place, field)).flatMap((place) => expand(place, undefined));
  const choices = /: one of (.+)\.$/
    .exec(diagnostic.hint ?? '')?.[1]
    ?.split(', ')
    .map((one) => JSON.stringify(one));
  const values = choices ?? valuesFor(below, object.value, field);
  return values.map((value) => fix(`Add "${field}": ${value}`, [addProperty(object, field, value)], values.length === 1));
}

const MOST_CHOICES = 12;

function valuesFor(places: readonly SchemaPlace[], object: Json, field: string): readonly string[] {
  if (field === 'type' && childOf(object, 'params') !== undefined)
    return places.flatMap(({ schema }) => (schema.const === undefined ? [] : [JSON.stringify(schema.const)]));
  if (places.some(({ labels }) => labels.includes('condition'))) return [CONDITION];
  const [first] = places;
  if (first === undefined) return [];
  const constants = places.flatMap(({ schema }) => schema.enum ?? (schema.const === undefined ? [] : [schema.const]));
  if (constants.length > 0) return constants.slice(0, MOST_CHOICES).map((one) => JSON.stringify(one));
  if (field === 'operator') return ['"equal"'];
  switch ([first.schema.type ?? []].flat()[0]) {
    case 'object':
      return ['{ }'];
    case 'array':
      return ['[]'];
    case 'integer':
      return ['1'];
    case 'boolean':
      return ['true'];
    default:
      return ['""'];
  }
}

const OUTCOMES: readonly string[] = programSchema.$defs.outcomeMeasure.enum;

/** What a payment on such activities is most likely to move. */
const MOVED: Readonly<Record<string, readonly string[]>> = {
  renewal: ['customer-retention'],
  'deal-closed': ['partner-sourced-new-customer-rate', 'incremental-revenue', 'deal-size', 'win-rate'],
  'opportunity-closed': ['influenced-pipeline-share', 'win-rate'],
  'marketplace-sale': ['incremental-revenue'],
  'integration-milestone': ['integration-adoption-rate'],
  'integration-adoption': ['integration-adoption-rate'],
  'service-engagement': ['customer-retention'],
  'certificate-earned': ['time-to-first-commercial-activity'],
  cancellation: ['customer-retention'],
  'mdf-claim': ['incremental-revenue'],
};

function moves(rule: SourceNode): readonly Fix[] {
  const on = childOf(rule.value, 'on');
  const likely = Array.isArray(on) ? on.flatMap((kind) => MOVED[String(kind)] ?? []) : [];
  const all = [...new Set([...likely, ...OUTCOMES])];
  return all.map((outcome, index) => fix(`It moves ${outcome}`, [addProperty(rule, 'moves', JSON.stringify(outcome), 'on')], index === 0));
}

function objective(type: SourceNode): readonly Fix[] {
  const objective = type.children?.has('objective') ? [] : [addProperty(type, 'objective', '"What partners of this type are for."')];
  if (type.children?.has('judgedBy')) return [fix('Say the objective', objective)];
  return OUTCOMES.map((outcome, index) => {
    const judged = addProperty(type, 'judgedBy', JSON.stringify(outcome));
    // both stand at one place, so they are written as one
    const edits = objective.length === 0 ? [judged] : [{ ...judged, text: `${objective[0]?.text ?? ''}${judged.text}` }];
    return fix(`Judge it by ${outcome}`, objective.length > 0 && type.children?.size === 0 ? [judged] : edits, index === 0);
  });
}

const PLAIN: Partial<Record<FactType, string>> = {
  money: '{ "type": "money", "value": "0.00" }',
  rate: '{ "type": "rate", "value": "0" }',
  price: '{ "type": "price", "value": "0" }',
  count: '{ "type": "count", "value": 0 }',
  days: '{ "type": "days", "value": 0 }',
  boolean: '{ "type": "boolean", "value": false }',
};

/** A parameter that is read and not there yet, of the type that it is compared with. */
function declareParameter(context: Context, { diagnostic, root, tokens }: Fault): readonly Fix[] {
  const name = /^There is no fact parameter\.([a-z][A-Za-z0-9]*)\.$/.exec(diagnostic.message)?.[1];
  if (name === undefined) return [];
  const comparison = tokens.at(-2) === 'value' ? nodeAt(root, tokens.slice(0, -2)) : undefined;
  const type = factOf(context, childOf(comparison?.value, 'fact'))?.type ?? 'rate';
  const value = PLAIN[type];
  return value === undefined
    ? []
    : [fix(`Add the parameter ${name}, ${type}`, addToSection(context.files, 'parameters', { [name]: value }), false)];
}
