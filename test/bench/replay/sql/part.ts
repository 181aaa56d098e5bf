import type { ProgramDocument } from '../../../../schemas/types.ts';
import { LINES, PLAN, replayProgram } from '../program.ts';

/**
 * The part of the replay's program that one SQL query can say: all but tiers, which under a review policy depend on
 * what they were before. So rates are those of the lowest tier, and the measures that only tiers read fall away.
 */
export function sqlPart(): ProgramDocument {
  const whole = replayProgram();
  const { derived: _, ...document } = whole;
  const { silver, gold, platinum, goldCustomers, platinumCustomers, goldPace, ...parameters } = whole.parameters ?? {};
  const { revenue12Months, customers12Months, ...measures } = whole.measures ?? {};
  const partnerTypes = Object.fromEntries(
    Object.entries(whole.partnerTypes).map(([name, { tiers, ...partnerType }]) => [name, partnerType]),
  );
  return {
    ...document,
    id: 'replay-sql',
    partnerTypes,
    measures,
    parameters: {
      ...parameters,
      commission: {
        type: 'table',
        keys: ['deal.productLine'],
        unit: 'rate',
        value: Object.fromEntries(LINES.map((line, at) => [line, rate(PLAN.commissionBasisPoints.registered[at] ?? 0)])),
      },
      renewalRate: { type: 'rate', value: rate(PLAN.renewalBasisPoints.registered) },
    },
    rules: whole.rules.filter(({ decides }) => decides !== 'tier'),
  };
}

const rate = (basisPoints: number): string => (basisPoints / 10_000).toFixed(4);
