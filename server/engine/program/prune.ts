import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Finding } from './diagnostic.ts';
import type { Json } from './source.ts';
import { pointerTokens } from './wording.ts';

/*
 * A document with faults against its schema, cut down to what is valid: so the rest can be looked at
 * too, and all that is wrong is told at once.
 */

export interface Pruned {
  /** Valid by the schema. Rules keep their index in `rules` of the original, see `ruleIndex`. */
  readonly document: ProgramDocument;
  /** For each rule that is left, its place in the original. */
  readonly ruleIndex: readonly number[];
  /** Pointers of what was cut away. */
  readonly cut: ReadonlySet<string>;
  /** Of rules that were cut away the conditions, where these themselves are valid. */
  readonly strayConditions: ReadonlyMap<number, Json>;
}

type JsonObject = { [key: string]: Json };
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Entries of these are cut away one by one. */
const NAMED: ReadonlySet<string> = new Set([
  ...[
    'partnerTypes',
    'attributes',
    'parameters',
    'measures',
    'derived',
    'balances',
    'promises',
    'protections',
    'conditions',
    'stacks',
    'budgets',
  ],
]);
const LISTED: ReadonlySet<string> = new Set(['rules', 'excludes']);

/** Faults that leave a value of the right kind: what they are about can be looked at all the same. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['wrong-format', 'unknown-value', 'twice-in-list', 'empty-list', 'too-short', 'out-of-range', 'invalid-name', 'event-type-reserved'],
]);
/** But a wrong word here makes another thing of it. */
const TELLING: ReadonlySet<string> = new Set(['decides', 'type']);

function isHarmless(code: string, tokens: readonly string[]): boolean {
  if (!HARMLESS.has(code)) return false;
  return code !== 'unknown-value' || !TELLING.has(tokens.at(-1) ?? '') || tokens.at(-2) === 'event';
}

/** What stands in for a broken part that nothing can do without. */
const DEFAULTS: Readonly<Record<string, Json>> = {
  id: 'unnamed',
  name: 'unnamed',
  currency: 'USD',
  rounding: 'half-even',
  calendar: { fiscalYearStart: '01-01', timeZone: 'UTC' },
  partnerTypes: {},
  rules: [],
};

export function prune(document: Json, findings: readonly Finding[]): Pruned {
  const cut = new Set<string>();
  const copy: JsonObject = isObject(document) ? { ...document } : {};
  const lost = new Map<string, Set<string>>();
  const faultyConditions = new Set<string>();
  for (const { pointer, code } of findings) {
    const tokens = pointerTokens(pointer);
    const [section, entry, part] = tokens;
    if (section === undefined) continue;
    if (section === 'rules' && entry !== undefined && part === 'conditions') faultyConditions.add(entry);
    if (isHarmless(code, tokens)) continue;
    const stray = code === 'unknown-field' || code === 'condition-path' || code === 'condition-priority';
    if (stray && removeField(copy, tokens)) continue;
    if (entry !== undefined && (NAMED.has(section) || LISTED.has(section)) && typeof copy[section] === 'object') {
      cut.add(`/${section}/${entry}`);
      lost.set(section, (lost.get(section) ?? new Set()).add(entry));
    } else {
      cut.add(`/${section}`);
      delete copy[section];
    }
  }
  for (const [section, entries] of lost) {
    const value = copy[section];
    if (isObject(value)) copy[section] = Object.fromEntries(Object.entries(value).filter(([name]) => !entries.has(name)));
  }
  const rules = Array.isArray(copy.rules) ? copy.rules : [];
  const ruleIndex = rules.map((_, index) => index).filter((index) => lost.get('rules')?.has(String(index)) !== true);
  const strayConditions = new Map<number, Json>();
  for (const entry of lost.get('rules') ?? []) {
    const rule = rules[Number(entry)];
    if (isObject(rule) && rule.conditions !== undefined && !faultyConditions.has(entry)) {
      strayConditions.set(Number(entry), rule.conditions);
    }
  }
  copy.rules = ruleIndex.map((index) => rules[index] ?? null);
  // Empty groups exclude nothing, and the others keep their places.
  if (Array.isArray(copy.excludes))
    copy.excludes = copy.excludes.map((group, index) => (lost.get('excludes')?.has(String(index)) ? [] : group));
  for (const [section, value] of Object.entries(DEFAULTS)) {
    if (copy[section] !== undefined) continue;
    copy[section] = value;
    cut.add(`/${section}`);
  }
  // All that the schema complained of is gone.
  return { document: copy as unknown as ProgramDocument, ruleIndex, cut, strayConditions };
}

/** Takes a field out that should not be there, in copies of what is around it. */
function removeField(root: JsonObject, tokens: readonly string[]): boolean {
  let here: JsonObject | Json[] = root;
  for (const token of tokens.slice(0, -1)) {
    const child: Json | undefined = Array.isArray(here) ? here[Number(token)] : here[token];
    if (typeof child !== 'object' || child === null) return false;
    const copy: JsonObject | Json[] = Array.isArray(child) ? [...child] : { ...child };
    if (Array.isArray(here)) here[Number(token)] = copy;
    else here[token] = copy;
    here = copy;
  }
  const last = tokens.at(-1);
  if (last === undefined || Array.isArray(here)) return false;
  delete here[last];
  return true;
}
