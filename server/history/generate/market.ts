import type { Activity } from '../../engine/facts/activity.ts';
import { dayToIso } from '../../engine/facts/render.ts';
import type { Day, Value } from '../../engine/facts/value.ts';
import type { Program } from '../../engine/program/model.ts';
import type { RecordKindName } from '../import/record-kinds.ts';
import { isOwnField } from './found.ts';
import { Random } from './random.ts';
import { REGIONS } from './regions.ts';
import type { HistoryEvent } from './world.ts';

/*
 * What a vendor's other systems would tell beside a demo history: deals of its own field, what its CRM knows of deals that
 * partners registered, what was spent, who left. As documents of records, the same for the same arguments.
 */

export interface MarketRecord {
  readonly kind: RecordKindName;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Deals of the vendor's own field a day at the beginning. It leaves its trade to partners: there are fewer by so much of that a year, in a thousand. */
const A_DAY = 2;
const FEWER = 120;
const DAYS_IN_YEAR = 365;
/** In percent of the ordinary: the large deals are those of partners. */
const ORDINARY = 24_000;
const [LEAST, MOST] = [40, 190];
const DIRECT = { won: 380, open: 240, competitor: 420, saysCompetitor: 800, isNew: 300, saysNew: 930, margin: 620 } as const;
/** Percent of the amount. */
const MARGIN = { direct: [52, 74], partner: [38, 62] } as const;
const SEGMENTS = ['small', 'small', 'small', 'mid-market', 'mid-market', 'enterprise', 'public-sector'] as const;
/** In a thousand registrations: approved ones; enrollments: who leaves. */
const APPROVED = 820;
const LEFT = 140;
/** Lost deals, in a thousand that were won without a registration. */
const LOST = 900;
const REGISTERED_DAYS = 150;
/** What is spent a quarter for each partner type, in percent of what its partners sold. */
const SPENT = { enablement: 2, integration: 3, 'co-sell': 2, administration: 1, mdf: 2 } as const;
const QUARTER_DAYS = 91;

export function* generateMarket(
  program: Program,
  events: Iterable<HistoryEvent>,
  { seed, from, to }: { readonly seed: number; readonly from: Day; readonly to: Day },
): Generator<MarketRecord, void, undefined> {
  const market = new Market(program, new Random(seed), to);
  for (const event of events) market.hear(event);
  yield* market.direct(from);
  yield* market.registered();
  yield* market.lost();
  yield* market.spending(from);
  yield* market.departures();
}

interface Registered {
  readonly activity: Activity;
  readonly opportunity: string;
  closed?: Activity;
  lost?: Day;
}

class Market {
  private readonly program: Program;
  private readonly random: Random;
  private readonly to: Day;
  private readonly registrations = new Map<string, Registered>();
  /** Won without a registration. */
  private readonly unregistered: Activity[] = [];
  /** By quarter of the history, partner type and partner: sold. */
  private readonly sold = new Map<string, number>();
  private readonly lastSeen = new Map<string, { readonly partner: string; readonly partnerType: string; day: Day }>();

  constructor(program: Program, random: Random, to: Day) {
    this.program = program;
    this.random = random;
    this.to = to;
  }

  hear(event: HistoryEvent): void {
    if ('enrollment' in event) {
      const { partner, partnerType, enrolledOn } = event.enrollment;
      if (!isOwnField(partnerType)) this.lastSeen.set(`${partner} ${partnerType}`, { partner, partnerType, day: enrolledOn });
      return;
    }
    const { activity } = event;
    const { kind, facts, day, parties } = activity;
    const [first] = parties;
    if (first === undefined) return;
    for (const { partner, partnerType } of parties) {
      const seen = this.lastSeen.get(`${partner} ${partnerType}`);
      if (seen !== undefined) seen.day = day;
    }
    const registration = facts.get('registration.id') ?? facts.get('deal.registration');
    const key = `${first.partner} ${String(registration)}`;
    if (kind === 'registration-submitted' && !isOwnField(first.partnerType)) {
      const opportunity = facts.get('opportunity.id') ?? `registration:${String(registration)}`;
      this.registrations.set(key, { activity, opportunity: String(opportunity) });
    }
    const registered = this.registrations.get(key);
    if (registered !== undefined && kind === 'deal-closed') registered.closed ??= activity;
    if (registered !== undefined && kind === 'registration-withdrawn') registered.lost = day;
    const amount = facts.get('deal.amount') ?? facts.get('sale.amount');
    if (kind === 'deal-closed' && registration === undefined && !isOwnField(first.partnerType)) this.unregistered.push(activity);
    if (typeof amount === 'number' && kind !== 'cancellation' && !isOwnField(first.partnerType)) {
      const sold = `${this.quarter(day)} ${first.partnerType} ${first.partner}`;
      this.sold.set(sold, (this.sold.get(sold) ?? 0) + amount);
    }
  }

