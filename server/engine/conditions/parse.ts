import type { Catalogue, FactSpec } from '../facts/catalogue.ts';
import { isRefusal, readValue, refusalMessage } from '../facts/read.ts';
import type { FactType, Value } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';
import { didYouMean, nameHint, showJson } from '../program/wording.ts';
import { type Comparison, type Condition, type Expected, OPERATORS, type OperatorName } from './model.ts';
import { operators } from './operators/index.ts';
import { factsOf, sizeOf } from './walk.ts';

/*
 * The strict profile of json-rules-engine's conditions: each node is one of all, any, not, a named
 * condition or a comparison; facts and operators are known; the right side is of the left side's type.
 */

export interface ConditionEnvironment {
  readonly catalogue: Catalogue;
  /** Decimal places of the program's currency. */
  readonly digits: number;
  named(name: string): NamedResult;
  /** Names that such a condition could have. */
  readonly names: readonly string[];
  /** Whether a fact is declared, but could not be understood, and is complained of elsewhere. */
  unresolved(fact: string): boolean;
  /** Why a fact that is known can't be read here; undefined where it can. */
  refuse(spec: FactSpec): { readonly code: string; readonly message: string; readonly hint?: string } | undefined;
}

export type NamedResult = { readonly condition: Condition } | 'unknown' | 'unresolved' | { readonly circle: readonly string[] };

export interface ParsedCondition {
  /** Missing where something is wrong. */
  readonly condition?: Condition;
  readonly findings: readonly Finding[];
}

/** A condition as JSON, valid by the schema, against the catalogue. */
export function parseCondition(json: unknown, pointer: string, env: ConditionEnvironment): ParsedCondition {
  const parser = new ConditionParser(env);
  const condition = parser.node(json, pointer);
  if (condition !== undefined) parser.bounds(condition, pointer);
  return { ...(condition && parser.whole && { condition }), findings: parser.findings };
}

const MAX_NESTING = 20;
/** Comparisons of one condition, named ones written out. */
const MAX_COMPARISONS = 5000;
const FORMS = ['all', 'any', 'not', 'condition', 'fact'] as const;

class ConditionParser {
  readonly findings: Finding[] = [];
  /** Nothing is missing of it. */
  whole = true;
  private readonly env: ConditionEnvironment;

  constructor(env: ConditionEnvironment) {
    this.env = env;
  }

