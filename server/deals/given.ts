import type { Shown } from '../engine/decisions/model.ts';
import type { Activity } from '../engine/facts/activity.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Day, Value } from '../engine/facts/value.ts';
import type { Given, GivenProtection } from '../engine/fold/evaluator.ts';
import type { Timeline } from '../engine/program/model.ts';
import { type GrantedRow, grantedBefore } from '../store/deals/granted.ts';
import { promisesBefore } from '../store/deals/promises.ts';
import type { Reader } from '../store/life/contents.ts';
import type { Place } from './members.ts';
import { nameOf } from './names.ts';
import { enrollmentOf } from './shard-names.ts';

/* What a shard's fold takes as it was recorded: promises that were made, protections that were granted. */

interface Folding {
  readonly timeline: Timeline;
  readonly activities: readonly Activity[];
  /** Only what is dated before this day; missing: all. */
  readonly before?: string;
}

/** Of before a step. A protection that was granted for what a registration doesn't ask for any more isn't given. */
export async function givenBefore(db: Reader, { program, shard }: Place, step: number, folding: Folding): Promise<Given> {
  const of = enrollmentOf(shard) ?? 'all';
  const isBefore = (day: string): boolean => folding.before === undefined || day < folding.before;
  const promises = await promisesBefore(db, program, step, of);
  const granted = (await grantedBefore(db, program, step, of)).filter((row) => isBefore(row.granted_on)).map(protectionOf);
  return {
    promises: promises
      .filter(({ made_on }) => isBefore(made_on))
      .map(({ promise, key, value }) => ({
        promise,
        key: JSON.parse(key) as readonly Shown[],
        value: JSON.parse(value) as Shown,
      })),
    protections: granted.length === 0 ? granted : stillAsked(granted, folding),
  };
}

const protectionOf = ({ partner_type, granted_on, leaves, source, activity, partner, registration, protection }: GrantedRow) => ({
  ...{ source, activity, partner, partnerType: partner_type, registration, protection },
  from: dayIn(granted_on),
  leaves: leaves.map(({ values, until }) => ({ values, until: dayIn(until) })),
});

function dayIn(text: string): Day {
  const day = isoToDay(text);
  if (day === undefined) throw new Error(`${text} is no day`);
  return day;
}

/** A corrected registration may ask for something else. */
function stillAsked(granted: readonly GivenProtection[], { timeline, activities }: Folding): readonly GivenProtection[] {
  const newest = new Map<string, Activity>();
  for (const activity of activities) {
    const name = nameOf(activity);
    if (activity.revision >= (newest.get(name)?.revision ?? 0)) newest.set(name, activity);
  }
  const submitted = new Map<string, Activity[]>();
  for (const activity of newest.values()) {
    const id = activity.facts.get('registration.id');
    if (activity.kind === 'registration-submitted' && typeof id === 'string') submitted.set(id, [...(submitted.get(id) ?? []), activity]);
  }
  return granted.filter((each) => {
    const own = (submitted.get(each.registration) ?? []).filter(({ parties }) =>
      parties.some(({ partner, partnerType }) => partner === each.partner && partnerType === each.partnerType),
    );
    const by = newest.get(nameOf({ source: each.source, id: each.activity }));
    return own.length === 0 || own.some(({ facts }) => asksFor(timeline, each, (fact) => by?.facts.get(fact) ?? facts.get(fact)));
  });
}

/** In some version, if any knows the protection; what isn't a fact of activities can't be corrected with them. */
function asksFor({ versions }: Timeline, { protection, leaves }: GivenProtection, read: (fact: string) => Value | undefined): boolean {
  const scopes = versions.flatMap(({ protections }) => protections.get(protection) ?? []).map(({ scope }) => scope);
  return (
    scopes.length === 0 ||
    scopes.some((scope) =>
      leaves.every(({ values }) => values.length === scope.length && scope.every((fact, index) => names(read(fact), values[index]))),
    )
  );
}

const names = (value: Value | undefined, wanted: Value | undefined): boolean =>
  value === undefined || value === wanted || (Array.isArray(value) && value.includes(wanted));
