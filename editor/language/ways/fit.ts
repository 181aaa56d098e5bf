import type { ProgramDocument } from '../../../schemas/types.ts';
import { addToSection } from '../edits.ts';
import type { ProgramFiles } from '../files.ts';
import { format } from '../format.ts';
import type { TextEdit } from '../model.ts';
import { ways } from './index.ts';
import { type JsonObject, type JsonValue, NEEDED, type Needed, type Way } from './model.ts';

/** A way of paying, cut to fit one program: its rules as text, and what comes beside. */
export interface Fitted {
  readonly rules: readonly JsonObject[];
  readonly beside: readonly TextEdit[];
}

/**
 * Fits a way into a program: for the partner types that can earn it; what it needs is taken where the program has the
 * same, and else added, under another name if the name is taken. Undefined where no type can earn it.
 */
export function fitWay(way: Way, document: ProgramDocument | undefined, files: ProgramFiles): Fitted | undefined {
  const whole = withRests(way, document);
  const type = earner(whole, document);
  if (type === undefined) return undefined;
  const paid = paidTo(document, type);
  if (way.id === 'clawback' && paid.length === 0) return undefined;
  const renamed = rename(whole, document);
  const rules = renamed.rules.map((rule) => filled(rule, type, paid));
  const beside = NEEDED.flatMap((section) => {
    const entries = Object.entries(renamed.needs?.[section] ?? {}).filter(([name]) => !has(document, section, name));
    return addToSection(files, section, Object.fromEntries(entries.map(([name, entry]) => [name, oneLine(entry)])));
  });
  return { rules, beside: merged(beside) };
}

/** What is to come to one place is one edit: sections that are new to program.json all come behind the same one. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byPlace = new Map<string, TextEdit>();
  for (const edit of edits) {
    const key = `${edit.file}:${edit.start}:${edit.end}`;
    const before = byPlace.get(key);
    byPlace.set(key, before === undefined ? edit : { ...before, text: before.text + edit.text });
  }
  return [...byPlace.values()];
}

/** With the way that it rests on, where nothing pays that yet. */
function withRests(way: Way, document: ProgramDocument | undefined): Way {
  const base = way.rests === undefined ? undefined : ways.find(({ id }) => id === way.rests);
  if (base === undefined || incentives(document).has(base.id)) return way;
  const needs: Partial<Record<Needed, JsonObject>> = {};
  for (const section of NEEDED) {
    const both = { ...base.needs?.[section], ...way.needs?.[section] };
    if (Object.keys(both).length > 0) needs[section] = both;
  }
  return { ...way, needs, rules: [...base.rules, ...way.rules] };
}

/** The type that usually earns it, or else the first that can. */
function earner({ partnerType, produces }: Way, document: ProgramDocument | undefined): string | undefined {
  const types = Object.entries(document?.partnerTypes ?? {}).filter(([, type]) => produces.every((kind) => type.produces.includes(kind)));
  return types.find(([name]) => name === partnerType)?.[0] ?? types[0]?.[0];
}

function paramsOf(rule: ProgramDocument['rules'][number]): { readonly incentive?: string; readonly obligation?: string } {
  return rule.event.params as { readonly incentive?: string; readonly obligation?: string };
}

function incentives(document: ProgramDocument | undefined): ReadonlySet<string> {
  const names = (document?.rules ?? []).map((rule) => paramsOf(rule).incentive ?? paramsOf(rule).obligation);
  return new Set(names.filter((name) => name !== undefined));
}

function paidTo(document: ProgramDocument | undefined, type: string): readonly string[] {
  const rules = (document?.rules ?? []).filter((rule) => rule.decides === 'incentive' && rule.for.includes(type));
  return [...new Set(rules.flatMap((rule) => paramsOf(rule).incentive ?? []))];
}

const filled = (rule: JsonObject, type: string, paid: readonly string[]): JsonObject => {
  const event = rule.event as { readonly type: string; readonly params: JsonObject };
  const params = 'reverses' in event.params ? { ...event.params, reverses: paid } : event.params;
  return { ...rule, for: [type], event: { ...event, params } };
};

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

function has(document: ProgramDocument | undefined, section: Needed, name: string): boolean {
  return Object.hasOwn((document as unknown as Sections | undefined)?.[section] ?? {}, name);
}

/** Fact groups of the sections whose entries formulas read. */
const GROUPS: Readonly<Record<Needed, readonly string[]>> = {
  parameters: ['parameter'],
  measures: ['measure', 'before'],
  derived: ['derived'],
  balances: ['balance'],
  promises: ['promise'],
  protections: ['protection'],
  budgets: [],
};

/** Names that the program has for something else get a number behind them, wherever the way says them. */
function rename(way: Way, document: ProgramDocument | undefined): Way {
  let text = JSON.stringify({ rules: way.rules, needs: way.needs ?? {} });
  for (const section of NEEDED) {
    for (const [name, entry] of Object.entries(way.needs?.[section] ?? {})) {
      const there = (document as unknown as Sections | undefined)?.[section]?.[name];
      if (there === undefined || serves(section, there as JsonObject, entry as JsonObject)) continue;
      const fresh = free(name, '', (one) => has(document, section, one));
      for (const group of GROUPS[section]) text = text.replaceAll(new RegExp(`\\b${group}\\.${name}\\b`, 'g'), `${group}.${fresh}`);
      text = text.replaceAll(`"${name}":`, `"${fresh}":`);
    }
  }
  const taken = new Set([
    ...incentives(document),
    ...Object.keys(document?.stacks ?? {}),
    ...(document?.rules ?? []).map(({ name }) => name),
  ]);
  for (const name of new Set(way.rules.flatMap((rule) => [String(rule.name), ...idsOf(rule)]))) {
    const fresh = free(name, '-', (one) => taken.has(one));
    if (fresh !== name) text = text.replaceAll(`"${name}"`, `"${fresh}"`).replaceAll(`"line:${name}"`, `"line:${fresh}"`);
  }
  const { rules, needs } = JSON.parse(text) as Required<Pick<Way, 'rules' | 'needs'>>;
  return { ...way, rules, needs };
}

const idsOf = (rule: JsonObject): readonly string[] => {
  const { incentive, obligation } = (rule.event as { readonly params: JsonObject }).params;
  return [incentive, obligation].filter((id) => typeof id === 'string');
};

function free(name: string, hyphen: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const fresh = number === 1 ? name : `${name}${hyphen}${number}`;
    if (!isTaken(fresh)) return fresh;
  }
}

/** Whether what the program has does as well: a parameter of another value does, a measure of other activities doesn't. */
function serves(section: Needed, there: JsonObject, wanted: JsonObject): boolean {
  const ignored = section === 'parameters' ? ['value', 'min', 'max', 'description'] : ['description'];
  const core = (entry: JsonObject): string =>
    JSON.stringify(
      Object.entries(entry)
        .filter(([key]) => !ignored.includes(key))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return core(there) === core(wanted);
}

/** In house format, on one line as far as it goes. */
export const oneLine = (value: JsonValue): string => format(JSON.stringify(value))?.trimEnd() ?? JSON.stringify(value);
