import type { HistoryColumns } from '../../../../server/engine/columns/history.ts';
import { codeOf } from '../../../../server/engine/columns/read-history.ts';

/** The 25 campaigns, as somebody would write them who has read the program. */
export class Campaigns {
  /** Campaigns that pay on the deal last looked at, in order; `count` of them. */
  readonly paid = new Uint8Array(16);
  count = 0;
  readonly fresh: number;
  private readonly expansion: number;
  private readonly renewal: number;
  private readonly small: number;
  private readonly midMarket: number;
  private readonly enterprise: number;
  private readonly publicSector: number;
  private readonly analytics: number;
  private readonly platform: number;
  private readonly security: number;
  private readonly storage: number;
  private readonly edge: number;
  private readonly support: number;

  constructor(history: HistoryColumns) {
    const code = (text: string): number => codeOf(history, text);
    this.fresh = code('new');
    this.expansion = code('expansion');
    this.renewal = code('renewal');
    this.small = code('small');
    this.midMarket = code('mid-market');
    this.enterprise = code('enterprise');
    this.publicSector = code('public-sector');
    this.analytics = code('analytics');
    this.platform = code('platform');
    this.security = code('security');
    this.storage = code('storage');
    this.edge = code('edge');
    this.support = code('support');
  }

  /** Amount in cents; `rival` and `noRival`: both false where nobody knows. Of campaigns 0 to 11 the one that pays most, of 12 and 13 too. */
  look(
    amount: number,
    kind: number,
    segment: number,
    line: number,
    quantity: number,
    rival: boolean,
    noRival: boolean,
    tender: boolean,
  ): void {
    const { paid } = this;
    const isRenewal = kind === this.renewal;
    const isExpansion = kind === this.expansion;
    const isSecurity = line === this.security;
    const isMidMarket = segment === this.midMarket;
    const isLarge = segment === this.enterprise || segment === this.publicSector;
    let best = -1;
    if (isSecurity) {
      if (quantity >= 151 && amount >= 3_700_000) best = better(best, 0);
      if (isRenewal && amount >= 700_000) best = better(best, 4);
      if (isMidMarket && amount >= 1_300_000) best = better(best, 5);
      if (rival && amount >= 2_700_000) best = better(best, 8);
    }
    if (line === this.support) {
      if (isExpansion && amount >= 3_300_000) best = better(best, 1);
      if (quantity >= 23 && !tender && amount >= 1_700_000) best = better(best, 10);
    }
    if (rival) {
      if (line === this.edge && (isMidMarket || segment === this.enterprise) && amount >= 1_700_000) best = better(best, 2);
      if (isRenewal && quantity >= 128 && amount >= 1_700_000) best = better(best, 3);
      if (isMidMarket && kind === this.fresh && amount >= 2_400_000) best = better(best, 7);
    }
    if (isExpansion && isLarge && noRival && amount >= 1_100_000) best = better(best, 6);
    if (segment === this.small && amount >= 2_300_000) best = better(best, 9);
    if (line === this.platform && quantity >= 141 && !tender && amount >= 400_000 && amount < 8_400_000) best = better(best, 11);

    let count = 0;
    if (best >= 0) paid[count++] = best;
    // Campaign 12 pays more than 13.
    if (rival && !tender) {
      if (isLarge && amount >= 1_300_000) paid[count++] = 12;
      else if (isRenewal && isSecurity && amount >= 3_200_000 && amount < 6_700_000) paid[count++] = 13;
    }
    if (amount >= 700_000 && (segment === this.small || segment === this.publicSector)) paid[count++] = 14;
    if (amount >= 2_400_000) paid[count++] = 15;
    if (amount >= 1_400_000 && amount < 4_700_000 && line === this.platform) paid[count++] = 16;
    if (isLarge && quantity >= 179 && amount >= 900_000) paid[count++] = 17;
    if (isExpansion && isLarge && line === this.analytics && amount >= 2_200_000) paid[count++] = 18;
    if (isRenewal && quantity >= 22 && amount >= 3_900_000) paid[count++] = 19;
    if (isRenewal && isSecurity && (isMidMarket || segment === this.small) && quantity >= 150 && amount >= 1_300_000) paid[count++] = 20;
    if (isLarge && quantity >= 69 && noRival && amount >= 700_000 && amount < 7_200_000) paid[count++] = 21;
    if (isRenewal && isMidMarket && quantity >= 83 && amount >= 2_100_000) paid[count++] = 22;
    if (amount >= 500_000 && amount < 6_600_000) paid[count++] = 23;
    if (isExpansion && line === this.storage && quantity >= 142 && rival && !tender && amount >= 3_600_000) paid[count++] = 24;
    this.count = count;
  }
}

const better = (best: number, other: number): number => (best < 0 || (SUMS[other] as number) > (SUMS[best] as number) ? other : best);

/** Cents that each campaign pays. */
export const SUMS = [
  7000, 4001, 5002, 8003, 5004, 9005, 6006, 1007, 9008, 3009, 4010, 8011, 9012, 2013, 7014, 3015, 8016, 1017, 3018, 7019, 5020, 9021, 5022,
  3023, 7024,
] as const;
