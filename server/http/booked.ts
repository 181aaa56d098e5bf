import type { Principal } from '../access/principal.ts';
import { OwnProposalError } from '../ledger/ledger.ts';
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

/** What somebody sees of the ledger: a partner its own, a system the programs that it is bound to. */
export function seenBy({ roles, partner, programs }: Principal): { readonly partner?: string; readonly programs?: readonly string[] } {
  const own = roles.has('partner') ? { partner: partner ?? '' } : {};
  return { ...own, ...(programs !== undefined && { programs: [...programs] }) };
}

/** Refuses a partner what is another one's, as if it weren't there. */
export function holdToOwn(principal: Principal, of: { readonly partner: string; readonly program: string }, unknown: ProblemCode): void {
  const { partner, programs } = seenBy(principal);
  if ((partner === undefined || partner === of.partner) && (programs === undefined || programs.includes(of.program))) return;
  throw new Problem(unknown, 'It is not there, or not yours.');
}