  /** Counted back from the last day, so that the last quarter is a whole one. */
  private quarter(day: Day): number {
    return Math.floor((this.to - day) / QUARTER_DAYS);
  }

  *direct(from: Day): Generator<MarketRecord> {
    const { random, to } = this;
    let [due, number] = [0, 0];
    for (let day = from - REGISTERED_DAYS; day <= to; day += 1) {
      due += A_DAY * Math.max(0.1, 1 - (FEWER * Math.max(0, day - from)) / (1000 * DAYS_IN_YEAR));
      for (; number < due; number += 1) {
        const closed = day + random.tailed(70);
        const isOpen = closed > to;
        const outcome = isOpen ? 'open' : random.chance(DIRECT.won) ? 'won' : 'lost';
        const amount = this.amount(Math.round((ORDINARY * random.between(LEAST, MOST)) / 100));
        yield {
          kind: 'opportunity',
          document: {
            id: `crm-${number + 1}`,
            customer: `direct-${random.below(2_000) + 1}`,
            createdOn: dayToIso(day),
            outcome,
            ...(!isOpen && { closedOn: dayToIso(closed) }),
            ...(isOpen && { stage: random.pick(['identified', 'qualified', 'proposed', 'committed']) }),
            amount: this.text(amount),
            region: random.pick(REGIONS),
            segment: random.pick(SEGMENTS),
            ...(random.chance(DIRECT.saysNew) && { newCustomer: random.chance(DIRECT.isNew) }),
            ...(random.chance(DIRECT.saysCompetitor) && { competitor: random.chance(DIRECT.competitor) }),
            ...(outcome === 'won' && random.chance(DIRECT.margin) && { grossMargin: this.margin(amount, MARGIN.direct) }),
          },
        };
      }
    }
  }

  /** Of what partners registered the CRM knows the same opportunity, and that the registration was approved. */
  *registered(): Generator<MarketRecord> {
    const { random, to } = this;
    const told = new Set<string>();
    for (const { activity, opportunity, closed, lost } of this.registrations.values()) {
      const { facts, day, parties } = activity;
      const [party] = parties;
      if (party === undefined || told.has(opportunity) || !random.chance(APPROVED)) continue;
      told.add(opportunity);
      const of = (name: string): Value | undefined => closed?.facts.get(name) ?? facts.get(name);
      const amount = closed === undefined ? facts.get('registration.amount') : closed.facts.get('deal.amount');
      const ended = closed?.day ?? lost ?? (day + REGISTERED_DAYS <= to ? day + REGISTERED_DAYS : undefined);
      const outcome = closed !== undefined ? 'won' : ended !== undefined ? 'lost' : 'open';
      yield {
        kind: 'opportunity',
        document: {
          id: opportunity,
          ...said({ customer: of('customer.id'), region: of('customer.region'), segment: of('customer.segment') }),
          createdOn: dayToIso(day),
          outcome,
          ...(ended !== undefined && { closedOn: dayToIso(Math.max(day, ended)) }),
          ...(typeof amount === 'number' && { amount: this.text(amount) }),
          ...(typeof of('customer.new') === 'boolean' ? { newCustomer: of('customer.new') } : { newCustomer: random.chance(550) }),
          ...(typeof of('deal.competitorPresent') === 'boolean' && { competitor: of('deal.competitorPresent') }),
          ...(outcome === 'won' &&
            typeof amount === 'number' &&
            random.chance(700) && { grossMargin: this.margin(amount, MARGIN.partner) }),
          partner: party.partner,
          partnerType: party.partnerType,
          registration: facts.get('registration.id'),
          registrationApprovedOn: dayToIso(Math.min(day + random.between(0, 4), ended ?? to)),
        },
      };
    }
  }

