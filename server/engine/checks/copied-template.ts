import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Check } from './check.ts';

/** Below so many rules two types may be alike by chance. */
const RULES_TO_COMPARE = 3;

/** A warning: partner types create value in different ways. */
export const copiedTemplate: Check = {
  name: 'copied-template',
  about: 'Two partner types are not decided by one and the same set of tier and incentive rules.',
  *run({ document }) {
    const seen = new Map<string, string>();
    for (const name of Object.keys(document.partnerTypes)) {
      const rules = signature(document, name);
      if (rules.length < RULES_TO_COMPARE) continue;
      const key = JSON.stringify(rules);
      const twin = seen.get(key);
      if (twin === undefined) seen.set(key, name);
      else {
        yield {
          code: 'copied-template',
          severity: 'warning',
          message: `${name} and ${twin} have the same ${rules.length} tier and incentive rules.`,
          hint: 'One template seldom fits two types: they contribute different things and produce different data.',
          pointer: `/partnerTypes/${name}`,
          atKey: true,
        };
      }
    }
  },
};

/** What decides for the type, without the rules' names. */
const signature = (document: ProgramDocument, partnerType: string): readonly string[] =>
  document.rules
    .filter((rule) => (rule.decides === 'tier' || rule.decides === 'incentive') && rule.for.includes(partnerType))
    .map((rule) => JSON.stringify([rule.decides, rule.conditions, rule.event]))
    .sort();
