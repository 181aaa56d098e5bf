import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Check } from './check.ts';

/** Sections whose entries are read as SPACE.NAME in conditions and formulas. */
const SECTIONS = [
  { section: 'parameters', what: 'parameter', spaces: ['parameter'] },
  { section: 'measures', what: 'measure', spaces: ['measure', 'before'] },
  { section: 'derived', what: 'derived fact', spaces: ['derived'] },
  { section: 'balances', what: 'balance', spaces: ['balance'] },
  { section: 'promises', what: 'promise', spaces: ['promise'] },
] as const;

/** Warnings: what nothing uses misleads the next reader, but pays nobody wrongly. */
export const unused: Check = {
  name: 'unused',
  about: 'Every parameter, measure, derived fact, balance, promise, protection and named condition is used.',
  *run({ document }) {
    const read = namesRead(document);
    for (const { section, what, spaces } of SECTIONS) {
      for (const name of Object.keys(document[section] ?? {})) {
        if (!spaces.some((space) => read.has(`${space}.${name}`))) yield finding(what, name, `/${section}/${name}`);
      }
    }
    const granted = new Set(
      document.rules.flatMap((rule) =>
        rule.decides === 'registration' && rule.event.params.protection !== undefined ? [rule.event.params.protection] : [],
      ),
    );
    for (const name of Object.keys(document.protections ?? {})) {
      if (!granted.has(name))
        yield finding('protection', name, `/protections/${name}`, 'No registration rule grants it: name it in one, or delete it.');
    }
    for (const name of Object.keys(document.conditions ?? {})) {
      if (!read.has(`condition ${name}`)) yield finding('named condition', name, `/conditions/${name}`);
    }
  },
};

const finding = (what: string, name: string, pointer: string, hint = 'Use it, or delete it.'): Finding => ({
  code: 'unused',
  severity: 'warning',
  message: `Nothing uses the ${what} ${name}.`,
  hint,
  pointer,
  atKey: true,
});

/** Names as they stand in the text, so that a rule with errors of its own still counts as a use. */
function namesRead(document: ProgramDocument): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (key === 'condition') found.add(`condition ${value}`);
      if (!value.includes('.') || seen.has(value)) return;
      seen.add(value);
      for (const match of value.matchAll(/\b([a-z]+)\s*\.\s*\??\s*([a-z][A-Za-z0-9]*)/g)) found.add(`${match[1]}.${match[2]}`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) if (name !== 'description') visit(part, name);
    }
  };
  visit(document, '');
  return found;
}
