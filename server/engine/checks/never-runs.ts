import type { Finding } from '../program/diagnostic.ts';
import type { Program, Rule } from '../program/model.ts';
import type { Check } from './check.ts';
import { kindsFor, listed } from './reads.ts';

export const neverRuns: Check = {
  name: 'never-runs',
  about: 'Every rule can run: its partner types, kinds of activity and window meet somewhere.',
  *run({ program }) {
    for (const rule of program.rules) {
      yield* windowFindings(program, rule);
      if (rule.decides !== 'tier') yield* kindFindings(program, rule);
    }
  },
};

function* windowFindings(program: Program, rule: Rule): Generator<Finding> {
  if (program.effectiveFrom === undefined || rule.to > program.effectiveFrom) return;
  // a warning: it pays nothing, while what it paid still has a name to be taken back by, and an old version can come back
  yield {
    code: 'never-runs',
    severity: 'warning',
    message: `${rule.name} ends before this version of the program takes effect, so it can never run.`,
    hint: 'Move its window, or delete it: an earlier version keeps the rule for its own time.',
    pointer: `${rule.pointer}/effective/to`,
  };
}

function* kindFindings(program: Program, rule: Rule): Generator<Finding> {
  const idle = [...rule.for].filter((type) => kindsFor(program, rule, type).length === 0);
  if (idle.length === 0) return;
  const all = idle.length === rule.for.size;
  yield {
    code: 'never-runs',
    severity: 'error',
    message: all
      ? `${rule.name} can never run: ${listed(idle)} ${idle.length === 1 ? 'produces' : 'produce'} none of ${listed(rule.on)}.`
      : `${rule.name} can never run for ${listed(idle)}, which ${idle.length === 1 ? 'produces' : 'produce'} none of ${listed(rule.on)}.`,
    hint: all ? 'Change "on" or "for", or let the partner type produce the kind.' : 'Leave the partner type out of "for".',
    pointer: all ? `${rule.pointer}/on` : `${rule.pointer}/for`,
  };
}
