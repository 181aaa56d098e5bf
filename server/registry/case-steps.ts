/** What a decision means to the cases of its parties: each takes a step. Pure. */
import type { ActivityDocument } from '../../schemas/types.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import type { Decision, Outcome, PartyDecision } from '../engine/decisions/model.ts';
import type { CaseName } from '../store/registry/cases.ts';
import type { CaseStatus } from '../store/registry/tables.ts';

/** A decision that was kept; an activity that was generated has no document. */
export interface Followed {
  /** Id of its row. */
  readonly id: string;
  readonly decision: Decision;
  readonly document?: ActivityDocument;
}

/** Decisions of a shard, in the order in which they were made, and its state after them. */
export interface FollowedShard {
  readonly decisions: readonly Followed[];
  readonly state: CompiledState;
}

export interface CaseStep {
  readonly name: CaseName;
  /** Kind of the activity. */
  readonly step: string;
  readonly on: string;
  readonly decision: string;
  readonly currency: string;
  /** Missing: as it was. */
  readonly status?: CaseStatus;
  readonly reasons: readonly string[];
  /** The facts it was submitted with: the step begins a case where there is none. */
  readonly asked?: Readonly<Record<string, unknown>>;
  readonly amount?: string;
  readonly routedTo?: string;
  readonly urgency?: string;
  readonly deadline?: string;
  /** What a person said who decided it. */
  readonly note?: string;
}

/** Where persons' decisions come from. */
export const DESK = 'desk';

type Facts = Readonly<Record<string, unknown>>;

/** Steps in the order in which they were decided. Opportunities that are closed are told apart: what they close is found by whoever keeps cases. */
export function stepsOf({ id, decision, document }: Followed): readonly CaseStep[] {
  const facts: Facts = document?.facts ?? {};
  return decision.parties.flatMap((party) => {
    const said = saidOf(decision, party, facts);
    if (said === undefined) return [];
    const { kind, reference, ...step } = said;
    const { partner, partnerType } = party;
    const name = { kind, partner, partnerType, reference };
    const note = noteOf(document);
    return [
      {
        name,
        step: decision.kind,
        on: decision.on,
        decision: id,
        currency: decision.currency,
        ...step,
        ...(note !== undefined && { note }),
      },
    ];
  });
}

/** Without the word of ours that it may begin with. */
function noteOf(document: ActivityDocument | undefined): string | undefined {
  const reason = document?.facts?.['registration.reason'];
  return document?.source === DESK && typeof reason === 'string' ? reason.replace(/^(returned|lost): /, '') : undefined;
}

type Said = Pick<CaseName, 'kind' | 'reference'> & Omit<CaseStep, 'name' | 'step' | 'on' | 'decision' | 'currency'>;

function saidOf(decision: Decision, party: PartyDecision, facts: Facts): Said | undefined {
  switch (decision.kind) {
    case 'registration-submitted':
    case 'registration-reconsidered':
    case 'registration-approved':
    case 'registration-refused':
    case 'registration-withdrawn':
    case 'registration-extended':
    case 'protection-expired':
      return ofRegistration(decision, party, facts);
    case 'deal-closed':
      return named('registration', facts['deal.registration'], { reasons: [] });
    case 'enrollment':
      return party.enrollment && { ...said('enrollment', APPLICATION, party.enrollment, { accepted: 'approved' }), asked: facts };
    case 'mdf-request':
    case 'mdf-claim':
      return ofMdf(decision, party, facts);
    case 'co-sell-request':
      return ofCoSell(party, facts);
    default:
      return undefined;
  }
}

/** An enrollment has one application, however often it is sent in. */
export const APPLICATION = 'application';

function named(kind: CaseName['kind'], reference: unknown, step: Omit<Said, 'kind' | 'reference'>): Said | undefined {
  return typeof reference === 'string' && reference !== '' ? { kind, reference, ...step } : undefined;
}

/** An outcome that a case has as its status, under another name where it is said so. */
const said = <O extends string>(
  kind: CaseName['kind'],
  reference: string,
  { outcome, reasons }: Outcome<O>,
  names: Readonly<Record<Exclude<O, CaseStatus>, CaseStatus>>,
): Said => ({ kind, reference, status: (names as Readonly<Record<string, CaseStatus>>)[outcome] ?? (outcome as O & CaseStatus), reasons });

/** A person can't take these steps where the registration isn't where they presume: it stays as it is. */
const NOT_TAKEN: ReadonlySet<string> = new Set(['not-in-review', 'unknown-registration', 'not-extendable']);

function ofRegistration(decision: Decision, { registration }: PartyDecision, facts: Facts): Said | undefined {
  const { kind } = decision;
  const reference = decision.generated ? generatedFor(decision) : facts['registration.id'];
  const asked = kind === 'registration-submitted' ? { asked: facts } : {};
  if (registration === undefined)
    return named('registration', reference, { ...asked, reasons: [], ...(asked.asked && { status: 'waiting' }) });
  const { outcome, reasons } = registration;
  if (outcome === 'refused' && reasons.some((reason) => NOT_TAKEN.has(reason))) return named('registration', reference, { reasons });
  return named('registration', reference, { ...asked, reasons, status: statusOf(kind, outcome, reasons) });
}

/**
 * One kind of activity refuses and returns, one withdraws what is no longer wanted and what is lost: their reason says which.
 * “returned: no budget holder named”, “lost to a rival”.
 */
function statusOf(
  kind: string,
  outcome: 'approved' | 'review' | 'returned' | 'refused' | 'extended' | 'withdrawn',
  [reason = '']: readonly string[],
): CaseStatus {
  if (kind === 'registration-refused' && /^returned\b/i.test(reason)) return 'returned';
  if (kind === 'registration-withdrawn' && /^lost\b/i.test(reason)) return 'lost';
  return outcome;
}

/** KIND:YYYY-MM-DD:PARTNERTYPE:PARTNER:REGISTRATION, where partners and registrations may have colons too. */
function generatedFor({ activity, kind, on, parties: [party] }: Decision): string | undefined {
  const before = `${kind}:${on}:${party?.partnerType ?? ''}:${party?.partner ?? ''}:`;
  return activity.id.startsWith(before) ? activity.id.slice(before.length) : undefined;
}

function ofMdf({ kind }: Decision, { mdf, promises }: PartyDecision, facts: Facts): Said | undefined {
  const reference = facts['mdf.id'];
  if (mdf === undefined || typeof reference !== 'string') return undefined;
  const { amount } = mdf;
  // what a program promises of a request in days is by when something has to be done
  const days = promises.flatMap(({ value }) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? [value] : []));
  const [deadline] = days.sort();
  return {
    ...said('mdf', reference, mdf, {}),
    ...(kind === 'mdf-request' ? { asked: facts } : mdf.outcome === 'approved' && { status: 'claimed' }),
    ...(amount !== undefined && { amount }),
    ...(deadline !== undefined && { deadline }),
  };
}

function ofCoSell({ routing }: PartyDecision, facts: Facts): Said | undefined {
  const reference = facts['coSell.id'];
  if (routing === undefined || typeof reference !== 'string') return undefined;
  const { to, urgency } = routing;
  return {
    ...said('co-sell', reference, routing, {}),
    asked: facts,
    ...(to !== undefined && { routedTo: to }),
    ...(urgency !== undefined && { urgency }),
  };
}
