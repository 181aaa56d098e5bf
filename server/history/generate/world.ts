import { addMonths, periodOf } from '../../engine/compiled/calendar.ts';
import type { Activity, Enrollment, Party } from '../../engine/facts/activity.ts';
import type { Day, Value } from '../../engine/facts/value.ts';
import type { Program } from '../../engine/program/model.ts';
import { Agenda } from './agenda.ts';
import { Customers } from './customers.ts';
import type { Firm } from './firm.ts';
import { foundFirms } from './found.ts';
import { Instants } from './instants.ts';
import { Random } from './random.ts';
import { Roster } from './roster.ts';
import { isRush, isWorkday } from './seasons.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** One thing that a history says: who takes part from when on, or what happened. */
export type HistoryEvent = { readonly enrollment: Enrollment } | { readonly activity: Activity };

type Facts = Map<string, Value>;

/** How an activity is known in its source. */
export interface Told {
  readonly source: string;
  readonly id: string;
}

export interface Telling {
  readonly parties?: readonly Party[];
  readonly items?: readonly ReadonlyMap<string, Value>[];
  readonly terms?: ReadonlyMap<string, Value>;
  /** Missing: the system that reports the kind. */
  readonly source?: string;
  readonly instant?: boolean;
}

/** Which system reports what; what isn't named comes from the vendor's customer system. */
const SOURCES: Readonly<Record<string, string>> = {
  enrollment: 'portal',
  'profile-changed': 'portal',
  'gate-question': 'portal',
  'mdf-request': 'portal',
  'mdf-claim': 'portal',
  'document-received': 'portal',
  'document-revoked': 'portal',
  'certificate-earned': 'academy',
  'certificate-revoked': 'academy',
  'person-left': 'academy',
  'marketplace-offer': 'marketplace',
  'marketplace-sale': 'marketplace',
  'shipment-report': 'orders',
  'sell-through-report': 'orders',
  invoice: 'orders',
  'usage-report': 'telemetry',
  'integration-adoption': 'telemetry',
};
const OTHER_SOURCE = 'crm';
const SECONDS_BETWEEN = 40;
const BUYERS = 512;
const NO_FACTS: ReadonlyMap<string, Value> = new Map();
const NO_ITEMS: readonly ReadonlyMap<string, Value>[] = Object.freeze([]);
/** In a thousand: how often something set down for a weekend waits for the next working day. */
const WAITS = 850;

export interface Setting {
  readonly program: Program;
  readonly seed: number;
  readonly firms: number;
  readonly first: Day;
  readonly last: Day;
}

/** What all stories share: chance, the day, who there is, and where they put what happens. */
export class World {
  readonly program: Program;
  readonly words: Vocabulary;
  readonly random: Random;
  readonly customers: Customers;
  readonly rosters: ReadonlyMap<string, Roster>;
  readonly first: Day;
  readonly last: Day;
  today: Day;
  /** What happened and hasn't been handed on. */
  heard: HistoryEvent[] = [];
  /** Activities told so far. */
  count = 0;
  /** Customers that bought last, in a ring: where services are wanted. */
  private readonly buyers = new Int32Array(BUYERS).fill(-1);
  private bought = 0;
  private readonly agenda: Agenda;
  private readonly instants: Instants;
  private readonly unit: number;
  private numbered = 0;

  constructor({ program, seed, firms, first, last }: Setting) {
    this.program = program;
    this.words = vocabularyOf(program);
    this.random = new Random(seed);
    this.customers = new Customers(seed, first);
    this.first = first;
    this.last = last;
    this.today = first;
    this.agenda = new Agenda(first, last);
    this.instants = new Instants(program.calendar.timeZone, first);
    this.unit = 10 ** program.currency.digits;
    const founded = foundFirms({ random: this.random, types: [...program.partnerTypes.keys()], count: firms, first, last });
    this.rosters = new Map([...founded].map(([type, ranked]) => [type, new Roster(type, ranked)]));
  }

  /** Whole units of the currency in its smallest ones. */
  money(units: number): number {
    return Math.round(units) * this.unit;
  }

  /** A name that nothing else has. */
  name(prefix: string): string {
    this.numbered += 1;
    return `${prefix}${this.numbered}`;
  }

  firm(type: string): Firm | undefined {
    return this.rosters.get(type)?.pick(this.random, this.today);
  }

  sold(customer: number): void {
    this.customers.bought(customer, this.today);
    this.buyers[this.bought % BUYERS] = customer;
    this.bought += 1;
  }

  /** One that bought not long ago. */
  buyer(): number {
    const drawn = this.buyers[this.random.below(BUYERS)] ?? -1;
    return drawn >= 0 ? drawn : this.customers.appear(this.random);
  }

  enroll(enrollment: Enrollment): void {
    this.heard.push({ enrollment: Object.freeze(enrollment) });
  }

  /** Whether the program says that partners of the type produce the kind. */
  produces(type: string, kind: string): boolean {
    return this.program.partnerTypes.get(type)?.produces.has(kind) === true;
  }

  /** Something happens today; unless the program takes no activities of the kind from such partners: then nobody hears of it, and it is undefined. */
  tell(kind: string, by: Pick<Firm, 'parties'>, facts: Facts, telling: Telling = {}): Told | undefined {
    const parties = telling.parties ?? by.parties;
    if (!parties.every(({ partnerType }) => this.produces(partnerType, kind))) return undefined;
    const source = telling.source ?? SOURCES[kind] ?? OTHER_SOURCE;
    this.count += 1;
    const activity: Activity = {
      source,
      id: `a${this.count}`,
      revision: 1,
      kind,
      day: this.today,
      ...(telling.instant === true && { at: this.instants.next(this.today, 1 + this.random.below(SECONDS_BETWEEN)) }),
      parties,
      facts,
      items: telling.items ?? NO_ITEMS,
      terms: telling.terms ?? NO_FACTS,
    };
    this.heard.push({ activity: Object.freeze(activity) });
    return activity;
  }

  /** So many days from now, or on the working day after; never before tomorrow. */
  later(days: number, happens: () => void): void {
    let day = this.today + Math.max(1, Math.round(days));
    if (this.random.chance(WAITS)) while (!isWorkday(this.program.calendar, day)) day += 1;
    this.agenda.note(day, happens);
  }

  /** As `later`, for what the firm does: not once it has left. */
  laterBy(firm: Firm, days: number, happens: () => void): void {
    this.later(days, () => {
      if (firm.gone > this.today) happens();
    });
  }

  live(): void {
    this.agenda.live(this.today);
  }

  get isRush(): boolean {
    return isRush(this.program.calendar, this.today);
  }

  months(count: number): Day {
    return addMonths(this.today, count);
  }

  fiscalYear(): number {
    return periodOf(this.program.calendar, 'year', this.today);
  }

  /** Whether activities of a kind may carry a fact that isn't in every program. */
  carries(kind: string, fact: string): boolean {
    return this.program.catalogue.kinds.get(kind)?.facts.has(fact) === true;
  }
}
