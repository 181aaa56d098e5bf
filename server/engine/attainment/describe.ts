/** What a fact is, as the program says it of the part behind it; else its name, taken apart. */
import type { FactType } from '../facts/value.ts';
import type { Program } from '../program/model.ts';

const SECTIONS = {
  measure: 'measures',
  before: 'measures',
  derived: 'derived',
  parameter: 'parameters',
  balance: 'balances',
  promise: 'promises',
  protection: 'protections',
} as const;

/** What the catalogue says of an activity, said of no activity. */
const STANDING: Readonly<Record<string, string>> = { 'partner.tier': 'Tier', 'partner.daysEnrolled': 'Days since enrollment' };

export function describe(program: Program, fact: string): string {
  if (Object.hasOwn(STANDING, fact)) return STANDING[fact] ?? fact;
  const group = fact.slice(0, fact.indexOf('.'));
  const name = fact.slice(group.length + 1);
  const section = Object.hasOwn(SECTIONS, group) ? SECTIONS[group as keyof typeof SECTIONS] : undefined;
  const described =
    section === undefined
      ? program.catalogue.facts.get(fact)?.description
      : ownEntry<{ readonly description?: string }>(program.document[section], name)?.description;
  return described === undefined || described === '' ? nameApart(section === undefined ? fact : name) : described;
}

function ownEntry<T>(entries: Readonly<Record<string, unknown>> | undefined, name: string): T | undefined {
  return entries !== undefined && Object.hasOwn(entries, name) ? (entries[name] as T) : undefined;
}

/** “certifiedSellers” as “Certified sellers”. */
function nameApart(name: string): string {
  const apart = name
    .replaceAll('.', ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return apart.charAt(0).toUpperCase() + apart.slice(1);
}

export function unitOf(type: FactType, currency: string): string | undefined {
  if (type === 'money' || type === 'price') return currency;
  return type === 'days' || type === 'date' ? 'days' : undefined;
}
