import type { Measure as MeasureDocument } from '../../../schemas/types.ts';
import { type ConditionEnvironment, parseCondition } from '../conditions/parse.ts';
import { factsOf } from '../conditions/walk.ts';
import type { Catalogue, FactSpec } from '../facts/catalogue.ts';
import { measuredFact } from '../facts/program-catalogue.ts';
import type { FactType } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';
import { didYouMean, nameHint } from '../program/wording.ts';
import { AGGREGATES, type Aggregate, type Measure, type Period, type Window } from './model.ts';

export interface MeasureEnvironment {
  readonly catalogue: Catalogue;
  /** Ids under which lines are posted; undefined where not all of them are known. */
  readonly incentives: ReadonlySet<string> | undefined;
  readonly conditions: Omit<ConditionEnvironment, 'refuse'>;
}

export interface ParsedMeasure {
  /** Missing where something is wrong. */
  readonly measure?: Measure;
  readonly findings: readonly Finding[];
}

/** A measure of the document, valid by the schema. */
export function parseMeasure(name: string, json: MeasureDocument, pointer: string, env: MeasureEnvironment): ParsedMeasure {
  return new MeasureParser(name, json, pointer, env).run();
}

const NUMERIC: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days']);
const FITS: Record<Aggregate, (type: FactType) => boolean> = {
  sum: (type) => NUMERIC.has(type),
  count: () => true,
  countDistinct: (type) => type !== 'list',
  min: (type) => NUMERIC.has(type) || type === 'date',
  max: (type) => NUMERIC.has(type) || type === 'date',
  average: (type) => NUMERIC.has(type),
  latest: (type) => type !== 'list',
  earliest: (type) => type !== 'list',
};

/** Groups of facts that stand at every activity and yet belong to its record. */
const OF_RECORDS: ReadonlySet<string> = new Set(['partner', 'party', 'activity', 'parameter']);

interface Key {
  readonly fact: string;
  readonly read: string;
}

const keyOf = (json: NonNullable<MeasureDocument['by']>[number]): Key => (typeof json === 'string' ? { fact: json, read: json } : json);

const isWord = (type: FactType): boolean => type === 'text' || type === 'choice';

class MeasureParser {
  private readonly findings: Finding[] = [];
  /** Nothing is missing of it. */
  private whole = true;
  private readonly name: string;
  private readonly json: MeasureDocument;
  private readonly pointer: string;
  private readonly env: MeasureEnvironment;
  private readonly ofLines: boolean;

  constructor(name: string, json: MeasureDocument, pointer: string, env: MeasureEnvironment) {
    this.name = name;
    this.json = json;
    this.pointer = pointer;
    this.env = env;
    this.ofLines = json.of.every((of) => of.startsWith('line:'));
  }

  run(): ParsedMeasure {
    const aggregate = this.aggregate();
    const { kinds, lines } = this.sources();
    const fact = aggregate && this.measured(aggregate);
    const window = parseWindow(this.json.window);
    if (window.kind === 'valid') this.validity();
    const keys = this.keys();
    const by = keys.map(({ fact }) => fact);
    const where = this.where();
    const type = aggregate === 'count' || aggregate === 'countDistinct' ? 'count' : fact?.type;
    if (!this.whole || aggregate === undefined || type === undefined) return { findings: this.findings };
    const reads = [...(fact ? [fact.name] : []), ...by, ...(where ? factsOf(where) : [])];
    const measure: Measure = {
      name: this.name,
      aggregate,
      ...(fact && { fact: fact.name }),
      type,
      kinds,
      lines,
      ...(where && { where }),
      window,
      by,
      readBy: keys.map(({ read }) => read),
      scope: this.json.scope ?? 'enrollment',
      itemised: reads.some((read) => this.env.catalogue.facts.get(read)?.scope === 'item'),
    };
    return { measure: Object.freeze(measure), findings: this.findings };
  }

