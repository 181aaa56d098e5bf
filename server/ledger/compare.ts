import type { AdjustmentRow, PostedKey } from '../store/ledger/post.ts';
import type { DecidedLines, DueLine } from './due.ts';
import { keyText, type LineKey } from './keys.ts';

/** A key by which is due what isn't posted. */
export interface Compared {
  readonly text: string;
  readonly key: LineKey;
  readonly posted: bigint;
  readonly due: bigint;
  /** Its first line; missing: nothing of it was ever posted. */
  readonly first?: string;
  /** The decision on its activity that is in force, and what it says by the key. */
  readonly decided?: DecidedLines;
  readonly line?: DueLine;
  /** Stands in place of what is said. */
  readonly override?: AdjustmentRow;
}

interface Said {
  readonly decided: DecidedLines;
  readonly line: DueLine;
  readonly amount: bigint;
}

/** Key by key, those that differ; in an order that doesn't depend on that of what is given. */
export function compare(
  posted: readonly PostedKey[],
  said: readonly DecidedLines[],
  overrides: readonly AdjustmentRow[],
): readonly Compared[] {
  const saidOf = sumsOf(said);
  const postedOf = new Map(posted.map((each) => [keyText(each), each]));
  const overrideOf = new Map(overrides.map((each) => [keyText({ ...each, partnerType: each.partner_type }), each]));
  const activities = new Map(said.map((each) => [activityText(each), each]));
  const found: Compared[] = [];
  for (const text of [...new Set([...postedOf.keys(), ...saidOf.keys(), ...overrideOf.keys()])].sort()) {
    const [there, says, override] = [postedOf.get(text), saidOf.get(text), overrideOf.get(text)];
    if (there?.disputed) continue;
    const due = override === undefined ? (says?.amount ?? 0n) : BigInt(override.amount);
    const amount = there?.amount ?? 0n;
    const key = keyOf(
      there ?? (says && { ...says.decided, ...says.line }) ?? (override && { ...override, partnerType: override.partner_type }),
    );
    if (due === amount || key === undefined) continue;
    const decided = says?.decided ?? activities.get(activityText(key));
    found.push({
      text,
      key,
      posted: amount,
      due,
      ...(there && { first: there.first }),
      ...(decided && { decided }),
      ...(says && { line: says.line }),
      ...(override && { override }),
    });
  }
  return found;
}

const activityText = ({ source, activity }: { readonly source: string; readonly activity: string }): string =>
  JSON.stringify([source, activity]);

function sumsOf(said: readonly DecidedLines[]): ReadonlyMap<string, Said> {
  const sums = new Map<string, Said>();
  for (const decided of said) {
    const { source, activity } = decided;
    for (const line of decided.due) {
      const text = keyText({ ...line, source, activity });
      const before = sums.get(text);
      const amount = (before?.amount ?? 0n) + BigInt(line.amount);
      sums.set(text, before ? { ...before, amount } : { decided, line, amount });
    }
  }
  return sums;
}

function keyOf(from: (Omit<LineKey, 'person'> & { readonly person?: string | null }) | undefined): LineKey | undefined {
  if (from === undefined) return undefined;
  const { partner, partnerType, source, activity, incentive, payee, person } = from;
  return { partner, partnerType, source, activity, incentive, payee, ...(typeof person === 'string' && { person }) };
}
