import type { ActivityMapping, MappedFacts, MappedValue, PartnerMapping } from '../../../schemas/types.ts';
import type { FactSpec } from '../../engine/facts/catalogue.ts';
import { didYouMean, escapePointer, nameHint, shorten } from '../../engine/program/wording.ts';
import { Builder, buildAsIs, type Field } from './build.ts';
import { textCell } from './cells.ts';
import type { ValueCompiler, Wanted } from './compile-values.ts';
import type { ActivityRule, Group, PartnerRule } from './plan.ts';
import { roughField } from './raw-fields.ts';
import type { Row } from './row.ts';
import type { SourceFile } from './source-file.ts';

/* Rules of a mapping: checked against the program's catalogue and the columns of their file, then compiled. */

type Place = 'text' | 'count' | 'date' | 'rate' | 'instant';

/** Compiles one rule: values into a builder, findings into the compiler. */
class RuleCompiler {
  readonly builder: Builder;
  readonly grouped: boolean;
  readonly file: SourceFile;
  private readonly values: ValueCompiler;
  private readonly pointer: string;

  constructor(values: ValueCompiler, file: SourceFile, pointer: string, grouped: boolean) {
    this.values = values;
    this.file = file;
    this.pointer = pointer;
    this.grouped = grouped;
    this.builder = new Builder(grouped);
  }

  field(mapped: MappedValue | undefined, at: string, target: Place, check?: Wanted['check']): Field | undefined {
    if (mapped === undefined) return undefined;
    const what = at.slice(at.lastIndexOf('/') + 1);
    const value = this.values.value(mapped, this.file, this.pointer + at, { target, what, grouped: this.grouped, ...(check && { check }) });
    return value && { at, value };
  }

  /** Facts by name, each known among `known`. */
  facts(
    mapped: MappedFacts | undefined,
    at: string,
    known: ReadonlyMap<string, Pick<FactSpec, 'type' | 'choices'>>,
    stranger: (name: string, pointer: string) => void,
    more: Pick<Wanted, 'inList'> & { readonly grouped?: boolean } = {},
  ): readonly Field[] {
    return Object.entries(mapped ?? {}).flatMap(([name, each]) => {
      const pointer = `${this.pointer}${at}/${escapePointer(name)}`;
      const spec = known.get(name);
      if (spec === undefined) {
        stranger(name, pointer);
        return [];
      }
      const wanted = { target: spec.type, what: name, grouped: this.grouped, ...(spec.choices && { choices: spec.choices }), ...more };
      const value = this.values.value(each, this.file, pointer, wanted);
      return value === undefined ? [] : [{ at: `${at}/${name}`, value }];
    });
  }

  when(when: Readonly<Record<string, string | readonly string[]>> | undefined): (row: Row) => boolean {
    const tests = Object.entries(when ?? {}).map(([column, texts]) => {
      const read = this.values.column(this.file, column, `${this.pointer}/when/${escapePointer(column)}`);
      const wanted = new Set([texts].flat());
      return (row: Row): boolean => {
        const cell = read === undefined ? undefined : textCell(read(row), column);
        return (cell === undefined || typeof cell === 'string') && wanted.has(cell ?? '');
      };
    });
    return (row) => tests.every((test) => test(row));
  }

  missing(name: string, what: string): void {
    this.values.report('missing-field', `${name} is missing: ${what}.`, this.pointer, `Add "${name}".`);
  }

  /** Lines that are documents already have nothing to map. */
  asIs(mapping: object): void {
    const others = Object.keys(mapping).filter((key) => !['from', 'when', 'asIs', 'again'].includes(key));
    for (const key of others)
      this.values.report(
        'option-not-here',
        `The lines of ${this.file.name} are taken as they are.`,
        `${this.pointer}/${key}`,
        'Remove it.',
      );
    if (this.file.format !== 'ndjson') {
      this.values.report(
        'option-not-here',
        `${this.file.name} is CSV; only lines of NDJSON can be documents already.`,
        `${this.pointer}/asIs`,
      );
    }
  }
}

