import type { Principal } from '../access/principal.ts';
import { OwnProposalError } from '../ledger/ledger.ts';
import type { Payee } from '../store/ledger/tables.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { kept } from './stored.ts';

/** Does something with the ledger. `unknown`: what it is when what the address names isn't there. */
export async function booked<T>(unknown: ProblemCode, work: () => Promise<T>): Promise<T> {
  try {
    return await kept(unknown, work);
  } catch (error) {
    throw error instanceof OwnProposalError ? new Problem('own-proposal', error.message) : error;
  }
}

export interface SeenOfLedger {
  readonly partner?: string;
  /** And nothing of what the vendor's own field is credited. */
  readonly theirs?: true;
  readonly programs?: readonly string[];
}

/** What somebody sees of the ledger: a partner its own, a system the programs that it is bound to. */
export function seenBy({ roles, partner, programs }: Principal): SeenOfLedger {
  const own = roles.has('partner') ? { partner: partner ?? '', theirs: true as const } : {};
  return { ...own, ...(programs !== undefined && { programs: [...programs] }) };
}

/** Refuses a partner what is another one's, as if it weren't there. */
export function holdToOwn(
  principal: Principal,
  of: { readonly partner: string; readonly program: string; readonly payee?: Payee },
  unknown: ProblemCode,
): void {
  const { partner, theirs, programs } = seenBy(principal);
  const isTheirs = theirs === undefined || of.payee !== 'vendor-field';
  if (isTheirs && (partner === undefined || partner === of.partner) && (programs === undefined || programs.includes(of.program))) return;
  throw new Problem(unknown, 'It is not there, or not yours.');
}
