/** How a registration stands, from the state of the fold. */
import type { RegistrationStanding } from '../engine/compiled/standing.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { CaseRow } from '../store/registry/cases.ts';
import type { CaseStatus } from '../store/registry/tables.ts';

/**
 * The status that the state says; `status`: what the steps so far say, which tells returned from refused and lost from
 * withdrawn.
 */
export function settledStatus(standing: RegistrationStanding, status: CaseStatus): CaseStatus {
  if (standing.won) return 'won';
  switch (standing.status) {
    case 'undecided':
      return 'waiting';
    case 'refused':
      return status === 'returned' ? status : 'refused';
    case 'withdrawn':
      return status === 'lost' ? status : 'withdrawn';
    case 'approved':
      return standing.granted === undefined ? 'approved' : grantedStatus(standing.granted);
    default:
      return standing.status;
  }
}

function grantedStatus({ until, extensions }: NonNullable<RegistrationStanding['granted']>): CaseStatus {
  if (until === undefined) return 'expired';
  return extensions > 0 ? 'extended' : 'approved';
}

type Stand = Pick<CaseRow, 'stage' | 'protection' | 'protected_from' | 'protected_until' | 'deadline' | 'submitted' | 'waits'>;

/** Columns that the state says. Of what has run out it stays known until when it was protected. */
export function standOf({ order, review, granted, waits }: RegistrationStanding, status: CaseStatus, before: Stand): Stand {
  const until = granted?.until === undefined ? null : dayToIso(granted.until);
  const known = until !== null || ((status === 'expired' || status === 'won') && before.protected_until !== null);
  return {
    stage: review?.name ?? null,
    protection: granted?.protection ?? review?.protection ?? null,
    protected_from: known && granted !== undefined ? dayToIso(granted.from) : null,
    protected_until: until ?? (known ? before.protected_until : null),
    deadline: status === 'approved' || status === 'extended' ? until : null,
    submitted: order,
    waits: waits?.leaves ?? null,
  };
}
