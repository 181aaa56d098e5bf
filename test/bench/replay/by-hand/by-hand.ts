/**
 * The replay's program written by hand over the same typed arrays, as well as we can: partners one after the other, windows as two ends that
 * move along the partner's deals, whole cents, amounts in hundredths of a per cent of a cent until they are rounded. It says the same lines,
 * moves of tiers and closed gates as the fold.
 */
import type { HistoryColumns } from '../../../../server/engine/columns/history.ts';
import { codeOf } from '../../../../server/engine/columns/read-history.ts';
import { LEVELS, LINES, PAID_REGIONS, PLAN } from '../program.ts';
import { type Calendar, calendarOf } from './calendar.ts';
import { Campaigns, SUMS } from './campaigns.ts';
import { type Codes, codes, type Deals, dealsOf, type Moves, movesOf, present, type Renewals, renewalsOf, tableOf } from './deals.ts';
import { CAMPAIGN, Found } from './found.ts';

/** Steps of an amount before rounding, in a cent. */
export const STEPS = 10_000;
const DAYS_90 = 90;
/** Millionths of a per cent: how rates stand in columns. */
const RATE_OF_BASIS_POINT = 100_000;

export const round = (steps: number): number => Math.floor((steps + STEPS / 2) / STEPS);

export function replayByHand(history: HistoryColumns): Found {
  const hand = new ByHand(history);
  for (let enrollment = 0; enrollment < history.enrollments.count; enrollment += 1) hand.enrollment(enrollment);
  return hand.found;
}

class ByHand {
  readonly found = new Found();
  private readonly history: HistoryColumns;
  private readonly calendar: Calendar;
  private readonly campaigns: Campaigns;
  private readonly deals: Deals;
  private readonly renewals: Renewals;
  private readonly moves: Moves;
  private readonly dealKind: number;
  private readonly renewalKind: number;
  private readonly regionOnEntry: Codes;
  private readonly regionPresent: Uint8Array;
  private readonly paidRegions: readonly number[];
  /** By level and code of the line. */
  private readonly commission: Int32Array;
  private readonly lineCodes: number;
  /** By code of the customer: deals in 12 months, and what was bought in the year that `yearOf` stamps. */
  private readonly dealsOfCustomer: Int32Array;
  private readonly boughtOfCustomer: Float64Array;
  private readonly yearOfCustomer: Int32Array;
  private stamp = 0;

  // The enrollment at hand.
  private at = 0;
  private level = 0;
  private graceUntil = -1;
  private nextReview = 0;
  private from12 = 0;
  private from90 = 0;
  private to = 0;
  private revenue12 = 0;
  private revenue90 = 0;
  private customers12 = 0;
  private revenueYtd = 0;
  private growthYtd = 0;
  private year = -1;
  private paying = false;

  constructor(history: HistoryColumns) {
    this.history = history;
    this.calendar = calendarOf(history.firstDay, history.lastDay);
    this.campaigns = new Campaigns(history);
    const deals = tableOf(history, 'deal-closed');
    const renewals = tableOf(history, 'renewal');
    this.deals = dealsOf(deals.table);
    this.renewals = renewalsOf(renewals.table);
    this.moves = movesOf(tableOf(history, 'profile-changed').table);
    this.dealKind = deals.index;
    this.renewalKind = renewals.index;
    const region = history.enrollments.profile['partner.region'];
    this.regionOnEntry = codes(region);
    this.regionPresent = present(region, history.enrollments.count);
    this.paidRegions = PAID_REGIONS.map((each) => codeOf(history, each));
    const lines = LINES.map((line) => codeOf(history, line));
    this.lineCodes = Math.max(...lines) + 1;
    this.commission = new Int32Array(LEVELS.length * this.lineCodes);
    for (const [level, name] of LEVELS.entries())
      for (const [line, code] of lines.entries())
        this.commission[level * this.lineCodes + code] = PLAN.commissionBasisPoints[name][line] ?? 0;
    const texts = history.texts.offsets.length - 1;
    this.dealsOfCustomer = new Int32Array(texts);
    this.boughtOfCustomer = new Float64Array(texts);
    this.yearOfCustomer = new Int32Array(texts);
  }

  enrollment(enrollment: number): void {
    const { start, kind, place } = this.history.rows;
    const end = start[enrollment + 1] as number;
    this.enter(enrollment, start[enrollment] as number, end);
    for (let row = start[enrollment] as number; row < end; row += 1) {
      const of = kind[row] as number;
      const at = place[row] as number;
      if (of === this.dealKind) this.deal(row, at);
      else if (of === this.renewalKind) this.renewal(row, at);
      else this.moved(row, at);
    }
    this.due(this.history.lastDay + 1);
    // What is left in the window of 12 months.
    for (let deal = this.from12; deal < this.to; deal += 1) this.dealsOfCustomer[this.deals.customer[deal] as number] = 0;
  }

