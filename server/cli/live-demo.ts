import type { ActivityDocument } from '../../schemas/types.ts';
import { SERVER } from '../access/principal.ts';
import type { Trail } from '../audit/trail.ts';
import type { Deals } from '../deals/model.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';
import { activityDocument, partnerDocument } from '../history/generate/document.ts';
import { generateHistory } from '../history/generate/generate.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { putCustomer } from '../registry/customers.ts';
import type { Registry } from '../registry/live.ts';
import { type EnrollmentGiven, listPartners, putPartner } from '../registry/partners.ts';
import { versionOn } from '../registry/version-on.ts';
import type { Store } from '../store/open-store.ts';
import { customerName, domainOf, partnerName } from './demo-names.ts';

const PROGRAM = 'northwind';
const SEED = 11;
const ACTIVITIES = 240;
/** So long ago it begins: protections, quarters and reviews of then have effect by now. */
const DAYS = 150;
/** Recorded with one transaction. */
const BATCH = 60;
const CUSTOMERS = 60;

export interface LiveDemo {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  readonly book: ProgramBook;
  readonly deals: Deals;
  readonly now: () => Date;
}

/**
 * Deal time as if it had been going on for some months, up to today: partners, what they reported, what was decided of it
 * and what waits. Into a store that has no partners yet; gives how many activities were recorded.
 */
export async function writeLiveDemo({ store, trail, book, deals, now }: LiveDemo): Promise<number> {
  const timeline = book.timeline(PROGRAM);
  if (timeline === undefined) return 0;
  if ((await listPartners(store.db, {}, { limit: 1 })).items.length > 0) return 0;
  const registry: Registry = { store, trail, book, live: deals, now };
  const today = await deals.today(PROGRAM);
  const { partners, activities } = told(versionOn(timeline, today), today);
  await enroll(registry, partners);
  const recorded = await record(deals, store, trail, activities);
  await registerCustomers(registry, activities);
  await deals.work();
  return recorded;
}

interface Told {
  readonly partners: ReadonlyMap<string, readonly EnrollmentGiven[]>;
  readonly activities: readonly ActivityDocument[];
}

function told(program: Program, today: string): Told {
  const to = isoToDay(today) ?? 0;
  const partners = new Map<string, EnrollmentGiven[]>();
  const activities: ActivityDocument[] = [];
  for (const event of generateHistory({ program, seed: SEED, activities: ACTIVITIES, from: to - DAYS, to })) {
    if ('activity' in event) activities.push(activityDocument(program, event.activity));
    else {
      const { id, enrollments, facts } = partnerDocument(program, event.enrollment);
      const own = enrollments.map((enrollment) => ({ program: program.id, ...enrollment, facts: { ...facts, ...enrollment.facts } }));
      partners.set(id, [...(partners.get(id) ?? []), ...own]);
    }
  }
  const known = new Set(partners.keys());
  const own = activities.filter((activity) => partiesOf(activity).every((partner) => known.has(partner)));
  return { partners, activities: [...own, ...pending(own, to)].sort(byTime) };
}

const LARGE = ['620000.00', '545000.00', '780000.00', '510000.00'] as const;

/** Large registrations of the last days, by whoever may sell: they wait for two persons, one of them for the second. */
function pending(activities: readonly ActivityDocument[], to: Day): readonly ActivityDocument[] {
  const sellers = new Map<string, ActivityDocument>();
  for (const activity of activities) {
    const { kind, partner, partnerType, facts = {} } = activity;
    const sells =
      kind === 'certificate-earned' &&
      partnerType === 'reseller' &&
      facts['certificate.role'] === 'sales' &&
      'certificate.product' in facts;
    if (sells && partner !== undefined) sellers.set(partner, activity);
  }
  const submitted = [...sellers.values()].slice(0, LARGE.length).map(({ partner, partnerType, facts = {} }, index): ActivityDocument => {
    const id = `large-${index + 1}`;
    const day = to - 1 - (index % 3);
    return {
      source: 'portal',
      id,
      kind: 'registration-submitted',
      occurredOn: dayToIso(day),
      ...(partner !== undefined && partnerType !== undefined && { partner, partnerType }),
      facts: {
        'registration.id': id,
        'customer.id': `prospect-${index + 1}`,
        'deal.productLine': facts['certificate.product'],
        'deal.kind': 'new',
        'registration.amount': LARGE[index],
        'registration.closeOn': dayToIso(day + 90),
        'registration.complete': true,
      },
    };
  });
  const [first] = submitted;
  if (first === undefined) return [];
  const { partner, partnerType, facts } = first;
  const approval = {
    source: 'desk',
    id: `${first.id}-seen`,
    kind: 'registration-approved',
    occurredOn: dayToIso(to - 1),
    ...(partner !== undefined && partnerType !== undefined && { partner, partnerType }),
    facts: { 'registration.id': facts?.['registration.id'], 'registration.reason': 'The customer confirmed it.' },
  };
  return [...submitted, approval];
}

/** In the order of history: what comes late is decided anew, with all that came after it. */
function byTime(a: ActivityDocument, b: ActivityDocument): number {
  const [one, other] = [a, b].map(({ occurredOn, at = '~' }) => `${occurredOn} ${at}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}

const partiesOf = ({ partner, parties }: ActivityDocument): readonly string[] =>
  parties === undefined ? [partner ?? ''] : parties.map((party) => party.partner);

async function enroll(registry: Registry, partners: Told['partners']): Promise<void> {
  const { store } = registry;
  await store.transaction(async (tx) => {
    for (const [index, [id, enrollments]] of [...partners].entries()) {
      const name = partnerName(enrollments[0]?.partnerType ?? '', index);
      await putPartner(registry, tx, SERVER, id, { name, domain: domainOf(name), enrollments }, undefined);
    }
  });
}

async function record(deals: Deals, store: Store, trail: Pick<Trail, 'record'>, activities: readonly ActivityDocument[]): Promise<number> {
  let recorded = 0;
  for (let from = 0; from < activities.length; from += BATCH) {
    recorded += await store.transaction(async (tx) => {
      const results = await deals.record(tx, SERVER, PROGRAM, activities.slice(from, from + BATCH));
      const taken = results.filter(({ status }) => status === 'recorded' || status === 'waiting').length;
      await trail.record(tx, SERVER, { action: 'activities-recorded', subject: { kind: 'program', id: PROGRAM }, after: { demo: taken } });
      return taken;
    });
  }
  return recorded;
}

/** Those that were named first. */
async function registerCustomers(registry: Registry, activities: readonly ActivityDocument[]): Promise<void> {
  const named = activities.flatMap(({ facts }) => (typeof facts?.['customer.id'] === 'string' ? [facts['customer.id']] : []));
  const ids = [...new Set(named)].slice(0, CUSTOMERS);
  await registry.store.transaction(async (tx) => {
    for (const [index, id] of ids.entries()) {
      const name = customerName(index);
      await putCustomer(registry, tx, SERVER, id, { name, domain: domainOf(name) }, undefined);
    }
  });
}
