/** What expires of an enrollment: certificates, documents, integrations. Agreements have an end of their own. */
import type { Activity } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import type { Attending } from './desk.ts';
import { wake } from './due.ts';
import { holdEqual, validKinds } from './measures/plan.ts';
import type { CompiledState, EnrollmentState } from './state.ts';
import type { ExpiringKinds } from './timeline.ts';

/** Takes out what the activity ends, and puts in what it begins. */
export function rememberValidity(expiring: ExpiringKinds, state: CompiledState, activity: Activity, attending: readonly Attending[]): void {
  if (expiring.ending.has(activity.kind)) {
    for (const { enrollment } of attending) {
      enrollment.expiring = enrollment.expiring.filter(({ kind, here }) => !ends(expiring, activity, kind, here));
    }
  }
  const spec = expiring.kinds.get(activity.kind);
  const until = spec === undefined ? undefined : activity.facts.get(spec.until);
  if (spec === undefined || typeof until !== 'number' || until < activity.day) return;
  for (const owner of new Set(attending.map(({ enrollment }) => enrollment))) {
    owner.expiring.push({ kind: activity.kind, until, here: spec.here.map((fact) => activity.facts.get(fact) ?? null) });
    wake(state, until, { what: 'validity', enrollment: owner.index });
  }
}

/** Whether something expires at the end of the day; it is forgotten. */
export function expires(enrollment: EnrollmentState, day: Day): boolean {
  const found = enrollment.expiring.some(({ until }) => until === day);
  if (found) enrollment.expiring = enrollment.expiring.filter(({ until }) => until > day);
  return found;
}

export function expiringKinds({ versions: [program] }: Timeline): ExpiringKinds {
  const names = [...(program?.catalogue.kinds.keys() ?? [])].filter((kind) => kind !== 'agreement-signed');
  const kinds = program === undefined ? new Map() : validKinds(program, names);
  return { kinds, ending: new Set([...kinds.values()].flatMap(({ endedBy }) => [...endedBy.keys()])) };
}

function ends({ kinds }: ExpiringKinds, { kind, facts }: Activity, of: string, here: EnrollmentState['expiring'][number]['here']): boolean {
  const spec = kinds.get(of);
  const pairs = spec?.endedBy.get(kind);
  return spec !== undefined && pairs !== undefined && holdEqual(spec.here, here, pairs, facts);
}
