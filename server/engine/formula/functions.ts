/** What each function is called with and what it does: the words that checking, completion and hover show. */
import type { FormulaFunction } from './model.ts';

export interface FunctionDoc {
  readonly signature: string;
  readonly doc: string;
  readonly example: string;
  /** How many arguments it takes. */
  readonly arguments: { readonly least: number; readonly most: number };
}

const exactly = (count: number) => ({ least: count, most: count });

export const functionDocs: Record<FormulaFunction, FunctionDoc> = {
  marginal: {
    signature: 'marginal(parameter.bands, from, to)',
    doc: 'What the stretch from one volume to another earns, each slice at the rate of its own band. Negative where the volume went down.',
    example: 'marginal(parameter.volumeBands, before.revenueYtd, measure.revenueYtd)',
    arguments: exactly(3),
  },
  retrospective: {
    signature: 'retrospective(parameter.bands, volume, earned)',
    doc: 'The whole volume at the rate of the band that it reaches, less what was earned on it already.',
    example: 'retrospective(parameter.growthBands, measure.revenueYtd, measure.growthEarned)',
    arguments: exactly(3),
  },
  bandRate: {
    signature: 'bandRate(parameter.bands, volume)',
    doc: 'The rate (price or sum) of the band that a volume reaches.',
    example: 'deal.amount * bandRate(parameter.feeBands, deal.totalContractValue)',
    arguments: exactly(2),
  },
  min: {
    signature: 'min(a, b, …)',
    doc: 'The smallest of two to eight values of one unit; of dates the earliest.',
    example: 'min(deal.amount * 0.1, money("5000"))',
    arguments: { least: 2, most: 8 },
  },
  max: {
    signature: 'max(a, b, …)',
    doc: 'The largest of two to eight values of one unit; of dates the latest.',
    example: 'max(parameter.minimum, royalty.amount)',
    arguments: { least: 2, most: 8 },
  },
  clamp: {
    signature: 'clamp(value, low, high)',
    doc: 'The value, but at least low and at most high: min(max(value, low), high).',
    example: 'clamp(derived.growth, 0, 0.2)',
    arguments: exactly(3),
  },
  round: {
    signature: 'round(money) or round(rate, places)',
    doc: "Rounds by the program's mode: money to the currency's smallest unit, a rate to 0 to 9 decimal places.",
    example: 'round(measure.won / measure.closed, 4)',
    arguments: { least: 1, most: 2 },
  },
  floor: {
    signature: 'floor(rate)',
    doc: 'The next whole number downwards, as a count; of days, whole days.',
    example: 'floor(measure.revenueYtd / money("10000"))',
    arguments: exactly(1),
  },
  ceil: {
    signature: 'ceil(rate)',
    doc: 'The next whole number upwards, as a count; of days, whole days.',
    example: 'ceil(deal.seats / 25)',
    arguments: exactly(1),
  },
  money: {
    signature: 'money("1000.00")',
    doc: "An amount of money in the program's currency, exact.",
    example: 'money("1000.00")',
    arguments: exactly(1),
  },
  price: {
    signature: 'price("0.05")',
    doc: "Money for one unit, in the program's currency, exact.",
    example: 'price("2.50") * shipment.units',
    arguments: exactly(1),
  },
  date: {
    signature: 'date("2026-02-01")',
    doc: 'A day.',
    example: 'activity.date >= date("2026-02-01")',
    arguments: exactly(1),
  },
  days: {
    signature: 'days(90)',
    doc: 'A number of days.',
    example: 'activity.date + days(90)',
    arguments: exactly(1),
  },
  addDays: {
    signature: 'addDays(date, days)',
    doc: 'The day so many days later (earlier for a negative number).',
    example: 'addDays(activity.date, 90)',
    arguments: exactly(2),
  },
  addMonths: {
    signature: 'addMonths(date, count)',
    doc: "The same day so many months later; clamped to the month's end.",
    example: 'addMonths(deal.startsOn, 12)',
    arguments: exactly(2),
  },
  addBusinessDays: {
    signature: 'addBusinessDays(date, days)',
    doc: "The so-many-th business day after (before, for a negative number): Monday to Friday without the calendar's holidays.",
    example: 'addBusinessDays(activity.date, 10)',
    arguments: exactly(2),
  },
  daysBetween: {
    signature: 'daysBetween(from, to)',
    doc: 'Days from one date to another; negative if the second is earlier.',
    example: 'daysBetween(partner.enrolledOn, activity.date)',
    arguments: exactly(2),
  },
  businessDaysBetween: {
    signature: 'businessDaysBetween(from, to)',
    doc: 'Business days after the first date up to and with the second; negative if the second is earlier.',
    example: 'businessDaysBetween(activity.date, mdf.startsOn)',
    arguments: exactly(2),
  },
};
