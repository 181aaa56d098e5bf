import { activePartnerRate } from './active-partner-rate.ts';
import { customerRetention } from './customer-retention.ts';
import { dealSize } from './deal-size.ts';
import { incrementalRevenue } from './incremental-revenue.ts';
import { influencedPipelineShare } from './influenced-pipeline-share.ts';
import { integrationAdoptionRate } from './integration-adoption-rate.ts';
import type { Measure, OutcomeMeasure } from './measure.ts';
import { partnerRetention } from './partner-retention.ts';
import { partnerSourcedNewCustomerRate } from './partner-sourced-new-customer-rate.ts';
import { programCostRatio } from './program-cost-ratio.ts';
import { roiByPartnerType } from './roi-by-partner-type.ts';
import { timeToFirstCommercialActivity } from './time-to-first-commercial-activity.ts';
import { winRate } from './win-rate.ts';

/** All measures, in the order in which they are told. One that programs may name and that is missing here doesn't compile. */
export const MEASURES: Readonly<Record<OutcomeMeasure, Measure>> = {
  'active-partner-rate': activePartnerRate,
  'integration-adoption-rate': integrationAdoptionRate,
  'partner-retention': partnerRetention,
  'time-to-first-commercial-activity': timeToFirstCommercialActivity,
  'influenced-pipeline-share': influencedPipelineShare,
  'win-rate': winRate,
  'deal-size': dealSize,
  'partner-sourced-new-customer-rate': partnerSourcedNewCustomerRate,
  'customer-retention': customerRetention,
  'program-cost-ratio': programCostRatio,
  'incremental-revenue': incrementalRevenue,
  'roi-by-partner-type': roiByPartnerType,
};

export const MEASURE_IDS = Object.keys(MEASURES) as readonly OutcomeMeasure[];
