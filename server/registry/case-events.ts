import type { CaseRow } from '../store/registry/cases.ts';
import type { EventKind, EventOut } from '../webhooks/events.ts';

/** What is told of a step that no decision tells of: one that people take, or that an opportunity's end brings about. */
export function caseEvents(
  { id, program, kind, partner, partner_type: partnerType, reference, status }: CaseRow,
  data: object,
): readonly EventOut[] {
  const told = KINDS[`${kind}.${status}`];
  return told === undefined ? [] : [{ program, kind: told, subject: { case: id, partner, partnerType, reference }, data }];
}

/** Those of registrations are told with their decisions. */
const KINDS: Readonly<Record<string, EventKind>> = {
  'enrollment.withdrawn': 'enrollment.withdrawn',
  'mdf.withdrawn': 'mdf.withdrawn',
  'co-sell.routed': 'co-sell.routed',
  'co-sell.returned': 'co-sell.returned',
  'co-sell.accepted': 'co-sell.accepted',
  'co-sell.refused': 'co-sell.refused',
  'co-sell.won': 'co-sell.won',
  'co-sell.lost': 'co-sell.lost',
  'co-sell.withdrawn': 'co-sell.withdrawn',
};