  private enter(enrollment: number, first: number, end: number): void {
    const { kind, place } = this.history.rows;
    let row = first;
    while (row < end && kind[row] !== this.dealKind) row += 1;
    const deal = row < end ? (place[row] as number) : 0;
    this.at = enrollment;
    this.level = 0;
    this.graceUntil = -1;
    this.nextReview = 0;
    this.from12 = deal;
    this.from90 = deal;
    this.to = deal;
    this.revenue12 = 0;
    this.revenue90 = 0;
    this.customers12 = 0;
    this.year = -1;
    const known = ((this.regionPresent[enrollment >> 3] as number) >> (enrollment & 7)) & 1;
    this.paying = known === 1 && this.paidRegions.includes(this.regionOnEntry[enrollment] as number);
  }

  private deal(row: number, at: number): void {
    const { deals, found, at: enrollment } = this;
    const day = deals.day[at] as number;
    this.due(day);
    this.windows(day);
    const year = this.calendar.fiscalYear[day - this.calendar.first] as number;
    if (year !== this.year) {
      this.year = year;
      this.stamp += 1;
      this.revenueYtd = 0;
      this.growthYtd = 0;
    }
    const amount = deals.amount[at] as number;
    const customer = deals.customer[at] as number;
    const boughtBefore = this.yearOfCustomer[customer] === this.stamp ? (this.boughtOfCustomer[customer] as number) : 0;
    const bought = boughtBefore + amount;
    const ytdBefore = this.revenueYtd;
    const ytd = ytdBefore + amount;
    this.yearOfCustomer[customer] = this.stamp;
    this.boughtOfCustomer[customer] = bought;
    this.revenueYtd = ytd;
    this.revenue12 += amount;
    this.revenue90 += amount;
    this.to = at + 1;
    const dealsBefore = this.dealsOfCustomer[customer] as number;
    if (dealsBefore === 0) this.customers12 += 1;
    this.dealsOfCustomer[customer] = dealsBefore + 1;

    const byte = at >> 3;
    const bit = 1 << (at & 7);
    const tender = ((deals.tender[byte] as number) & bit) !== 0;
    const registered = ((deals.registrationPresent[byte] as number) & bit) !== 0;
    let paying = this.paying;
    if (paying && ((deals.discountPresent[byte] as number) & bit) !== 0) {
      const most = tender ? PLAN.tenderDiscountBasisPoints : PLAN.mostDiscountBasisPoints;
      paying = (deals.discount[at] as number) <= most * RATE_OF_BASIS_POINT;
    }
    if (!paying) found.gate(row, 0);
    if (!registered) found.gate(row, 1);
    if (paying) {
      const { level, campaigns } = this;
      const line = deals.line[at] as number;
      const kind = deals.kind[at] as number;
      let left = amount * PLAN.dealCapBasisPoints;
      let steps = amount * (this.commission[level * this.lineCodes + line] as number);
      if (steps > left) steps = left;
      left -= steps;
      found.line(enrollment, row, 0, level, round(steps));
      if (kind === campaigns.fresh && boughtBefore === 0) {
        steps = Math.min(amount * PLAN.newCustomerBasisPoints, PLAN.newCustomerMostMinor * STEPS);
        if (steps > left) steps = left;
        left -= steps;
        found.line(enrollment, row, 1, level, round(steps));
      }
      if (registered && bought >= PLAN.loyalFromMinor) {
        steps = Math.min(amount * PLAN.loyalBasisPoints, bought * PLAN.loyalCapBasisPoints);
        if (steps > left) steps = left;
        left -= steps;
        found.line(enrollment, row, 2, level, round(steps));
      }
      steps = amount * rateOf(PLAN.momentumBands, this.revenue90);
      if (steps > left) steps = left;
      left -= steps;
      found.line(enrollment, row, 3, level, round(steps));
      found.line(enrollment, row, 4, level, round(slices(PLAN.volumeBands, ytdBefore, ytd)));
      const growth = round(ytd * rateOf(PLAN.growthBands, ytd) - this.growthYtd * STEPS);
      this.growthYtd += growth;
      found.line(enrollment, row, 5, level, growth);
      const rivalKnown = ((deals.competitorPresent[byte] as number) & bit) !== 0;
      const rival = ((deals.competitor[byte] as number) & bit) !== 0;
      campaigns.look(
        amount,
        kind,
        deals.segment[at] as number,
        line,
        deals.quantity[at] as number,
        rivalKnown && rival,
        rivalKnown && !rival,
        tender,
      );
      for (let each = 0; each < campaigns.count; each += 1) {
        const campaign = campaigns.paid[each] as number;
        const sum = SUMS[campaign] as number;
        const pays = campaign < 12 && sum * STEPS > left ? round(left) : sum;
        found.line(enrollment, row, CAMPAIGN + campaign, level, pays);
      }
    }
    this.standAt(row, day);
  }

