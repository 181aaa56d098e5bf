import type { OperatorName } from '../../../server/engine/conditions/model.ts';
import type { FactType } from '../../../server/engine/facts/value.ts';
import type { PartKind } from '../outline.ts';

/* The names of things, as the form and the tree say them. */

export const OPERATOR_WORDS: Readonly<Record<OperatorName, string>> = {
  equal: 'is',
  notEqual: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  contains: 'contains',
  doesNotContain: 'does not contain',
  lessThan: 'is less than',
  lessThanInclusive: 'is at most',
  greaterThan: 'is more than',
  greaterThanInclusive: 'is at least',
  exists: 'is there',
};

const ORDERED: readonly OperatorName[] = [
  'greaterThanInclusive',
  'greaterThan',
  'lessThanInclusive',
  'lessThan',
  'equal',
  'notEqual',
  'in',
  'notIn',
  'exists',
];
const NAMED: readonly OperatorName[] = ['equal', 'notEqual', 'in', 'notIn', 'exists'];

/** Which operators make sense of a type, the usual first. */
export const OPERATORS_OF: Readonly<Record<FactType, readonly OperatorName[]>> = {
  money: ORDERED,
  rate: ORDERED,
  price: ORDERED,
  count: ORDERED,
  days: ORDERED,
  date: ORDERED,
  text: NAMED,
  choice: NAMED,
  boolean: ['equal', 'notEqual', 'exists'],
  list: ['contains', 'doesNotContain', 'exists'],
};

export const GROUP_WORDS: Readonly<Record<PartKind, string>> = {
  program: 'Program',
  partnerType: 'Partner types',
  enrollment: 'Enrollment',
  tier: 'Tiers',
  benefit: 'Benefits',
  gate: 'Gates',
  registration: 'Registration',
  protection: 'Protection',
  routing: 'Co-sell routing',
  incentive: 'Incentives',
  mdf: 'MDF',
  obligation: 'Obligations',
  parameter: 'Parameters',
  measure: 'Measures',
  derived: 'Derived facts',
  condition: 'Named conditions',
  promise: 'Promises',
  balance: 'Balances',
  stack: 'Stacks',
  exclusion: 'Exclusions',
  budget: 'Budgets',
  attribute: 'Attributes',
  scenario: 'Scenarios',
};

/** One of them, as a heading says. */
export const KIND_WORDS: Readonly<Record<PartKind, string>> = {
  program: 'Program',
  partnerType: 'Partner type',
  enrollment: 'Enrollment rule',
  tier: 'Tier rule',
  benefit: 'Benefit',
  gate: 'Gate rule',
  registration: 'Registration rule',
  protection: 'Protection',
  routing: 'Routing rule',
  incentive: 'Incentive',
  mdf: 'MDF rule',
  obligation: 'Obligation',
  parameter: 'Parameter',
  measure: 'Measure',
  derived: 'Derived fact',
  condition: 'Named condition',
  promise: 'Promise',
  balance: 'Balance',
  stack: 'Stack',
  exclusion: 'Exclusion',
  budget: 'Budget',
  attribute: 'Attribute',
  scenario: 'Scenario',
};

/** Fields whose name says too little by itself. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  for: 'Partner types',
  on: 'On activities',
  of: 'Of',
  moves: 'Moves the measure',
  judgedBy: 'Judged by',
  produces: 'Produces',
  where: 'Counted where',
  by: 'Keyed by',
  per: 'For each',
  graceDays: 'Days of grace',
  fiscalYearStart: 'Fiscal year starts',
  timeZone: 'Time zone',
  countDistinct: 'Count distinct',
  perAgreement: 'May differ by agreement',
  conditions: 'When',
  params: 'What follows',
  event: 'What follows',
  effective: 'In force',
  min: 'At least',
  max: 'At most',
};

/** `customerSuccess` → Customer success. */
export function fieldWords(name: string): string {
  const known = FIELD_WORDS[name];
  if (known !== undefined) return known;
  const words = name
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
