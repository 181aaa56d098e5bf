import { STAGE, TIER_STAGE } from '../decisions/stage.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Program, Rule } from '../program/model.ts';
import type { Check } from './check.ts';
import { conditionReads, deepReads, kindsFor, listed, type Read } from './reads.ts';

/** Decisions inside an activity go in a fixed order, so a circle between them would have to read ahead. */
export const decisionOrder: Check = {
  name: 'decision-order',
  about: 'A rule reads only what is decided before it, so that no two decisions wait for each other.',
  *run({ program }) {
    for (const rule of program.rules) {
      const reads = [...deepReads(program, conditionReads(rule.conditions))];
      yield* laterFindings(program, rule, reads);
      if (rule.decides === 'tier') yield* tierFindings(program, rule, reads);
      else yield* gateFindings(program, rule, reads);
    }
    for (const promise of program.promises.values()) {
      if (promise.where === undefined) continue;
      for (const read of deepReads(program, conditionReads(promise.where))) {
        const later = isLater(program, read.fact, STAGE.promise);
        if (later) yield laterFinding(`The promise ${promise.name}`, read);
      }
    }
  },
};

const stageOf = (rule: Rule): number => {
  if (rule.decides === 'tier') return TIER_STAGE;
  if (rule.decides === 'incentive' || rule.decides === 'reversal' || rule.decides === 'obligation') return STAGE.line;
  return STAGE[rule.decides];
};

const isLater = (program: Program, fact: string, stage: number): boolean => (program.catalogue.facts.get(fact)?.stage ?? 0) > stage;

const laterFinding = (who: string, read: Read): Finding => ({
  code: 'decided-later',
  severity: 'error',
  message: `${who} reads ${read.fact}, which is decided only after it.`,
  hint: 'Inside an activity the order is gates, registration, enrollment, MDF, routing, promises, benefits, then incentives and obligations, then the tier.',
  pointer: read.pointer,
});

function* laterFindings(program: Program, rule: Rule, reads: readonly Read[]): Generator<Finding> {
  for (const read of reads) if (isLater(program, read.fact, stageOf(rule))) yield laterFinding(rule.name, read);
}

/** A tier holds for a while; a fact of one activity can't carry it. */
function* tierFindings(program: Program, rule: Rule, reads: readonly Read[]): Generator<Finding> {
  for (const read of reads) {
    const space = read.fact.split('.')[0] ?? '';
    const passing = program.catalogue.facts.get(read.fact)?.kinds !== undefined || space === 'party' || space === 'before';
    if (!passing) continue;
    yield {
      code: 'tier-reads-activity',
      severity: 'error',
      message: `${rule.name} decides a tier by ${read.fact}, which belongs to a single activity.`,
      hint: 'Read a measure over such activities, or a fact of the partner.',
      pointer: read.pointer,
    };
  }
}

/** A gate that no rule decides on the same activity is missing, and a condition on it never holds. */
function* gateFindings(program: Program, rule: Rule, reads: readonly Read[]): Generator<Finding> {
  for (const read of reads) {
    const [space, gate] = read.fact.split('.');
    if (space !== 'gate') continue;
    const undecided = [...rule.for].filter((type) => {
      const kinds = kindsFor(program, rule, type);
      return (
        kinds.length > 0 &&
        !program.rules.some(
          (other) => other.decides === 'gate' && other.gate === gate && other.for.has(type) && kinds.some((kind) => other.on.has(kind)),
        )
      );
    });
    if (undecided.length === 0) continue;
    yield {
      code: 'gate-not-decided',
      severity: 'error',
      message: `${rule.name} reads ${read.fact} for ${listed(undecided)}, but no rule decides that gate on ${listed(rule.on)}.`,
      hint: `Let a gate rule for ${listed(undecided)} listen to the same kinds of activity.`,
      pointer: read.pointer,
    };
  }
}
