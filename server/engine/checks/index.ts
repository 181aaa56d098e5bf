import { attributableSpend } from './attributable-spend.ts';
import { certifiedIntegration } from './certified-integration.ts';
import type { Check } from './check.ts';
import { commercialModel } from './commercial-model.ts';
import { computability } from './computability.ts';
import { copiedTemplate } from './copied-template.ts';
import { decisionOrder } from './decision-order.ts';
import { duplicateNames } from './duplicate-names.ts';
import { neverRuns } from './never-runs.ts';
import { objectiveFirst } from './objective-first.ts';
import { rateAboveOne } from './rate-above-one.ts';
import { renewalsUnpaid } from './renewals-unpaid.ts';
import { unreachedTier } from './unreached-tier.ts';
import { unused } from './unused.ts';

/** The checks of a program that resolves, in the order in which they run; findings are put in document order afterwards. */
export const checks: readonly Check[] = [
  duplicateNames,
  decisionOrder,
  neverRuns,
  computability,
  unreachedTier,
  objectiveFirst,
  commercialModel,
  certifiedIntegration,
  attributableSpend,
  renewalsUnpaid,
  copiedTemplate,
  rateAboveOne,
  unused,
];
