/** Whether something is protected, until when, and whom that holds off: what a CRM asks before anybody calls. */
import { leavesNamed } from '../engine/compiled/leaves.ts';
import { factsOf } from '../engine/conditions/walk.ts';
import { isRefusal, readValue } from '../engine/facts/read.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Value } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';
import type { Reader } from '../store/life/contents.ts';
import { type HeldRow, heldOn } from '../store/registry/protections.ts';
import { RegistryError, type RegistryFinding } from './registry-error.ts';

export interface ProtectionAnswer {
  readonly protection: string;
  readonly description?: string;
  readonly scope: Readonly<Record<string, unknown>>;
  /** Facts of its scope that the question doesn't name: as long as they are missing nothing can be said. */
  readonly missing: readonly string[];
  readonly protected?: boolean;
  readonly until?: string;
  /** Those that may know it; `own`: who asks. */
  readonly holders: readonly HeldRow[];
  /** Partner types whose registrations are refused while another one holds it. */
  readonly holdsOff: readonly { readonly partnerType: string; readonly reason: string }[];
}

/** Every protection of the program, for these facts, on a day. */
export async function protectionsOf(
  db: Reader,
  program: Program,
  facts: Readonly<Record<string, unknown>>,
  day: string,
): Promise<readonly ProtectionAnswer[]> {
  const values = read(program, facts);
  const answers: ProtectionAnswer[] = [];
  for (const { name, scope } of program.protections.values()) {
    const missing = scope.filter((fact) => !values.has(fact));
    const leaves =
      missing.length > 0
        ? []
        : (leavesNamed(
            name,
            scope.map((fact) => values.get(fact)),
          ) ?? []);
    const holders = leaves.length === 0 ? [] : await heldOn(db, program.id, leaves, day);
    const until = holders
      .map((each) => each.until)
      .sort()
      .at(-1);
    const description = program.document.protections?.[name]?.description;
    answers.push({
      protection: name,
      ...(description !== undefined && { description }),
      scope: Object.fromEntries(scope.flatMap((fact) => (fact in facts ? [[fact, facts[fact]]] : []))),
      missing,
      ...(missing.length === 0 && { protected: holders.length > 0 }),
      ...(until !== undefined && { until }),
      holders,
      holdsOff: holdsOff(program, name, day),
    });
  }
  return answers;
}

function read({ catalogue, currency, protections }: Program, facts: Readonly<Record<string, unknown>>): ReadonlyMap<string, Value> {
  const known = new Set([...protections.values()].flatMap(({ scope }) => scope));
  const values = new Map<string, Value>();
  const findings: RegistryFinding[] = [];
  for (const [name, given] of Object.entries(facts)) {
    const spec = catalogue.facts.get(name);
    if (spec === undefined || !known.has(name)) continue;
    const value = readValue(spec.type, given, currency.digits, spec.choices);
    if (isRefusal(value)) findings.push({ pointer: `/${name}`, message: `${name}: ${value.expected} was expected.` });
    else values.set(name, value);
  }
  if (findings.length > 0) throw new RegistryError('refused', 'The question can not be read.', { findings });
  return values;
}

/** By a rule that refuses because of it, or because what they would be granted is the same. */
function holdsOff({ rules }: Program, protection: string, day: string): ProtectionAnswer['holdsOff'] {
  const on = isoToDay(day) ?? 0;
  const reasons = new Map<string, string>();
  for (const rule of rules) {
    if (rule.decides !== 'registration' || on < rule.from || on >= rule.to) continue;
    const refuses = rule.outcome === 'refuse' && factsOf(rule.conditions).has(`protection.${protection}`);
    const grants = rule.protection === protection && rule.outcome !== 'refuse';
    for (const partnerType of rule.for) {
      if (refuses) reasons.set(partnerType, rule.reason ?? rule.name);
      else if (grants && !reasons.has(partnerType)) reasons.set(partnerType, 'duplicate');
    }
  }
  return [...reasons].map(([partnerType, reason]) => ({ partnerType, reason }));
}
