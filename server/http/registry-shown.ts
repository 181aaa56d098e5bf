/** Partners, customers and cases as they go out. */
import { actionsFor } from '../registry/case-actions.ts';
import type { CustomerKept } from '../registry/customers.ts';
import type { CaseTold } from '../registry/decide-case.ts';
import type { PartnerKept } from '../registry/partners.ts';
import type { CaseEventRow, CaseRow } from '../store/registry/cases.ts';
import type { EnrollmentRow } from '../store/registry/enrollments.ts';
import type { CustomerRow, PartnerRow } from '../store/registry/firms.ts';
import type { CaseSeen } from '../store/registry/list-cases.ts';

/** What is missing is left out. */
function present<T extends object>(shown: T): Partial<T> {
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null && value !== undefined)) as Partial<T>;
}

const firmShown = ({ id, revision, name, domain, registry_number }: PartnerRow | CustomerRow) =>
  present({ id, revision, name, domain, registryNumber: registry_number });

const timesOf = ({ created_at, changed_at }: PartnerRow | CustomerRow) => ({
  createdAt: created_at.toISOString(),
  changedAt: changed_at.toISOString(),
});

export const partnerSummary = ({ row, enrollments }: Pick<PartnerKept, 'row' | 'enrollments'>) => ({
  ...firmShown(row),
  ...present({ parent: row.parent }),
  enrollments: enrollments.map(({ program, partner_type, enrolled_on, tier }) =>
    present({ program, partnerType: partner_type, enrolledOn: enrolled_on, tier }),
  ),
  ...timesOf(row),
});

export const partnerShown = ({ row, enrollments, applications, similar }: PartnerKept) => ({
  ...firmShown(row),
  ...present({ parent: row.parent }),
  enrollments: enrollments.map((enrollment) => enrollmentShown(enrollment, applications)),
  similar,
  ...timesOf(row),
});

function enrollmentShown(row: EnrollmentRow, applications: readonly CaseRow[]) {
  const application = applications.find(({ program, partner_type }) => program === row.program && partner_type === row.partner_type);
  return {
    program: row.program,
    partnerType: row.partner_type,
    enrolledOn: row.enrolled_on,
    ...present({
      tier: row.tier,
      tierSince: row.tier_since,
      qualified: row.qualified,
      graceUntil: row.grace_until,
      application: application && { case: application.id, status: application.status, reasons: application.reasons },
    }),
    facts: row.facts,
    benefits: row.benefits,
    provisional: row.provisional,
  };
}

export const customerSummary = (row: CustomerRow) => ({
  ...firmShown(row),
  ...present({ country: row.country, affiliation: row.affiliation }),
  ...timesOf(row),
});

export const customerShown = ({ row, similar }: CustomerKept) => ({ ...customerSummary(row), similar });

/** `own`: told to the partner itself. */
export const caseSummary = (row: CaseSeen, own: boolean) => ({
  id: row.id,
  program: row.program,
  kind: row.kind,
  partner: row.partner,
  partnerType: row.partner_type,
  reference: row.reference,
  status: row.status,
  step: row.step,
  reasons: row.reasons,
  ...present({
    stage: row.stage,
    customer: row.customer,
    amount: row.amount,
    protection:
      row.protection === null ? undefined : present({ name: row.protection, from: row.protected_from, until: row.protected_until }),
    runnerUp: row.runner_up,
    heldUntil: row.held_until,
    routedTo: row.routed_to,
    urgency: row.urgency,
    deadline: row.deadline,
    dueOn: row.due_on,
    assignedTo: row.assigned_to === null || own ? undefined : { id: row.assigned_to, name: row.assigned_name ?? '' },
  }),
  currency: row.currency,
  openedOn: row.opened_on,
  decidedOn: row.decided_on,
  changedAt: row.changed_at.toISOString(),
});

export const caseShown = ({ row, events }: CaseTold, own: boolean) => ({
  ...caseSummary(row, own),
  asked: row.asked,
  actions: actionsFor(row, own),
  decision: row.decision,
  reasoning: `/v1/decisions/${row.decision}`,
  events: events.filter(({ step }) => !own || step !== 'assigned').map(eventShown),
});

const eventShown = (event: CaseEventRow) => ({
  place: event.place,
  step: event.step,
  status: event.status,
  reasons: event.reasons,
  ...present({ decision: event.decision, note: event.note }),
  on: event.on_day,
  by: { id: event.by_id, name: event.by_name },
  at: event.at.toISOString(),
});