  /** A history tells of deals that partners won; the CRM knows those that they lost, and that they worked on them. */
  *lost(): Generator<MarketRecord> {
    const { random } = this;
    for (const [index, { day, facts, parties }] of this.unregistered.entries()) {
      const [party] = parties;
      const amount = facts.get('deal.amount');
      if (party === undefined || typeof amount !== 'number' || !random.chance(LOST)) continue;
      const id = `lost-${index + 1}`;
      const created = day - random.between(20, 90);
      yield {
        kind: 'opportunity',
        document: {
          id,
          ...said({ region: facts.get('customer.region'), segment: facts.get('customer.segment') }),
          createdOn: dayToIso(created),
          outcome: 'lost',
          closedOn: dayToIso(day),
          amount: this.text(Math.round((amount * random.between(600, 1700)) / 1000)),
          ...(random.chance(DIRECT.saysCompetitor) && { competitor: random.chance(DIRECT.competitor) }),
        },
      };
      const { partner, partnerType } = party;
      const doneOn = dayToIso(created + random.between(1, 20));
      yield { kind: 'action', document: { id: `work-${index + 1}`, opportunity: id, partner, partnerType, kind: 'proposal', doneOn } };
    }
  }

  *spending(from: Day): Generator<MarketRecord> {
    const { random, to } = this;
    let number = 0;
    const spent = (kind: string, day: Day, amount: number, more: object): MarketRecord => {
      number += 1;
      return {
        kind: 'investment',
        document: { id: `spent-${number}`, kind, spentOn: dayToIso(Math.max(from, day)), amount: this.text(Math.round(amount)), ...more },
      };
    };
    const types = new Map<string, number>();
    for (const [key, sold] of this.sold) {
      const [quarter = '', partnerType = ''] = key.split(' ');
      types.set(`${quarter} ${partnerType}`, (types.get(`${quarter} ${partnerType}`) ?? 0) + sold);
    }
    for (const [key, sold] of types) {
      const [quarter = '', partnerType = ''] = key.split(' ');
      const first = to - (Number(quarter) + 1) * QUARTER_DAYS;
      for (const kind of ['enablement', 'administration', ...(INVESTED[partnerType] ?? [])] as const) {
        const amount = (sold * SPENT[kind] * random.between(60, 140)) / 10_000;
        yield spent(kind, first + random.between(1, QUARTER_DAYS), amount, { partnerType, moves: MOVED[kind] });
      }
    }
  }

  /** Some of those who haven't been heard of for long. */
  *departures(): Generator<MarketRecord> {
    const { random, to } = this;
    for (const { partner, partnerType, day } of this.lastSeen.values()) {
      if (to - day < 2 * QUARTER_DAYS && !random.chance(LEFT / 4)) continue;
      if (!random.chance(LEFT * 3)) continue;
      yield { kind: 'departure', document: { partner, partnerType, endedOn: dayToIso(Math.min(to, day + random.between(1, 60))) } };
    }
  }

  /** Units of the currency → smallest units. */
  private amount(units: number): number {
    return units * 10 ** this.program.currency.digits;
  }

  private text(minor: number): string {
    const { digits } = this.program.currency;
    return (minor / 10 ** digits).toFixed(digits);
  }

  private margin(minor: number, [least, most]: readonly [number, number]): string {
    return this.text(Math.round((minor * this.random.between(least, most)) / 100));
  }
}

const INVESTED: Readonly<Record<string, readonly ('integration' | 'co-sell' | 'mdf')[]>> = {
  reseller: ['mdf'],
  isv: ['integration', 'co-sell'],
  si: ['co-sell'],
};
const MOVED = {
  enablement: 'time-to-first-commercial-activity',
  integration: 'integration-adoption-rate',
  'co-sell': 'win-rate',
  administration: 'partner-retention',
  mdf: 'influenced-pipeline-share',
} as const;

const said = (values: Readonly<Record<string, Value | undefined>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
