import type { Program, Rule } from '../program/model.ts';
import type { Check } from './check.ts';
import { conditionReads, deepReads, measureOf } from './reads.ts';

const CO_SELL = 'co-sell-request';

/** Principle 2: who prices, supports and renews is settled before anybody sells together. */
export const commercialModel: Check = {
  name: 'commercial-model',
  about: 'A type with co-sell has its commercial model settled, and a co-sell request rests on a signed joint solution.',
  *run({ document, program }) {
    for (const [name, type] of Object.entries(document.partnerTypes)) {
      if (!type.produces.includes(CO_SELL)) continue;
      if (type.commercialModel === undefined) {
        yield {
          code: 'commercial-model-missing',
          severity: 'error',
          message: `Partners of type ${name} co-sell, but the type has no commercialModel.`,
          hint: 'Settle pricing, support, customerSuccess and renewal in "commercialModel", or take co-sell-request out of "produces".',
          pointer: `/partnerTypes/${name}`,
          atKey: true,
        };
      }
      if (!program.rules.some((rule) => restsOnSolution(program, rule, name))) {
        yield {
          code: 'co-sell-without-solution',
          severity: 'error',
          message: `No gate or routing rule for ${name} on ${CO_SELL} asks for a signed joint solution.`,
          hint: 'Return the request, or keep the gate closed, unless a measure over agreement-signed, keyed by solution.id, finds the solution signed.',
          pointer: `/partnerTypes/${name}/produces/${type.produces.indexOf(CO_SELL)}`,
        };
      }
    }
  },
};

/** The rule, or a gate that it reads, looks at signed agreements of the solution at hand. */
function restsOnSolution(program: Program, rule: Rule, partnerType: string): boolean {
  if ((rule.decides !== 'gate' && rule.decides !== 'routing') || !rule.for.has(partnerType) || !rule.on.has(CO_SELL)) return false;
  for (const read of deepReads(program, conditionReads(rule.conditions))) {
    const measure = measureOf(program, read.fact);
    if (measure?.kinds.includes('agreement-signed') && measure.readBy.includes('solution.id')) return true;
  }
  return false;
}
