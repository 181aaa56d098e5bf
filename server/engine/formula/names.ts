/** Facts in formulas: whether there is such a one, whether it can be read here, whether it may be missing. */
import type { FactSpec } from '../facts/catalogue.ts';
import { itemFact } from '../facts/item-fact.ts';
import type { Checking } from './checking.ts';
import type { Typed } from './item.ts';
import type { Span } from './source.ts';

/** Names that the formula language keeps for its own types. */
const LANGUAGE_NAMES: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'dyn', 'int', 'list', 'map', 'null_type', 'optional', 'string', 'type', 'uint'],
]);

/** Groups of facts that may be missing whatever the activity. */
const UNSURE: ReadonlySet<string> = new Set(['promise', 'protection', 'term', 'derived']);

export interface FactRead extends Typed {
  readonly node: Typed['node'] & { readonly kind: 'fact' };
}

/** `guarded`: read as group.?name, with orValue for where it is missing. */
export function readFact(checking: Checking, group: string, name: string, span: Span, guarded: boolean): FactRead | undefined {
  const fact = `${group}.${name}`;
  const spec = findFact(checking, group, name, span);
  if (spec === undefined) return undefined;
  checking.facts.add(fact);
  if (!isReckonable(checking, spec, span)) return undefined;
  // what is never there needs no orValue
  const carried = reportUnreadable(checking, spec, span);
  if (carried && !guarded && !isSure(checking, spec)) reportUnsure(checking, group, name, span);
  // what cannot be read here still has its unit, so that more can be found
  const node = { kind: 'fact', type: spec.type, name: fact, optional: guarded, start: span.start, end: span.end } as const;
  return { kind: 'typed', type: spec.type, span, node, ...(spec.choices === undefined ? {} : { choices: spec.choices }) };
}

function findFact(checking: Checking, group: string, name: string, span: Span): FactSpec | undefined {
  const fact = `${group}.${name}`;
  const { catalogue, parameters } = checking.env;
  if (LANGUAGE_NAMES.has(group)) {
    return checking.report(
      'formula-not-allowed',
      span,
      `The formula language keeps the name ${group} for itself.`,
      'Give the fact another name.',
    );
  }
  if (group === 'parameter' && parameters.get(name)?.kind === 'bands') {
    const hint = `Give it to marginal, retrospective or bandRate, as in bandRate(${fact}, measure.revenue).`;
    return checking.report('bands-as-value', span, `${fact} is a scale of bands, not one value.`, hint);
  }
  const spec = catalogue.facts.get(fact);
  if (spec !== undefined) return spec;
  return checking.report('unknown-fact', span, `There is no fact ${fact}.`, checking.suggest(fact, catalogue.facts.keys()));
}

function isReckonable(checking: Checking, spec: FactSpec, span: Span): boolean {
  if (spec.type !== 'list') return true;
  const hint = 'Ask for its members in a condition, with contains or doesNotContain.';
  checking.report('unit-mismatch', span, `${spec.name} is a list, and a formula reckons with single values.`, hint);
  return false;
}

/** Whether some activity decided here carries it. */
function reportUnreadable(checking: Checking, spec: FactSpec, span: Span): boolean {
  const { env } = checking;
  if (spec.scope === 'item' && env.perItem !== true) {
    const { code, message, hint } = itemFact(spec);
    checking.report(code, span, message, hint);
  }
  if (spec.stage > env.stage) {
    checking.report(
      'decided-later',
      span,
      `${spec.name} is decided later than this formula is evaluated.`,
      'Read what is decided in an earlier step.',
    );
  }
  const kinds = [...(env.kinds ?? [])];
  if (spec.kinds === undefined || kinds.length === 0 || kinds.some((kind) => spec.kinds?.has(kind))) return true;
  const hint = `It is carried by ${[...spec.kinds].slice(0, 8).join(', ')}.`;
  checking.report(
    'fact-not-carried',
    span,
    `${spec.name} is carried by none of the activities decided here (${kinds.slice(0, 8).join(', ')}).`,
    hint,
  );
  return false;
}

/** Whether it is there whenever the formula is evaluated. */
function isSure(checking: Checking, spec: FactSpec): boolean {
  const { env } = checking;
  if (env.derived === true || env.present.has(spec.name)) return true;
  const [group = '', name = ''] = spec.name.split('.');
  if (UNSURE.has(group)) return false;
  if (spec.kinds === undefined) return !spec.optional && env.parameters.get(group === 'parameter' ? name : '')?.kind !== 'table';
  // optional says that some kind may lack it; here it depends on the kinds at hand
  const required = spec.requiredOf ?? new Set<string>();
  return env.kinds !== undefined && [...env.kinds].every((kind) => required.has(kind));
}

function reportUnsure(checking: Checking, group: string, name: string, span: Span): void {
  const table = group === 'parameter' ? checking.env.parameters.get(name) : undefined;
  const rows = table?.kind === 'table' ? `Give the table a row for all that ${table.keys.join(', ')} can be, or write` : 'Write';
  const hint = `${rows} ${group}.?${name}.orValue(…) with the value to take then, or ask for it with exists in the rule's conditions.`;
  checking.report('may-be-missing', span, `${group}.${name} may be missing.`, hint);
}
