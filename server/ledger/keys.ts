import { StoreError } from '../store/errors.ts';
import type { Payee } from '../store/ledger/tables.ts';

/** What lines are compared by: the incentive, not the rule that gave it. */
export interface LineKey {
  readonly partner: string;
  readonly partnerType: string;
  readonly source: string;
  readonly activity: string;
  readonly incentive: string;
  readonly payee: Payee;
  /** Where the payee is a person. */
  readonly person?: string;
}

export const keyText = (key: Omit<LineKey, 'person'> & { readonly person?: string | null }): string =>
  JSON.stringify([key.partner, key.partnerType, key.source, key.activity, key.incentive, key.payee, key.person ?? null]);

/** What a line can hold. */
export function lineAmount(amount: bigint, of: LineKey): number {
  const number = Number(amount);
  if (Number.isSafeInteger(number)) return number;
  throw new StoreError('limit', `The lines of ${of.incentive} on ${of.activity} come to more than the ledger keeps.`);
}
