import { registrationOf, registrationsHolding } from '../engine/compiled/standing.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import { dayToIso } from '../engine/facts/render.ts';

/** Until when what a registration waits for is held by others: all that it may be told of them. Undefined where it waits for nothing. */
export function heldUntil(state: CompiledState, partner: string, partnerType: string, registration: string): string | undefined {
  const leaves = registrationOf(state, partner, partnerType, registration)?.waits?.leaves ?? [];
  const days = leaves.flatMap((leaf) =>
    registrationsHolding(state, leaf).flatMap((holder) => holder.leaves.filter((held) => held.leaf === leaf).map(({ until }) => until)),
  );
  return days.length === 0 ? undefined : dayToIso(Math.max(...days));
}
