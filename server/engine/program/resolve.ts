import type { Measure } from '../measures/model.ts';
import { parseMeasure } from '../measures/parse.ts';
import type { Finding } from './diagnostic.ts';
import type { Program } from './model.ts';
import { Presence } from './presence.ts';
import type { Pruned } from './prune.ts';
import { resolveNamedConditions, resolveStrayConditions } from './resolve-conditions.ts';
import { resolveDerived } from './resolve-derived.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { resolveBalances, resolvePromises, resolveProtections } from './resolve-promises.ts';
import { incentiveNames, resolveRules } from './resolve-rules.ts';
import { resolveCalendar, resolveCurrency, resolveDay, resolvePartnerTypes } from './resolve-setting.ts';
import { paymentOf, resolveBudgets, resolveExcludes, resolveStacks } from './resolve-stacks.ts';
import { Resolving } from './resolving.ts';

export interface Resolved {
  /** As far as it goes: what is broken is left out. */
  readonly program: Program;
  readonly findings: readonly Finding[];
  readonly unresolved: ReadonlySet<string>;
}

/** A document that is valid by the schema → the program that both evaluators read. */
export function resolveProgram(pruned: Pruned, hash: string): Resolved {
  const { document } = pruned;
  const { currency, finding } = resolveCurrency(document.currency);
  const into = new Resolving(pruned, currency.digits);
  if (finding !== undefined) into.findings.push(finding);
  const calendar = resolveCalendar(into);
  const effectiveFrom =
    document.effectiveFrom === undefined ? undefined : resolveDay(into, 'effectiveFrom', document.effectiveFrom, '/effectiveFrom');
  resolvePartnerTypes(into);
  resolveParameters(into);
  resolveNamedConditions(into);
  const measures = resolveMeasures(into);
  const balances = resolveBalances(into);
  const derived = resolveDerived(into);
  const scopes = new Map(Object.entries(document.protections ?? {}).map(([name, { scope }]) => [name, { name, scope }]));
  const presence = new Presence(into, measures, balances, scopes);
  const promises = resolvePromises(into, presence);
  const protections = resolveProtections(into, presence);
  resolveStrayConditions(into, pruned.strayConditions);
  const rules = resolveRules(into, balances, presence);
  const payment = paymentOf(into, rules, presence);
  const program: Program = {
    id: document.id,
    document,
    hash,
    ...(effectiveFrom !== undefined && { effectiveFrom }),
    currency,
    rounding: document.rounding,
    calendar,
    catalogue: Object.freeze({ facts: into.facts, kinds: into.kinds }),
    partnerTypes: into.partnerTypes,
    parameters: into.parameters,
    measures,
    derived,
    balances,
    promises,
    protections,
    rules: Object.freeze(rules.map(({ rule }) => rule)),
    stacks: Object.freeze(resolveStacks(into, payment)),
    excludes: resolveExcludes(into, payment),
    budgets: Object.freeze(resolveBudgets(into, payment)),
  };
  return { program: Object.freeze(program), findings: into.findings, unresolved: into.unresolved };
}

function resolveMeasures(into: Resolving): ReadonlyMap<string, Measure> {
  const measures = new Map<string, Measure>();
  const incentives = into.rulesAreCut ? undefined : incentiveNames(into.document);
  const env = { catalogue: into.catalogue, incentives, conditions: into.conditionEnvironment() };
  for (const [name, json] of Object.entries(into.document.measures ?? {})) {
    const pointer = `/measures/${name}`;
    const { measure, findings } = parseMeasure(name, json, pointer, env);
    into.findings.push(...findings);
    if (measure === undefined) into.unresolved.add(pointer);
    else measures.set(name, measure);
  }
  return measures;
}