  private aggregate(): Aggregate | undefined {
    const found = AGGREGATES.filter((aggregate) => this.json[aggregate] !== undefined);
    if (found.length === 1) return found[0];
    if (found.length === 0) {
      const message = `The measure ${this.name} does not say what it reckons.`;
      return this.report('measure-aggregate', message, this.pointer, `Add one of ${AGGREGATES.join(', ')}.`);
    }
    const message = `The measure ${this.name} reckons ${found.join(' and ')}, but a measure has exactly one of them.`;
    return this.report('measure-aggregate', message, `${this.pointer}/${found[1]}`, 'Write a measure for each.', true);
  }

  private measured(aggregate: Aggregate): FactSpec | undefined {
    const name = measuredFact(this.json, aggregate);
    if (name === undefined) return undefined;
    const pointer = `${this.pointer}/${aggregate}`;
    const spec = this.fact(name, pointer);
    if (spec === undefined) return undefined;
    if (name.startsWith('parameter.'))
      return this.report('measure-reads', `${name} is no fact of a record.`, pointer, 'Measure a fact of activities.');
    if (FITS[aggregate](spec.type)) return spec;
    return this.report('measure-type', `${aggregate} can not be taken of ${name}, which is ${spec.type}.`, pointer, TYPE_HINTS[aggregate]);
  }

  private sources(): { readonly kinds: readonly string[]; readonly lines: readonly string[] } {
    const kinds: string[] = [];
    const lines: string[] = [];
    for (const [index, of] of this.json.of.entries()) {
      const at = `${this.pointer}/of/${index}`;
      if (of.startsWith('line:')) {
        const line = of.slice('line:'.length);
        lines.push(line);
        const { incentives } = this.env;
        if (incentives !== undefined && !incentives.has(line)) {
          this.report('unknown-incentive', `No rule pays an incentive or obligation ${line}.`, at, nameHint(line, incentives));
        }
      } else {
        kinds.push(of);
        if (!this.env.catalogue.kinds.has(of)) {
          this.report('unknown-kind', `There is no kind of activity ${of}.`, at, didYouMean(of, this.env.catalogue.kinds.keys()));
        }
      }
    }
    if (kinds.length > 0 && lines.length > 0) {
      const message = `The measure ${this.name} looks at activities and at lines.`;
      this.report(
        'measure-mixed',
        message,
        `${this.pointer}/of`,
        'Write a measure for each; an activity and its lines would be counted twice.',
      );
    }
    return { kinds, lines };
  }

  private validity(): void {
    for (const [index, of] of this.json.of.entries()) {
      const kind = this.env.catalogue.kinds.get(of);
      if (kind === undefined ? !of.startsWith('line:') : kind.valid !== undefined) continue;
      const able = [...this.env.catalogue.kinds.values()].filter((one) => one.valid !== undefined).map((one) => one.name);
      const message = `The window valid needs something that expires, and ${of} does not.`;
      this.report('measure-window', message, `${this.pointer}/of/${index}`, `It is for ${able.join(', ')}.`);
    }
  }

  /** With scope customer, the customer is the first key. */
  private keys(): readonly Key[] {
    const keys: Key[] = [];
    for (const [index, json] of (this.json.by ?? []).entries()) {
      const pointer = `${this.pointer}/by/${index}`;
      const key = keyOf(json);
      if (keys.some(({ fact }) => fact === key.fact)) {
        this.report('twice-in-list', `${key.fact} keys the measure already.`, pointer, 'Remove it once.');
        continue;
      }
      const spec = this.fact(key.fact, typeof json === 'string' ? pointer : `${pointer}/fact`);
      if (spec?.type === 'list')
        this.report('key-type', `${key.fact} is a list, which can not be a key.`, pointer, 'Key by a single value.');
      if (spec !== undefined && (key.read === key.fact || this.readsAlike(spec, key.read, `${pointer}/read`))) keys.push(key);
    }
    if (this.json.scope !== 'customer') return keys;
    return [keyOf('customer.id'), ...keys.filter(({ fact }) => fact !== 'customer.id')];
  }