  node(json: unknown, pointer: string): Condition | undefined {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      return this.report('condition-shape', `A condition is an object, found ${showJson(json)}.`, pointer);
    }
    const found = json as Record<string, unknown>;
    const forms = FORMS.filter((form) => Object.hasOwn(found, form));
    const stray = forms[0] !== 'fact' && (Object.hasOwn(found, 'operator') || Object.hasOwn(found, 'value'));
    if (forms.length !== 1 || stray) {
      const what = [...forms, ...(stray ? ['operator or value'] : [])];
      if (forms.length === 0) return this.report('condition-shape', 'A condition needs one of all, any, not, condition or fact.', pointer);
      const message = `A condition is one of ${FORMS.join(', ')}, but here ${what.join(' stands beside ')}.`;
      return this.report('condition-mixed', message, pointer, 'Nest one inside the other: { "all": [ { "any": [ … ] }, … ] }.');
    }
    switch (forms[0]) {
      case 'all':
      case 'any':
        return this.list(forms[0], found[forms[0]], pointer);
      case 'not': {
        const of = this.node(found.not, `${pointer}/not`);
        return of && { kind: 'not', of, pointer };
      }
      case 'condition':
        return this.named(String(found.condition), pointer);
      default:
        return this.comparison(found, pointer);
    }
  }

  private list(kind: 'all' | 'any', json: unknown, pointer: string): Condition | undefined {
    if (!Array.isArray(json) || json.length === 0) {
      return this.report('empty-list', `${kind} needs at least one condition.`, `${pointer}/${kind}`, 'Remove it, or say what must hold.');
    }
    const of = json.map((part, index) => this.node(part, `${pointer}/${kind}/${index}`)).filter((part) => part !== undefined);
    return of.length === 0 ? undefined : { kind, of, pointer };
  }

  private named(name: string, pointer: string): Condition | undefined {
    const at = `${pointer}/condition`;
    const found = this.env.named(name);
    if (found === 'unresolved') return this.skip();
    if (found === 'unknown') {
      return this.report('unknown-condition', `There is no condition named ${name}.`, at, nameHint(name, this.env.names));
    }
    if ('circle' in found) {
      const message = `The condition ${name} rests on itself: ${found.circle.join(' → ')}.`;
      return this.report('circular-condition', message, at, 'Let one of them stand by itself.');
    }
    for (const fact of factsOf(found.condition)) {
      const spec = this.env.catalogue.facts.get(fact);
      const refused = spec && this.env.refuse(spec);
      if (refused) this.report(refused.code, `The condition ${name}: ${refused.message}`, at, refused.hint);
    }
    return { kind: 'named', name, of: found.condition, pointer };
  }

  private comparison(json: Record<string, unknown>, pointer: string): Condition | undefined {
    for (const field of ['operator', 'value']) {
      if (!Object.hasOwn(json, field)) this.report('missing-field', `${field} is missing beside fact.`, pointer, `Add "${field}".`);
    }
    if (!Object.hasOwn(json, 'operator') || !Object.hasOwn(json, 'value')) return undefined;
    const spec = this.fact(String(json.fact), `${pointer}/fact`);
    const operator = this.operator(String(json.operator), `${pointer}/operator`);
    if (spec === undefined || operator === undefined) return undefined;
    if (!operators[operator].accepts(spec.type)) {
      const able = OPERATORS.filter((name) => operators[name].accepts(spec.type));
      const message = `${operator} does not compare ${spec.type}, and ${spec.name} is ${spec.type}.`;
      return this.report('operator-type', message, `${pointer}/operator`, `One of ${able.join(', ')} does.`);
    }
    const expected = this.expected(spec, operator, json.value, `${pointer}/value`);
    return expected && ({ kind: 'compare', fact: spec.name, type: spec.type, operator, expected, pointer } satisfies Comparison);
  }

  private fact(name: string, pointer: string): FactSpec | undefined {
    if (this.env.unresolved(name)) return this.skip();
    const spec = this.env.catalogue.facts.get(name);
    if (spec === undefined) {
      return this.report('unknown-fact', `There is no fact ${name}.`, pointer, didYouMean(name, this.env.catalogue.facts.keys()));
    }
    const refused = this.env.refuse(spec);
    return refused ? this.report(refused.code, refused.message, pointer, refused.hint) : spec;
  }

  private operator(name: string, pointer: string): OperatorName | undefined {
    const known = OPERATORS.find((operator) => operator === name);
    if (known !== undefined) return known;
    if (name.includes(':')) {
      const hint = 'A list fact has contains and doesNotContain; for every or some of many, count them with a measure.';
      return this.report('operator-decorator', `${showJson(name)} decorates an operator, which programs may not.`, pointer, hint);
    }
    return this.report('unknown-operator', `There is no operator ${showJson(name)}.`, pointer, nameHint(name, OPERATORS));
  }

  private expected(spec: FactSpec, operator: OperatorName, json: unknown, pointer: string): Expected | undefined {
    const { expects } = operators[operator];
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return this.otherFact(spec, operator, String((json as { fact?: unknown }).fact), `${pointer}/fact`);
    }
    switch (expects) {
      case 'boolean':
        return this.literal({ name: 'value', type: 'boolean' }, json, pointer);
      case 'member':
        return this.literal({ name: 'value', type: 'text' }, json, pointer);
      case 'value':
        return this.literal(spec, json, pointer);
      case 'set': {
        if (!Array.isArray(json) || json.length === 0) {
          return this.report('wrong-literal', `${operator} takes a list of values, found ${showJson(json)}.`, pointer, 'Write ["a", "b"].');
        }
        const values = json.map((entry, index) => this.value(spec, entry, `${pointer}/${index}`));
        const present = values.filter((value) => value !== undefined);
        return present.length < values.length ? undefined : { kind: 'set', values: present, json };
      }
    }
  }

  private otherFact(spec: FactSpec, operator: OperatorName, name: string, pointer: string): Expected | undefined {
    const { expects } = operators[operator];
    if (expects === 'boolean') return this.report('wrong-literal', `${operator} takes true or false, not a fact.`, pointer);
    const other = this.fact(name, pointer);
    if (other === undefined) return undefined;
    const fits =
      expects === 'member'
        ? isWord(other.type)
        : expects === 'set'
          ? isWord(spec.type) && other.type === 'list'
          : alike(spec.type, other.type);
    if (fits) return { kind: 'fact', fact: name };
    const wanted = expects === 'member' ? 'text or choice' : expects === 'set' ? 'a list' : spec.type;
    const message = `${name} is ${other.type}, but ${operator} compares ${spec.name} (${spec.type}) with ${wanted}.`;
    return this.report('fact-types-differ', message, pointer, 'Both sides of a comparison have one type.');
  }

  private literal(spec: Pick<FactSpec, 'name' | 'type' | 'choices'>, json: unknown, pointer: string): Expected | undefined {
    const value = this.value(spec, json, pointer);
    return value === undefined ? undefined : { kind: 'literal', value, json };
  }

  private value(spec: Pick<FactSpec, 'name' | 'type' | 'choices'>, json: unknown, pointer: string): Value | undefined {
    const read = readValue(spec.type, json, this.env.digits, spec.choices);
    if (!isRefusal(read)) return read;
    const choice = read.code === 'unknown-choice';
    const hint = choice ? didYouMean(String(json), spec.choices ?? []) : undefined;
    const message = choice
      ? `${spec.name} never is ${showJson(json)}; ${read.expected} was expected.`
      : refusalMessage(spec.name === 'value' ? 'The value' : `The value for ${spec.name}`, json, read);
    return this.report(choice ? 'unknown-choice' : 'wrong-literal', message, pointer, hint);
  }

  /** Named conditions inside of each other could say little and mean very much. */
  bounds(condition: Condition, pointer: string): void {
    const { depth, comparisons } = sizeOf(condition, new Map());
    if (depth > MAX_NESTING) {
      const message = `The condition is nested ${depth} deep, named ones included; at most ${MAX_NESTING} are allowed.`;
      this.report('nesting-too-deep', message, pointer, 'Flatten it.');
    } else if (comparisons > MAX_COMPARISONS) {
      const message = `The condition has ${comparisons} comparisons, named ones written out; at most ${MAX_COMPARISONS} are allowed.`;
      this.report('condition-too-large', message, pointer, 'Use a table, a list or a measure.');
    }
  }

  /** Something is left out that has its own finding. */
  private skip(): undefined {
    this.whole = false;
    return undefined;
  }

  private report(code: string, message: string, pointer: string, hint?: string): undefined {
    this.whole = false;
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }) });
    return undefined;
  }
}

const isWord = (type: FactType): boolean => type === 'text' || type === 'choice';
const alike = (left: FactType, right: FactType): boolean => left === right || (isWord(left) && isWord(right));
