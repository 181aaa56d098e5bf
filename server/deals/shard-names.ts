import type { Activity, Party } from '../engine/facts/activity.ts';

/* Who is decided together: all of a program, or an enrollment by itself, where nothing reaches beyond it. */

export const WHOLE = '*';

export const shardOf = (cut: 'enrollment' | 'nothing', partner: string, partnerType: string): string =>
  cut === 'nothing' ? WHOLE : `${partnerType} ${partner}`;

export const shardsOf = (cut: 'enrollment' | 'nothing', parties: readonly Party[]): readonly string[] =>
  cut === 'nothing' ? [WHOLE] : [...new Set(parties.map(({ partner, partnerType }) => shardOf(cut, partner, partnerType)))];

/** The enrollment of a shard; undefined: all of them. */
export function enrollmentOf(shard: string): { readonly partner: string; readonly partnerType: string } | undefined {
  if (shard === WHOLE) return undefined;
  const at = shard.indexOf(' ');
  return { partnerType: shard.slice(0, at), partner: shard.slice(at + 1) };
}

/** The activity as a shard decides it: for the parties that are of it. */
export function within(shard: string, activity: Activity): Activity {
  if (shard === WHOLE || activity.parties.length === 1) return activity;
  const parties = activity.parties.filter(({ partner, partnerType }) => shardOf('enrollment', partner, partnerType) === shard);
  return parties.length === activity.parties.length ? activity : Object.freeze({ ...activity, parties });
}
