import type { SchemaPlace } from './schema-walk.ts';

/** What a text at some place of a document names, or is. */
export type Slot =
  | SymbolKind
  | 'any-fact'
  | 'formula'
  | 'operator'
  | 'condition-value'
  | 'parameter-value'
  | 'incentive-or-stack'
  | 'kind'
  | 'kind-or-line'
  | 'kind-or-partner'
  | 'level-of-type'
  | 'window'
  | 'currency'
  | 'time-zone'
  | 'balance-key'
  | 'table-key'
  | 'term'
  | 'reason'
  | 'failure'
  | 'gate-of-item';

/** What a program declares under a name of its own. */
export const SYMBOL_KINDS = [
  'parameter',
  'measure',
  'derived',
  'balance',
  'promise',
  'protection',
  'condition',
  'gate',
  'incentive',
  'stack',
  'budget',
  'benefit',
  'partner-type',
  'level',
  'fact',
  'rule',
] as const;
export type SymbolKind = (typeof SYMBOL_KINDS)[number];

/** Of a text: by the label of its place. */
const VALUES: Readonly<Record<string, Slot>> = {
  factName: 'any-fact',
  formula: 'formula',
  window: 'window',
  'program/currency': 'currency',
  'activity/currency': 'currency',
  'calendar/timeZone': 'time-zone',
  'condition/condition': 'condition',
  'condition/operator': 'operator',
  'condition/value': 'condition-value',
  'condition/value/*': 'condition-value',
  'kinds/*': 'kind',
  'partnerType/produces/*': 'kind',
  'attribute/of/*': 'kind-or-partner',
  'measure/of/*': 'kind-or-line',
  'partnerTypeNames/*': 'partner-type',
  'balance/per/*': 'balance-key',
  'scalarParameter/value': 'parameter-value',
  'scalarParameter/min': 'parameter-value',
  'scalarParameter/max': 'parameter-value',
  'stack/of/*': 'incentive-or-stack',
  'budget/of/*': 'incentive',
  'program/excludes/*/*': 'incentive',
  'reversingParams/reverses/*': 'incentive',
  'payingParams/incentive': 'incentive',
  'mdfRule/event/params/incentive': 'incentive',
  'obligationRule/event/params/obligation': 'incentive',
  'gateRule/event/params/gate': 'gate',
  'benefitRule/event/params/benefit': 'benefit',
  'registrationRule/event/params/protection': 'protection',
  'tiers/levels/*': 'level-of-type',
  'tierRule/event/params/level': 'level',
  ...Object.fromEntries(
    ['enrollment', 'tier', 'benefit', 'gate', 'registration', 'routing', 'incentive', 'mdf', 'obligation'].map((of) => [
      `${of}Rule/name`,
      'rule' as const,
    ]),
  ),
  'activity/kind': 'kind',
  'activity/partnerType': 'partner-type',
  'party/partnerType': 'partner-type',
  'partner/enrollments/*/partnerType': 'partner-type',
  'partner/enrollments/*/tier': 'level',
  'expectation/kind': 'kind',
  'expectation/partnerType': 'partner-type',
  'expectation/tierBefore': 'level',
  'expectation/qualified': 'level',
  'expectation/tier': 'level',
  'expectation/gateReasons/*/*': 'reason',
  'expectation/registration/reasons/*': 'reason',
  'outcome/reasons/*': 'reason',
  'expectation/failures/*': 'failure',
};

/** Of a key: by the label of the object that it stands in. */
const KEYS: Readonly<Record<string, Slot>> = {
  'program/partnerTypes': 'partner-type',
  'program/attributes': 'fact',
  'program/parameters': 'parameter',
  'program/measures': 'measure',
  'program/derived': 'derived',
  'program/balances': 'balance',
  'program/promises': 'promise',
  'program/protections': 'protection',
  'program/conditions': 'condition',
  'program/stacks': 'stack',
  'program/budgets': 'budget',
  balanceMoves: 'balance',
  'tableParameter/value': 'table-key',
  'tableParameter/value/*': 'table-key',
  'tableParameter/value/*/*': 'table-key',
  'activity/facts': 'any-fact',
  'activity/items/*': 'any-fact',
  'activity/terms': 'term',
  profile: 'any-fact',
  'expectation/gates': 'gate-of-item',
  'expectation/gateReasons': 'gate-of-item',
  'expectation/benefits': 'benefit',
  'expectation/lines': 'incentive',
  'expectation/payees': 'incentive',
  'expectation/promises': 'promise',
  'expectation/balances': 'balance',
  'expectation/measures': 'measure',
  'scenario/totals': 'incentive',
};

const slotIn = (table: Readonly<Record<string, Slot>>, places: readonly SchemaPlace[]): Slot | undefined => {
  for (const { labels } of places) {
    const label = labels.findLast((one) => table[one] !== undefined);
    if (label !== undefined) return table[label];
  }
  return undefined;
};

export const valueSlot = (places: readonly SchemaPlace[]): Slot | undefined => slotIn(VALUES, places);
export const keySlot = (places: readonly SchemaPlace[]): Slot | undefined => slotIn(KEYS, places);