  /** The other name of a key is a fact of activities, and of values that can be equal to the key's. */
  private readsAlike(key: FactSpec, name: string, pointer: string): boolean {
    const spec = this.env.catalogue.facts.get(name);
    if (spec === undefined) {
      this.report('unknown-fact', `There is no fact ${name}.`, pointer, didYouMean(name, this.env.catalogue.facts.keys()));
      return false;
    }
    const hint = 'Read it for a fact that activities carry, of the same type.';
    if (spec.kinds === undefined && !name.startsWith('partner.')) {
      this.report('key-type', `${name} is no fact of activities, so no key can be read for it.`, pointer, hint);
      return false;
    }
    if (spec.type === key.type || (isWord(spec.type) && isWord(key.type))) return true;
    this.report('key-type', `${name} is ${spec.type}, and ${key.name} is ${key.type}: they are never equal.`, pointer, hint);
    return false;
  }

  private where(): Measure['where'] {
    if (this.json.where === undefined) return undefined;
    const env = { ...this.env.conditions, refuse: (spec: FactSpec) => this.refuse(spec) };
    const { condition, findings } = parseCondition(this.json.where, `${this.pointer}/where`, env);
    this.findings.push(...findings);
    if (condition === undefined) this.whole = false;
    return condition;
  }

  private fact(name: string, pointer: string): FactSpec | undefined {
    if (this.env.conditions.unresolved(name)) {
      this.whole = false;
      return undefined;
    }
    const spec = this.env.catalogue.facts.get(name);
    if (spec === undefined) {
      return this.report('unknown-fact', `There is no fact ${name}.`, pointer, didYouMean(name, this.env.catalogue.facts.keys()));
    }
    const refused = this.refuse(spec);
    return refused ? this.report(refused.code, refused.message, pointer, refused.hint) : spec;
  }

  /** A measure is reckoned from records alone, so that it is the same whenever it is reckoned. */
  private refuse(spec: FactSpec): { readonly code: string; readonly message: string; readonly hint?: string } | undefined {
    const group = spec.name.slice(0, spec.name.indexOf('.'));
    if (group === 'line') {
      if (this.ofLines) return undefined;
      return {
        code: 'measure-reads',
        message: `${spec.name} is a fact of lines, and ${this.name} looks at activities.`,
        hint: 'Write "of": ["line:INCENTIVE"].',
      };
    }
    if (spec.scope === 'item' && this.ofLines) {
      return { code: 'measure-reads', message: `${spec.name} is a fact of an item, and ${this.name} looks at lines.` };
    }
    if ((spec.kinds !== undefined && group !== 'derived') || OF_RECORDS.has(group)) return undefined;
    const hint = 'A measure reads facts of the activity, its items, the partner, parties and parameters.';
    return { code: 'measure-reads', message: `${this.name} is a measure, and can not read ${spec.name}.`, hint };
  }

  private report(code: string, message: string, pointer: string, hint?: string, atKey = false): undefined {
    this.whole = false;
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }), ...(atKey && { atKey }) });
    return undefined;
  }
}

const TYPE_HINTS: Readonly<Partial<Record<Aggregate, string>>> = {
  sum: 'Sum money, rates, prices, counts or days; count the records with count, different values with countDistinct.',
  average: 'Take the average of money, rates, prices, counts or days.',
};

/** A window by its name, which the schema has checked. */
export function parseWindow(text: string): Window {
  const trailing = /^trailing-(\d+)-(days|months|fiscal-quarters)$/.exec(text);
  if (trailing !== null)
    return { kind: 'trailing', unit: trailing[2] as 'days' | 'months' | 'fiscal-quarters', count: Number(trailing[1]) };
  const fiscal = /^(previous-)?fiscal-(month|quarter|year)$/.exec(text);
  if (fiscal !== null) return { kind: fiscal[1] === undefined ? 'fiscal' : 'previous-fiscal', period: fiscal[2] as Period };
  return { kind: text === 'term' || text === 'valid' ? text : 'lifetime' };
}
