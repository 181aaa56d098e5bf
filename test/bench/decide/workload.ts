import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../../schemas/types.ts';

/**
 * 36 rules on closed deals, conditions only, each paying whole percents of the deal, so that every
 * engine can say them and all must come to the same cents.
 */
export const RULES = 36;

const KINDS = ['new', 'expansion', 'renewal'] as const;
const SEGMENTS = ['small', 'mid-market', 'enterprise', 'public-sector'] as const;
const LINES = ['analytics', 'platform', 'security', 'storage', 'edge', 'support'] as const;

/** A condition of the workload, from which each engine's own form is written. */
export type Test =
  | { readonly fact: 'amount'; readonly atLeast: number }
  | { readonly fact: 'amount'; readonly below: number }
  | { readonly fact: 'quantity'; readonly atLeast: number }
  | { readonly fact: 'kind' | 'segment' | 'line'; readonly is: string }
  | { readonly fact: 'segment' | 'line'; readonly oneOf: readonly string[] }
  | { readonly fact: 'competitor' | 'tender'; readonly is: boolean };

export interface WorkRule {
  readonly name: string;
  readonly all: readonly Test[];
  /** Per cent of the deal. */
  readonly percent: number;
}

export interface Deal {
  /** Cents, a multiple of 100, so that whole percents are whole cents. */
  readonly amount: number;
  readonly quantity: number;
  readonly kind: string;
  readonly segment: string;
  readonly line: string;
  readonly competitor: boolean;
  readonly tender: boolean;
}

/** A small generator of our own, so that every run has the same numbers (Lehmer, MINSTD). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

export function workRules(): WorkRule[] {
  const below = numbers(36);
  const from = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  return Array.from({ length: RULES }, (_, index) => {
    const all: Test[] = [{ fact: 'amount', atLeast: (1 + below(40)) * 100_000 }];
    if (below(2) === 0) all.push({ fact: 'kind', is: from(KINDS) });
    if (below(2) === 0)
      all.push({ fact: 'segment', oneOf: [from(SEGMENTS), from(SEGMENTS)].filter((one, at, both) => both.indexOf(one) === at) });
    if (below(2) === 0) all.push({ fact: 'line', is: from(LINES) });
    if (below(3) === 0) all.push({ fact: 'quantity', atLeast: 1 + below(200) });
    if (below(3) === 0) all.push({ fact: 'competitor', is: below(2) === 0 });
    if (below(4) === 0) all.push({ fact: 'tender', is: false });
    if (below(4) === 0) all.push({ fact: 'amount', below: (40 + below(60)) * 100_000 });
    return { name: `rule-${index}`, all, percent: 1 + below(9) };
  });
}

export function deals(count: number): Deal[] {
  const below = numbers(2026);
  const from = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  return Array.from({ length: count }, () => ({
    amount: (1 + below(100_000)) * 100,
    quantity: 1 + below(300),
    kind: from(KINDS),
    segment: from(SEGMENTS),
    line: from(LINES),
    competitor: below(3) === 0,
    tender: below(5) === 0,
  }));
}

const FACTS = {
  amount: 'deal.amount',
  quantity: 'deal.quantity',
  kind: 'deal.kind',
  segment: 'customer.segment',
  line: 'deal.productLine',
  competitor: 'deal.competitorPresent',
  tender: 'deal.tender',
} as const;

/** The same rules as a program of ours. */
export function workProgram(): ProgramDocument {
  return {
    id: 'bench',
    name: 'Conditions only',
    currency: 'USD',
    rounding: 'half-even',
    calendar: { fiscalYearStart: '01-01', timeZone: 'UTC' },
    partnerTypes: { reseller: { objective: 'Be measured.', judgedBy: 'win-rate', produces: ['deal-closed'] } },
    rules: workRules().map((rule) => ({
      name: rule.name,
      decides: 'incentive' as const,
      for: ['reseller'],
      on: ['deal-closed'],
      moves: 'win-rate' as const,
      conditions: { all: rule.all.map(condition) },
      event: {
        type: 'incentive' as const,
        params: { incentive: rule.name, payee: 'partner' as const, amount: `deal.amount * 0.0${rule.percent}` },
      },
    })),
  };
}

export function condition(test: Test) {
  const fact = FACTS[test.fact];
  if ('oneOf' in test) return { fact, operator: 'in', value: [...test.oneOf] };
  if ('is' in test) return { fact, operator: 'equal', value: test.is };
  if ('below' in test) return { fact, operator: 'lessThan', value: dollars(test.below) };
  return { fact, operator: 'greaterThanInclusive', value: test.fact === 'amount' ? dollars(test.atLeast) : test.atLeast };
}

export const dollars = (cents: number): string => (cents / 100).toFixed(2);

export const partner: PartnerDocument = { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] };

export const activityOf = (deal: Deal, index: number): ActivityDocument => ({
  id: `d${index}`,
  kind: 'deal-closed',
  occurredOn: '2024-03-01',
  partner: 'acme',
  partnerType: 'reseller',
  facts: {
    'deal.amount': dollars(deal.amount),
    'deal.quantity': deal.quantity,
    'deal.kind': deal.kind,
    'customer.segment': deal.segment,
    'deal.productLine': deal.line,
    'deal.competitorPresent': deal.competitor,
    'deal.tender': deal.tender,
  },
});
