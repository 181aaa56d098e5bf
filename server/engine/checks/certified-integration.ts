import type { Measure } from '../measures/model.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Program, Rule } from '../program/model.ts';
import type { Check } from './check.ts';
import { conditionReads, deepReads, measureOf, type Read, ruleReads } from './reads.ts';

const JOINT_SALES: readonly string[] = [
  'co-sell-request',
  'opportunity-sourced',
  'opportunity-closed',
  'marketplace-offer',
  'marketplace-sale',
];
const CERTIFICATION = 'integration-milestone';
/** What makes a certification one: a level, the version tested with; its expiry is the window "valid". */
const CERTIFICATION_FACTS = ['integration.level', 'integration.testedVersion'];

/** Principle 3: an integration that nobody certified is no asset to pay for. */
export const certifiedIntegration: Check = {
  name: 'certified-integration',
  about:
    'Co-sell and marketplace incentives of partners with integrations rest on a certification with a level, a tested version and an expiry.',
  *run({ document, program }) {
    for (const rule of program.rules) {
      if (rule.decides !== 'incentive' || !JOINT_SALES.some((kind) => rule.on.has(kind))) continue;
      for (const partnerType of rule.for) {
        const produces = document.partnerTypes[partnerType]?.produces ?? [];
        if (!produces.some((kind) => JOINT_SALES.includes(kind) && rule.on.has(kind))) continue;
        if (produces.includes(CERTIFICATION)) yield* uncertified(program, rule, partnerType);
        else if (partnerType === 'isv' || partnerType === 'oem') yield notCertifiable(rule, partnerType);
      }
    }
  },
};

function* uncertified(program: Program, rule: Rule, partnerType: string): Generator<Finding> {
  const measures = certifications(program, ruleReads(rule), partnerType);
  if (measures.length === 0) {
    yield {
      code: 'integration-not-certified',
      severity: 'error',
      message: `${rule.name} pays ${partnerType} without asking for a certified integration.`,
      hint: `Ask for a gate or a measure over ${CERTIFICATION} with the window "valid".`,
      pointer: `${rule.pointer}/conditions`,
    };
    return;
  }
  for (const measure of measures) {
    const named = new Set(measure.where === undefined ? [] : [...conditionReads(measure.where)].map((read) => read.fact));
    const missing = CERTIFICATION_FACTS.filter((fact) => !named.has(fact));
    if (missing.length === 0) continue;
    yield {
      code: 'integration-certification-thin',
      severity: 'warning',
      message: `The measure ${measure.name}, on which ${rule.name} rests, doesn't look at ${missing.join(' or ')}.`,
      hint: 'A certification has a level, a tested version and an expiry: compare the first two in "where"; the window "valid" minds the third.',
      pointer: `/measures/${measure.name}`,
      atKey: true,
    };
  }
}

const notCertifiable = (rule: Rule, partnerType: string): Finding => ({
  code: 'integration-not-certified',
  severity: 'warning',
  message: `${rule.name} pays ${partnerType} for joint sales, but partners of this type never certify an integration.`,
  hint: `Add ${CERTIFICATION} to what ${partnerType} produces and let the incentive rest on it.`,
  pointer: `${rule.pointer}/for`,
});

/** Measures over valid certifications that the reads lead to, through gates and derived facts. */
function certifications(program: Program, reads: Iterable<Read>, partnerType: string, seen = new Set<string>()): Measure[] {
  const found: Measure[] = [];
  for (const read of deepReads(program, reads)) {
    const measure = measureOf(program, read.fact);
    if (measure?.window.kind === 'valid' && measure.kinds.includes(CERTIFICATION)) found.push(measure);
    const [space, gate] = read.fact.split('.');
    if (space !== 'gate' || seen.has(read.fact)) continue;
    seen.add(read.fact);
    for (const rule of program.rules) {
      if (rule.decides === 'gate' && rule.gate === gate && rule.for.has(partnerType))
        found.push(...certifications(program, conditionReads(rule.conditions), partnerType, seen));
    }
  }
  return [...new Set(found)];
}
