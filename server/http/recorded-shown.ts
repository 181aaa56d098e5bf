import type { AuditHead, Change } from '../audit/entry.ts';
import type { KeptDecision, Recorded } from '../deals/model.ts';

/* What was recorded, for the audit trail and for who asked. */

/** Undefined: nothing was changed. */
export function changeOf(program: string, all: readonly Recorded[]): Change | undefined {
  const changed = all.filter(({ status }) => status === 'recorded' || status === 'queued' || status === 'waiting' || status === 'outdated');
  if (changed.length === 0) return undefined;
  return {
    action: 'activities-recorded',
    subject: { kind: 'program', id: program },
    after: {
      activities: changed.map(({ activity, status, decision }) => ({
        ...activity,
        status,
        ...(decision && { decision: decision.receipt.decision }),
      })),
    },
  };
}

export function recordedShown({ activity, status, decision, inbox }: Recorded, head: AuditHead | undefined): object {
  return {
    ...(activity && { activity }),
    status,
    ...(decision && keptShown(decision, head)),
    ...(inbox !== undefined && { inbox }),
  };
}

const keptShown = ({ ids, decision, receipt, provisional }: KeptDecision, head: AuditHead | undefined): object => ({
  id: ids[0],
  ...(ids.length > 1 && { ids }),
  decision,
  provisional,
  receipt: { ...receipt, ...(head && { audit: { entry: head.entry, hash: head.hash } }) },
});
