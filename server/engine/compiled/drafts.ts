/** A line while it is being settled. */
import type { Line, LineStep } from '../decisions/model.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { CompiledRule } from './rules.ts';
import type { PostedLine } from './state.ts';

export interface Draft<A> {
  readonly compiled: CompiledRule;
  readonly decides: Line['decides'];
  readonly incentive: string;
  readonly payee: Line['payee'];
  person: string | undefined;
  readonly payer: Line['payer'];
  readonly item: number | undefined;
  readonly reverses: { readonly source: string; readonly activity: string; readonly original: PostedLine } | undefined;
  /** With explain. */
  readonly steps: LineStep[] | undefined;
  status: Line['status'];
  amount: A;
  /** In smallest units, once it is rounded. */
  minor: number;
}

/** Above 0, and not fallen to an exclusion, a better one or a failure. Reversals stand outside. */
export function inPlay<A>(arithmetic: Arithmetic<A>, { status, decides, amount }: Draft<A>): boolean {
  return status === 'due' && decides !== 'reversal' && arithmetic.compare(amount, arithmetic.zero) > 0;
}
