import type { EnrollmentTable } from '../../engine/columns/history.ts';
import { sharedInts } from '../shared-memory.ts';
import type { Enrolled } from './enrolled.ts';
import { Gathering, NOWHERE, pickedFrom } from './gather.ts';
import type { Part } from './part.ts';
import type { Recoder } from './recode.ts';

/** `firstDay`: of an enrollment that nobody enrolled. */
export function enrollmentTable(
  parts: readonly Part[],
  codes: readonly (Int32Array | null)[],
  { count, partner, partnerType, said, saidIn }: Enrolled,
  recoder: Recoder,
): (firstDay: (e: number) => number) => EnrollmentTable {
  const source = saidIn.map((part, e) => ((said[e] ?? -1) < 0 ? NOWHERE : part));
  const partners = recoder.add(label('partner'), partner);
  const types = recoder.add(label('partnerType'), partnerType);
  const tiers = new Int32Array(count);
  const tiered = new Uint8Array((count + 7) >> 3);
  for (let e = 0; e < count; e += 1) {
    const part = source[e] ?? NOWHERE;
    const tier = parts[part]?.enrollments.tier[said[e] ?? 0] ?? -1;
    if (tier < 0) continue;
    tiers[e] = codes[part]?.[tier] ?? tier;
    tiered[e >> 3] = (tiered[e >> 3] ?? 0) | (1 << (e & 7));
  }
  const tier = recoder.add(label('tier'), tiers, tiered);
  const profiles = parts.map(({ enrollments }) => enrollments.profile);
  const profile = new Gathering(recoder, codes).columns(label('profile'), pickedFrom(said, source, parts.length), profiles);
  return (firstDay) => {
    const enrolledOn = sharedInts(count);
    for (let e = 0; e < count; e += 1) enrolledOn[e] = parts[source[e] ?? NOWHERE]?.enrollments.enrolledOn[said[e] ?? 0] ?? firstDay(e);
    return { count, partner: partners.wide(), partnerType: types.wide(), enrolledOn, tier: tier.wide(-1), profile: profile() };
  };
}

const label = (name: string): string => `\u0000enrollments\u0000${name}`;
