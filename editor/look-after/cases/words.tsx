import { Badge, Text } from '@mantine/core';
import { useFormats } from '../../ui/formats.ts';
import { NoticeBadge } from '../../ui/notice.tsx';
import styles from '../look-after.module.css';
import type { CaseAction, CaseSummary } from './queries.ts';

export const KIND_WORDS: Readonly<Record<CaseSummary['kind'], string>> = {
  registration: 'Registration',
  enrollment: 'Enrollment',
  mdf: 'MDF request',
  'co-sell': 'Co-sell request',
};

export const STATUSES: readonly CaseSummary['status'][] = [
  'review',
  'waiting',
  'approved',
  'returned',
  'refused',
  'extended',
  'expired',
  'won',
  'lost',
  'withdrawn',
  'routed',
  'accepted',
  'claimed',
];

const COLORS: Readonly<Partial<Record<CaseSummary['status'], string>>> = {
  approved: 'pine',
  extended: 'pine',
  accepted: 'pine',
  won: 'pine',
  claimed: 'pine',
  refused: 'red',
  lost: 'red',
};

export function CaseStatus({ case: { status, stage } }: { readonly case: Pick<CaseSummary, 'status' | 'stage'> }) {
  const words = stage === undefined ? status : `${status}: ${stage}`;
  if (status === 'review' || status === 'waiting') return <NoticeBadge>{words}</NoticeBadge>;
  return <Badge color={COLORS[status] ?? 'gray'}>{words}</Badge>;
}

/** By when; what is past says so in a word, not by colour alone. */
export function Due({ on }: { readonly on: string | undefined }) {
  const { date } = useFormats();
  if (on === undefined)
    return (
      <Text span c="dimmed" inherit>
        –
      </Text>
    );
  const isLate = on < new Date().toISOString().slice(0, 10);
  return <span className={isLate ? styles.late : undefined}>{isLate ? `${date(on)}, overdue` : date(on)}</span>;
}

interface ActionWords {
  readonly verb: string;
  /** What will have happened. */
  readonly means: string;
  readonly isDangerous?: boolean;
  /** Nobody is told no without a reason. */
  readonly needsNote?: boolean;
}

export const ACTION_WORDS: Readonly<Record<CaseAction, ActionWords>> = {
  approve: {
    verb: 'Approve',
    means: 'It moves to its next stage; at the last one it is approved, and protected where the program says so.',
  },
  accept: { verb: 'Accept', means: 'The desk takes it on.' },
  route: { verb: 'Route', means: 'It goes to another desk, which is to take it on.' },
  extend: { verb: 'Extend', means: 'Its protection is lengthened as the program allows.' },
  return: { verb: 'Return', means: 'The partner completes it and submits it again.', needsNote: true },
  refuse: { verb: 'Refuse', means: 'It ends here. The partner reads why.', isDangerous: true, needsNote: true },
  withdraw: { verb: 'Withdraw', means: 'It is taken back in the partner’s name; what it protected is free.', isDangerous: true },
  lose: { verb: 'Mark as lost', means: 'The deal went elsewhere; what it protected is free.', isDangerous: true, needsNote: true },
};
