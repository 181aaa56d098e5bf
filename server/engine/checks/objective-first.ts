import type { Check } from './check.ts';

/** Principle 1: a type without an objective can't be judged, and its rules can't be argued about. */
export const objectiveFirst: Check = {
  name: 'objective-first',
  about: 'Every partner type states the commercial objective it serves and the measure it is judged by.',
  *run({ document }) {
    for (const [name, type] of Object.entries(document.partnerTypes)) {
      const missing = [type.objective === undefined ? 'objective' : undefined, type.judgedBy === undefined ? 'judgedBy' : undefined].filter(
        (key) => key !== undefined,
      );
      if (missing.length === 0) continue;
      yield {
        code: 'objective-missing',
        severity: 'error',
        message: `The partner type ${name} lacks ${missing.join(' and ')}.`,
        hint: 'Say in "objective" what this type of partner is for, and in "judgedBy" the measure that shows it, such as partner-sourced-new-customer-rate.',
        pointer: `/partnerTypes/${name}`,
        atKey: true,
      };
    }
  },
};