export function compilePartners(values: ValueCompiler, mapping: PartnerMapping, file: SourceFile, pointer: string): PartnerRule {
  const rule = new RuleCompiler(values, file, pointer, false);
  const { builder } = rule;
  const { terms } = values;
  const base = { name: `partners of ${file.name}`, takes: rule.when(mapping.when), again: mapping.again ?? 'same' };
  if (mapping.asIs === true) {
    rule.asIs(mapping);
    return { ...base, build: buildAsIs };
  }
  if (mapping.id === undefined) rule.missing('id', 'which partner is it?');
  builder.fields(rule.field(mapping.id, '/id', 'text'), rule.field(mapping.name, '/name', 'text'));
  const known = terms.partnerFacts;
  const stranger = (name: string, at: string): void => {
    values.report('unknown-fact', `Partners carry no fact ${shorten(name)}.`, at, didYouMean(name, known.keys()));
  };
  builder.fields(...rule.facts(mapping.facts, '/facts', known, stranger));
  if (mapping.enrollments === undefined) rule.missing('enrollments', 'as what do they take part?');
  for (const [index, enrollment] of (mapping.enrollments ?? []).entries()) {
    const at = `/enrollments/${index}`;
    builder.fields(
      rule.field(enrollment.partnerType, `${at}/partnerType`, 'text', partnerTypeOf(values)),
      rule.field(enrollment.enrolledOn, `${at}/enrolledOn`, 'date'),
      rule.field(enrollment.tier, `${at}/tier`, 'text', (tier) =>
        terms.levels.has(tier) ? undefined : unknown('level', tier, terms.levels),
      ),
    );
    builder.fields(...rule.facts(enrollment.facts, `${at}/facts`, known, stranger));
    for (const fact of terms.requiredOfPartners) {
      if (mapping.facts?.[fact] === undefined && enrollment.facts?.[fact] === undefined) {
        values.report('missing-fact', `${fact} is missing; a partner must carry it.`, pointer, `Add "${fact}" to its facts.`);
      }
    }
  }
  return { ...base, build: builder.build };
}

const unknown = (what: string, name: string, names: Iterable<string>): { readonly message: string; readonly hint?: string } => {
  const hint = nameHint(name, names);
  return { message: `The program has no ${what} ${shorten(name)}.`, ...(hint !== undefined && { hint }) };
};

const partnerTypeOf =
  ({ terms }: ValueCompiler, kind?: string): NonNullable<Wanted['check']> =>
  (name) => {
    if (!terms.partnerTypes.has(name)) return unknown('partner type', name, terms.partnerTypes);
    if (kind === undefined || terms.produces(name, kind)) return undefined;
    return { message: `Partners of type ${name} do not produce ${kind}.` };
  };

export function compileActivities(values: ValueCompiler, mapping: ActivityMapping, file: SourceFile, pointer: string): ActivityRule {
  const rule = new RuleCompiler(values, file, pointer, mapping.group !== undefined);
  const takes = rule.when(mapping.when);
  if (mapping.asIs === true) {
    rule.asIs(mapping);
    return { name: `activities of ${file.name}`, takes, build: buildAsIs };
  }
  const kind = kindOf(values, mapping, pointer);
  const group = groupOf(values, mapping, file, pointer);
  activityFields(rule, values, mapping, kind, pointer);
  if (kind !== undefined) activityFacts(rule, values, mapping, kind, pointer, file);
  rule.builder.constant('kind', mapping.kind);
  rule.builder.homeCurrency = values.terms.currency.code;
  return { name: `${mapping.kind} of ${file.name}`, takes, build: rule.builder.build, ...(group && { group }) };
}

function kindOf(values: ValueCompiler, { kind }: ActivityMapping, pointer: string): string | undefined {
  const { terms } = values;
  if (kind === undefined)
    return values.report('missing-field', 'kind is missing: what happened?', pointer, 'Add "kind", such as deal-closed.');
  if (terms.kinds.has(kind)) return kind;
  if (terms.isGenerated(kind))
    return values.report('generated-kind', `${kind} is generated by the program's calendar and can not be recorded.`, `${pointer}/kind`);
  return values.report('unknown-kind', `There is no kind of activity ${kind}.`, `${pointer}/kind`, didYouMean(kind, terms.kinds));
}

function groupOf(values: ValueCompiler, { group }: ActivityMapping, file: SourceFile, pointer: string): Group | undefined {
  if (group === undefined) return undefined;
  const spec = typeof group === 'string' ? { by: group } : group;
  const isList = Array.isArray(spec.by);
  const at = `${pointer}/group${typeof group === 'string' ? '' : '/by'}`;
  const columns = [spec.by].flat().map((name, index) => ({ name, read: values.column(file, name, isList ? `${at}/${index}` : at) }));
  const places = columns.map(({ name }) => file.columns.indexOf(name));
  return {
    sorted: spec.sorted ?? false,
    leaveOut: spec.badLines === 'leave-out',
    key: (row) => {
      const texts = columns.map(({ read, name }) => textCell(read?.(row), name));
      return texts.every((text) => typeof text === 'string') ? texts.join('\0') : undefined;
    },
    rough: ({ raw }) => {
      if (file.format !== 'csv') return undefined;
      const texts = places
        .map((place) => roughField(raw, place, file.delimiter, file.quote))
        .map((text) => (text === undefined ? undefined : file.decode(text)));
      return texts.every((text) => text !== undefined) ? texts.join('\0') : undefined;
    },
  };
}

