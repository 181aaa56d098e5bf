/** What people may decide of a case, and where from. Pure. */
import type { CaseRow } from '../store/registry/cases.ts';
import type { CaseKind, CaseStatus } from '../store/registry/tables.ts';

export const CASE_ACTIONS = ['approve', 'return', 'refuse', 'extend', 'withdraw', 'lose', 'route', 'accept'] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];

/** What the partner itself may do of its own cases. */
export const OWN_ACTIONS: ReadonlySet<CaseAction> = new Set(['extend', 'withdraw', 'lose']);
/** Nobody is told no without a reason. */
export const REASONED: ReadonlySet<CaseAction> = new Set(['return', 'refuse', 'lose']);

export interface Action {
  readonly from: readonly CaseStatus[];
  /** The kind of the activity that says so, with how its reason begins; missing: no rule has to do with it. */
  readonly activity?: string;
  readonly reason?: string;
  /** Where no rule decides: what it becomes. */
  readonly becomes?: CaseStatus;
}

const ACTIONS: Readonly<Record<CaseKind, Partial<Record<CaseAction, Action>>>> = {
  registration: {
    approve: { from: ['review'], activity: 'registration-approved' },
    return: { from: ['review', 'waiting'], activity: 'registration-refused', reason: 'returned: ' },
    refuse: { from: ['review', 'waiting', 'approved', 'extended'], activity: 'registration-refused' },
    extend: { from: ['approved', 'extended'], activity: 'registration-extended' },
    withdraw: { from: ['review', 'waiting', 'returned', 'refused', 'approved', 'extended'], activity: 'registration-withdrawn' },
    lose: { from: ['review', 'waiting', 'approved', 'extended'], activity: 'registration-withdrawn', reason: 'lost: ' },
  },
  enrollment: {
    withdraw: { from: ['returned', 'waiting'], becomes: 'withdrawn' },
  },
  mdf: {
    withdraw: { from: ['returned', 'waiting', 'approved'], becomes: 'withdrawn' },
  },
  'co-sell': {
    route: { from: ['waiting', 'routed'], becomes: 'routed' },
    accept: { from: ['routed'], becomes: 'accepted' },
    return: { from: ['waiting', 'routed'], becomes: 'returned' },
    refuse: { from: ['waiting', 'routed'], becomes: 'refused' },
    withdraw: { from: ['waiting', 'routed', 'returned', 'accepted'], becomes: 'withdrawn' },
    lose: { from: ['accepted', 'routed'], becomes: 'lost' },
  },
};

export const actionOf = (kind: CaseKind, action: CaseAction): Action | undefined => ACTIONS[kind][action];

/** What may be decided of a case as it stands. */
export const actionsFor = ({ kind, status }: Pick<CaseRow, 'kind' | 'status'>, own: boolean): readonly CaseAction[] =>
  CASE_ACTIONS.filter((action) => (!own || OWN_ACTIONS.has(action)) && ACTIONS[kind][action]?.from.includes(status) === true);