  private renewal(row: number, at: number): void {
    const { renewals } = this;
    const day = renewals.day[at] as number;
    this.due(day);
    this.windows(day);
    if (!this.paying) this.found.gate(row, 0);
    else if (((renewals.kept[at >> 3] as number) >> (at & 7)) & 1) {
      const rate = PLAN.renewalBasisPoints[LEVELS[this.level] ?? 'registered'];
      this.found.line(this.at, row, 6, this.level, round((renewals.amount[at] as number) * rate));
    }
    this.standAt(row, day);
  }

  private moved(row: number, at: number): void {
    const day = this.moves.day[at] as number;
    this.due(day);
    this.windows(day);
    this.paying = this.paidRegions.includes(this.moves.region[at] as number);
    this.standAt(row, day);
  }

  /** Graces and reviews that end before the day. */
  private due(day: number): void {
    const { quarterEnds } = this.calendar;
    for (;;) {
      const review = this.nextReview < quarterEnds.length ? (quarterEnds[this.nextReview] as number) : day;
      const grace = this.graceUntil < 0 ? day : this.graceUntil;
      const next = Math.min(review, grace);
      if (next >= day) return;
      this.windows(next);
      const level = this.reached();
      if (next === grace) {
        this.graceUntil = -1;
        this.take(-1, next, level);
      } else {
        this.nextReview += 1;
        if (level >= this.level) {
          this.graceUntil = -1;
          this.take(-1, next, level);
        } else if (this.graceUntil < 0) this.graceUntil = next + PLAN.graceDays;
      }
    }
  }

  private standAt(row: number, day: number): void {
    const level = this.reached();
    if (level < this.level) return;
    this.graceUntil = -1;
    this.take(row, day, level);
  }

  private take(row: number, day: number, level: number): void {
    if (level === this.level) return;
    this.found.move(this.at, row, day, level);
    this.level = level;
  }

  private reached(): number {
    const { revenue12, customers12 } = this;
    if (revenue12 < PLAN.silverMinor) return 0;
    if (revenue12 >= PLAN.platinumMinor && customers12 >= PLAN.platinumCustomers) return 3;
    if (customers12 >= PLAN.goldCustomers) return 2;
    return revenue12 >= PLAN.goldMinor && this.revenue90 * 10 >= revenue12 * PLAN.goldPaceTenths ? 2 : 1;
  }

  /** Lets go of deals that are too old on the day. */
  private windows(day: number): void {
    const { deals, to } = this;
    const first12 = this.calendar.yearBack[day - this.calendar.first] as number;
    while (this.from12 < to && (deals.day[this.from12] as number) < first12) {
      const customer = deals.customer[this.from12] as number;
      this.revenue12 -= deals.amount[this.from12] as number;
      const left = (this.dealsOfCustomer[customer] as number) - 1;
      this.dealsOfCustomer[customer] = left;
      if (left === 0) this.customers12 -= 1;
      this.from12 += 1;
    }
    while (this.from90 < to && (deals.day[this.from90] as number) <= day - DAYS_90) {
      this.revenue90 -= deals.amount[this.from90] as number;
      this.from90 += 1;
    }
  }
}

type Bands = readonly { readonly fromMinor: number; readonly basisPoints: number }[];

export function rateOf(bands: Bands, value: number): number {
  let rate = 0;
  for (const band of bands) if (value >= band.fromMinor) rate = band.basisPoints;
  return rate;
}

/** What lies between the two, each slice at its own rate; in steps. */
export function slices(bands: Bands, before: number, after: number): number {
  let sum = 0;
  for (let at = 0; at < bands.length; at += 1) {
    const band = bands[at];
    if (band === undefined) break;
    const low = Math.max(before, band.fromMinor);
    const high = Math.min(after, bands[at + 1]?.fromMinor ?? Number.MAX_SAFE_INTEGER);
    if (high > low) sum += (high - low) * band.basisPoints;
  }
  return sum;
}
