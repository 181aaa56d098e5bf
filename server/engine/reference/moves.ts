/** Lines that are due move balances, one after the other; each sees what those before left. */
import { failureReport } from '../decisions/failure.ts';
import { balanceKey, balanceValue, type Move, type Moved } from './balances.ts';
import { compute, fail } from './compute.ts';
import { type Draft, tell } from './drafts.ts';
import { isTooLarge, type RefValue, roundToStep } from './exact.ts';
import { reader } from './facts.ts';
import type { Read } from './parameters.ts';
import { show } from './shown.ts';
import type { Sitting } from './sitting.ts';

/** Balances after all lines, by key. A line of which a move fails is set aside, and moves nothing. */
export function moveBalances(sitting: Sitting, drafts: readonly Draft[]): Moved {
  let moved: Moved = new Map();
  for (const draft of drafts) {
    if (draft.status !== 'due') continue;
    const after = moveAll(sitting, draft, moved);
    if (after === undefined) draft.status = 'set-aside';
    else moved = after;
  }
  return moved;
}

function moveAll(sitting: Sitting, draft: Draft, before: Moved): Moved | undefined {
  const moved = new Map(before);
  for (const move of draft.moves) {
    if (!moveOne(sitting, draft, move, moved)) return undefined;
  }
  return moved;
}

function moveOne(sitting: Sitting, draft: Draft, { balance: name, formula }: Draft['moves'][number], moved: Map<string, Move>): boolean {
  const { program } = sitting.run;
  const balance = program.balances.get(name);
  if (balance === undefined) throw new Error(`no balance ${name}`);
  const read = reader(sitting, { item: draft.item, over: standing(sitting, draft, moved) });
  const key = balanceKey(sitting, balance, read);
  const before = key === undefined ? undefined : (moved.get(key)?.after ?? balanceValue(sitting, name, plain(sitting, draft)));
  if (key === undefined || before === undefined) {
    sitting.failures.push(failureReport(draft.rule.name, formula.pointer, 'missing-value', {}));
    return false;
  }
  const computed = compute(sitting, formula, draft.rule.name, read);
  if (computed === undefined) return false;
  const { digits } = program.currency;
  const after = before.add(roundToStep(balance.type, computed.value, digits, program.rounding));
  if (isTooLarge(balance.type, after, digits)) {
    fail(sitting, formula, draft.rule.name, 'number-too-large', computed);
    return false;
  }
  moved.set(key, { type: balance.type, before: moved.get(key)?.before ?? before, after });
  tell(sitting, draft, () => ({
    step: 'balance',
    balance: name,
    formula: computed.reasoning(),
    before: String(show(program, balance.type, before)),
    after: String(show(program, balance.type, after)),
  }));
  return true;
}

const plain = (sitting: Sitting, draft: Draft): Read => reader(sitting, { item: draft.item });

/** line.amount, and all balances as they stand now. */
function standing(sitting: Sitting, draft: Draft, moved: Moved): ReadonlyMap<string, RefValue | undefined> {
  const over = new Map<string, RefValue | undefined>([['line.amount', draft.amount]]);
  const read = plain(sitting, draft);
  for (const balance of sitting.run.program.balances.values()) {
    const key = balanceKey(sitting, balance, read);
    over.set(
      `balance.${balance.name}`,
      key === undefined ? undefined : (moved.get(key)?.after ?? balanceValue(sitting, balance.name, read)),
    );
  }
  return over;
}
