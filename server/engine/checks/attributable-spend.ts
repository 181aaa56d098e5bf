import type { Check } from './check.ts';

/** Principle 5: money that moves no named outcome can't be defended. */
export const attributableSpend: Check = {
  name: 'attributable-spend',
  about: 'Every incentive, MDF payment and obligation of the vendor names the outcome measure that it moves.',
  *run({ document }) {
    for (const [index, rule] of document.rules.entries()) {
      const spends =
        (rule.decides === 'incentive' && !('reverses' in rule.event.params)) ||
        (rule.decides === 'mdf' && rule.event.params.incentive !== undefined) ||
        (rule.decides === 'obligation' && rule.event.params.payer === 'vendor');
      if (!spends || ('moves' in rule && rule.moves !== undefined)) continue;
      yield {
        code: 'moves-missing',
        severity: 'error',
        message: `${rule.name} spends money, but doesn't say which outcome it moves.`,
        hint: 'Name one in "moves", such as customer-retention or influenced-pipeline-share.',
        pointer: `/rules/${index}`,
      };
    }
  },
};
