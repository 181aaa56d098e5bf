import type { ProgramDocument } from '../../../../schemas/types.ts';
import type { Condition } from '../../conditions/model.ts';
import type { Program } from '../model.ts';
import { meaningOf, plainDecimal } from './normal.ts';

/** Things of a program by address, each with what it means. */
export function entitiesOf(program: Program): ReadonlyMap<string, string> {
  const { document } = program;
  const entities = new Map<string, string>();
  const add = (address: string, resolved: unknown): void => {
    entities.set(address, meaningOf(resolved));
  };
  add('currency', program.currency.code);
  add('rounding', program.rounding);
  add('calendar', program.calendar);
  add('excludes', program.excludes);
  add('approval', document.approval && { ...document.approval, payoutRise: plainDecimal(document.approval.payoutRise) });
  add('payment', document.payment);
  for (const [name, { produces, tiers }] of program.partnerTypes) {
    add(`partnerTypes/${name}`, { produces });
    if (tiers !== undefined) add(`tiers/${name}`, tiers);
  }
  for (const [name, { type, of, choices, required }] of Object.entries(document.attributes ?? {})) {
    add(`attributes/${name}`, { type, of: new Set(of), choices: choices && new Set(choices), required: required ?? false });
  }
  const conditions = namedConditions(program);
  for (const name of Object.keys(document.conditions ?? {})) {
    // one that nobody uses means nothing
    const condition = conditions.get(name);
    add(`conditions/${name}`, condition === undefined ? null : { is: condition });
  }
  addAll(add, 'parameters', program.parameters);
  for (const [name, measure] of program.measures) {
    add(`measures/${name}`, { ...measure, kinds: new Set(measure.kinds), lines: new Set(measure.lines) });
  }
  addAll(add, 'derived', program.derived);
  addAll(add, 'balances', program.balances);
  addAll(add, 'promises', program.promises);
  addAll(add, 'protections', program.protections);
  for (const stack of program.stacks) add(`stacks/${stack.name}`, stack);
  for (const budget of program.budgets) add(`budgets/${budget.name}`, budget);
  for (const rule of program.rules) add(`rules/${rule.name}`, rule);
  return entities;
}

function addAll(add: (address: string, resolved: unknown) => void, section: string, things: ReadonlyMap<string, unknown>): void {
  for (const [name, thing] of things) add(`${section}/${name}`, thing);
}

/** Named conditions that something rests on, themselves resolved. */
function namedConditions(program: Program): ReadonlyMap<string, Condition> {
  const found = new Map<string, Condition>();
  const todo: Condition[] = [
    ...program.rules.map(({ conditions }) => conditions),
    ...[...program.measures.values(), ...program.promises.values()].flatMap(({ where }) => (where === undefined ? [] : [where])),
  ];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.kind === 'compare') continue;
    if (next.kind === 'named') {
      if (found.has(next.name)) continue;
      found.set(next.name, next.of);
    }
    todo.push(...partsOf(next));
  }
  return found;
}

function partsOf(condition: Exclude<Condition, { readonly kind: 'compare' }>): readonly Condition[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of;
    default:
      return [condition.of];
  }
}

/** The part of the document at an address, as written; undefined where there is none. */
export function writtenAt(document: ProgramDocument, address: string): unknown {
  const [section = '', name] = split(address);
  if (section === 'rules') return document.rules.find((rule) => rule.name === name);
  if (section === 'tiers') return document.partnerTypes[name ?? '']?.tiers;
  const whole = (document as unknown as Readonly<Record<string, unknown>>)[section];
  if (name === undefined) return whole;
  return typeof whole === 'object' && whole !== null && Object.hasOwn(whole, name)
    ? (whole as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

export function split(address: string): readonly [section: string, name?: string] {
  const at = address.indexOf('/');
  return at < 0 ? [address] : [address.slice(0, at), address.slice(at + 1)];
}
