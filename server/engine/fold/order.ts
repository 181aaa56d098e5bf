import type { Activity } from '../facts/activity.ts';
import type { Value } from '../facts/value.ts';

/** Two reports of one activity under the same revision that say different things. */
export interface Conflict {
  readonly source: string;
  readonly id: string;
  readonly revision: number;
  /** Places in the list given: the report that stands, and the one that doesn't count. */
  readonly kept: number;
  readonly refused: number;
}

export interface OrderedHistory {
  readonly ordered: Activity[];
  /** In the order given. */
  readonly conflicts: readonly Conflict[];
}

interface Kept {
  readonly activity: Activity;
  readonly index: number;
}

/**
 * The order of history: by day; within a day first what has an instant, by instant, then the rest;
 * ties as recorded. Of an activity's revisions the highest counts, and it stands where the activity was
 * first recorded, so that mending one doesn't move it among its neighbours.
 */
export function orderHistory(activities: readonly Activity[]): OrderedHistory {
  if (isOrdered(activities)) return { ordered: [...activities], conflicts: [] };
  // by source and id; a Map keeps the place of the first
  const latest = new Map<string, Kept>();
  const revisions = new Map<string, Kept>();
  const conflicts: Conflict[] = [];
  for (const [index, activity] of activities.entries()) {
    const name = `${activity.source}\u0000${activity.id}`;
    const revision = `${name}\u0000${activity.revision}`;
    const same = revisions.get(revision);
    if (same !== undefined) {
      if (!sameContent(same.activity, activity)) {
        conflicts.push({ source: activity.source, id: activity.id, revision: activity.revision, kept: same.index, refused: index });
      }
      continue;
    }
    revisions.set(revision, { activity, index });
    const known = latest.get(name);
    if (known === undefined || known.activity.revision < activity.revision) latest.set(name, { activity, index });
  }
  // sorting is stable
  return { ordered: [...latest.values()].map(({ activity }) => activity).sort(byTime), conflicts };
}

/** So many are faster compared each with each than looked up. */
const FEW = 8;

/** Whether they are few, different, and in order already, as the activities of a quote nearly always are. */
function isOrdered(activities: readonly Activity[]): boolean {
  if (activities.length > FEW) return false;
  for (let place = 1; place < activities.length; place += 1) {
    const [before, one] = [activities[place - 1], activities[place]];
    if (before === undefined || one === undefined || byTime(before, one) > 0) return false;
    for (let other = 0; other < place; other += 1) {
      if (activities[other]?.id === one.id && activities[other]?.source === one.source) return false;
    }
  }
  return true;
}

const byTime = (a: Activity, b: Activity): number => a.day - b.day || byInstant(a.at, b.at);

function byInstant(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  return a - b;
}

/** Whether two reports say the same. Facts have no order, parties and items do. */
export function sameContent(a: Activity, b: Activity): boolean {
  return (
    a.kind === b.kind &&
    a.day === b.day &&
    a.at === b.at &&
    a.exchange?.currency === b.exchange?.currency &&
    a.exchange?.rate === b.exchange?.rate &&
    a.exchange?.on === b.exchange?.on &&
    a.parties.length === b.parties.length &&
    a.parties.every((party, index) => {
      const other = b.parties[index];
      return (
        party.partner === other?.partner &&
        party.partnerType === other.partnerType &&
        party.role === other.role &&
        party.share === other.share
      );
    }) &&
    sameValues(a.facts, b.facts) &&
    sameValues(a.terms, b.terms) &&
    a.items.length === b.items.length &&
    a.items.every((item, index) => sameValues(item, b.items[index]))
  );
}

export function sameValues(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value> | undefined): boolean {
  if (b === undefined || a.size !== b.size) return false;
  for (const [name, value] of a) if (!sameValue(value, b.get(name))) return false;
  return true;
}

function sameValue(a: Value, b: Value | undefined): boolean {
  if (typeof a !== 'object') return a === b;
  return typeof b === 'object' && a.length === b.length && a.every((each, index) => each === b[index]);
}
