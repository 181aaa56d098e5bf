/** A record: what a measure counts, with the facts that it was recorded with. */
import { type Activity, enrollmentKey } from '../facts/activity.ts';
import type { Day, Value } from '../facts/value.ts';
import { termsInForce } from './agreements.ts';
import type { Agreement, EnrollmentState, PostedLine, Remembered, RememberedParty } from './state.ts';

export interface RecordOf {
  readonly entry: Remembered;
  /** Index of the party whose partner. and party. facts it has. */
  readonly party: number;
  readonly item?: number;
  readonly line?: PostedLine;
}

/** A fact as the record has it; undefined where missing. Parameters are no facts of a record. */
export function recordedFact(record: RecordOf, name: string): Value | undefined {
  const { entry, line } = record;
  const party = entry.parties[record.party];
  if (name.startsWith('item.')) return record.item === undefined ? undefined : entry.items[record.item]?.get(name);
  switch (name) {
    case 'activity.id':
      return entry.id;
    case 'activity.source':
      return entry.source;
    case 'activity.kind':
      return entry.kind;
    case 'activity.date':
      return entry.day;
    case 'line.amount':
      return line?.amount;
    case 'line.payee':
      return line?.payee;
  }
  return entry.facts.get(name) ?? (party === undefined ? undefined : partyFact(party, entry.day, name));
}

function partyFact(party: RememberedParty, day: Day, name: string): Value | undefined {
  switch (name) {
    case 'party.role':
      return party.role;
    case 'party.share':
      return party.share;
    case 'partner.id':
      return party.partner;
    case 'partner.type':
      return party.partnerType;
    case 'partner.tier':
      return party.tier;
    case 'partner.enrolledOn':
      return party.enrolledOn;
    case 'partner.daysEnrolled':
      return day - party.enrolledOn;
  }
  return party.profile.get(name);
}

/** The values of key facts as one text; undefined where one is missing. */
export function recordedKey(record: RecordOf, by: readonly string[]): string | undefined {
  if (by.length === 0) return '';
  const values = by.map((name) => recordedFact(record, name));
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}

/** A party as the activity finds it, its profile and agreements with the activity's own. */
export interface Attending {
  readonly enrollment: EnrollmentState;
  readonly role: string;
  readonly share: number;
  readonly tier: string | undefined;
  readonly profile: ReadonlyMap<string, Value>;
  readonly agreements: readonly Agreement[];
}

/** The activity as it will be remembered. */
export function entryOf(activity: Activity, attending: readonly Attending[]): Remembered {
  const { source, id, kind, day, facts, items } = activity;
  return {
    source,
    id,
    kind,
    day,
    facts,
    items,
    parties: attending.map(({ enrollment, role, share, tier, profile, agreements }) => ({
      partner: enrollment.partner,
      partnerType: enrollment.partnerType,
      role,
      share,
      enrolledOn: enrollment.enrolledOn,
      ...(tier === undefined ? {} : { tier }),
      profile,
      terms: termsInForce(agreements, day),
    })),
  };
}

export const keyOfParty = (party: RememberedParty): string => enrollmentKey(party.partner, party.partnerType);