function activityFields(
  rule: RuleCompiler,
  values: ValueCompiler,
  mapping: ActivityMapping,
  kind: string | undefined,
  pointer: string,
): void {
  const { builder } = rule;
  const checkType = partnerTypeOf(values, kind);
  if (mapping.id === undefined) rule.missing('id', 'by what is the activity known?');
  if (mapping.occurredOn === undefined && mapping.at === undefined) rule.missing('occurredOn', 'when did it happen?');
  builder.fields(
    rule.field(mapping.source, '/source', 'text'),
    rule.field(mapping.id, '/id', 'text'),
    rule.field(mapping.revision, '/revision', 'count'),
    rule.field(mapping.occurredOn, '/occurredOn', 'date'),
    rule.field(mapping.at, '/at', 'instant'),
    rule.field(mapping.currency, '/currency', 'text'),
    rule.field(mapping.exchange?.rate, '/exchange/rate', 'rate'),
    rule.field(mapping.exchange?.on, '/exchange/on', 'date'),
  );
  if (mapping.occurredOn === undefined && mapping.at !== undefined) {
    const day = values.value(dayOf(mapping.at), rule.file, `${pointer}/at`, { target: 'date', what: 'at', grouped: rule.grouped });
    if (day !== undefined) builder.fields({ at: '/occurredOn', value: day });
  }
  if (mapping.parties === undefined) {
    if (mapping.partner === undefined) rule.missing('partner', 'whose activity is it?');
    if (mapping.partnerType === undefined) rule.missing('partnerType', 'as what did the partner take part?');
    builder.fields(rule.field(mapping.partner, '/partner', 'text'), rule.field(mapping.partnerType, '/partnerType', 'text', checkType));
    return;
  }
  for (const name of ['partner', 'partnerType'] as const) {
    if (mapping[name] !== undefined)
      values.report(
        'option-not-here',
        'An activity names a partner or its parties, not both.',
        `${pointer}/${name}`,
        'Put it among the parties.',
      );
  }
  for (const [index, party] of mapping.parties.entries()) {
    const at = `/parties/${index}`;
    builder.party(
      index,
      [
        rule.field(party.partner, `${at}/partner`, 'text'),
        rule.field(party.partnerType, `${at}/partnerType`, 'text', checkType),
        rule.field(party.role, `${at}/role`, 'text'),
        rule.field(party.share, `${at}/share`, 'rate'),
      ].flatMap((field) => field ?? []),
    );
  }
}

/** The day of an instant is written as the instant is. */
const dayOf = (at: MappedValue): MappedValue => (typeof at === 'string' ? { column: at, date: 'instant' } : { date: 'instant', ...at });

function activityFacts(
  rule: RuleCompiler,
  values: ValueCompiler,
  mapping: ActivityMapping,
  kind: string,
  pointer: string,
  file: SourceFile,
): void {
  const { builder } = rule;
  const { terms, report } = { terms: values.terms, report: values.report.bind(values) };
  const stranger = (known: ReadonlyMap<string, unknown>) => (name: string, at: string) => {
    const spec = terms.fact(name);
    if (spec === undefined) report('unknown-fact', `There is no fact ${name}.`, at, didYouMean(name, known.keys()));
    else if (terms.itemFactsOf(kind).has(name)) report('fact-of-other-kind', `${name} is a fact of items.`, at, 'Put it under "items".');
    else report('fact-of-other-kind', `${kind} does not carry ${name}.`, at, didYouMean(name, known.keys()));
  };
  const known = terms.factsOf(kind);
  builder.fields(...rule.facts(mapping.facts, '/facts', known, stranger(known)));
  for (const fact of terms.requiredOf(kind)) {
    if (mapping.facts?.[fact] === undefined)
      report(
        'missing-fact',
        `${fact} is missing; ${kind} must carry it.`,
        `${pointer}${mapping.facts === undefined ? '' : '/facts'}`,
        `Add "${fact}".`,
      );
  }
  if (mapping.items !== undefined && !terms.hasItems(kind))
    report('items-not-carried', `${kind} has no items.`, `${pointer}/items`, 'Remove them.');
  else if (mapping.items !== undefined) {
    const items = terms.itemFactsOf(kind);
    const inList = mapping.itemsIn !== undefined;
    builder.items(rule.facts(mapping.items, '/items', items, stranger(items), { inList, grouped: false }), mapping.itemsIn);
  }
  if (mapping.itemsIn !== undefined) {
    if (file.format !== 'ndjson')
      report('option-not-here', `${file.name} is CSV; its lines have no lists.`, `${pointer}/itemsIn`, 'Group lines instead.');
    else if (mapping.group !== undefined)
      report('option-not-here', 'The items are the lines of the group.', `${pointer}/itemsIn`, 'Remove it, or "group".');
  }
  if (mapping.terms !== undefined && kind !== 'agreement-signed')
    report('terms-not-carried', 'Only agreement-signed sets terms.', `${pointer}/terms`, 'Remove them.');
  else {
    const parameters = terms.terms;
    const strangeTerm = (name: string, at: string): void => {
      report('unknown-parameter', `There is no per-agreement parameter ${shorten(name)}.`, at, nameHint(name, parameters.keys()));
    };
    builder.fields(...rule.facts(mapping.terms, '/terms', parameters, strangeTerm));
  }
}
