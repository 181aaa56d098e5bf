/** Lines that are due move balances, one after the other; each sees what those before left. */
import { showValue } from '../facts/render.ts';
import { MONEY_LIMIT_MINOR } from '../facts/value.ts';
import type { Draft } from './drafts.ts';
import type { CompiledFormula } from './formulas.ts';
import { enterItem, explains, fail, NO_INPUTS, type Sitting } from './sitting.ts';

/** What a balance gained, by key; and what it came to. */
export interface Move {
  readonly before: number;
  readonly after: number;
}
export type Moved = Map<string, Move>;

/** Never changed. */
const NOTHING: Moved = new Map();

/** A line of which a move fails is set aside, and moves nothing. */
export function moveBalances<A>(sitting: Sitting, drafts: readonly Draft<A>[]): Moved {
  let moved = NOTHING;
  for (const draft of drafts) {
    const { moves } = draft.compiled;
    if (draft.status !== 'due' || draft.decides === 'reversal' || draft.decides === 'mdf' || moves.length === 0) continue;
    if (draft.item !== undefined) enterItem(sitting, draft.item);
    sitting.version.desk.put('line.amount', draft.minor);
    sitting.version.desk.put('line.payee', draft.payee);
    const after: Moved = new Map(moved);
    if (moves.every(({ balance, formula }) => moveOne(sitting, draft, balance, formula, after))) moved = after;
    else draft.status = 'set-aside';
    if (draft.item !== undefined) enterItem(sitting, undefined);
  }
  return moved;
}

function moveOne<A>(sitting: Sitting, draft: Draft<A>, name: string, formula: CompiledFormula, moved: Moved): boolean {
  const { version, attending, day } = sitting;
  const { rule } = draft.compiled;
  showBalances(sitting, moved);
  const key = version.desk.balanceKey(name, attending.term, day);
  if (key === undefined) {
    sitting.failures.push({ of: rule.name, pointer: formula.formula.pointer, code: 'missing-value', inputs: NO_INPUTS });
    return false;
  }
  const before = moved.get(key)?.after ?? attending.enrollment.balances.get(key) ?? 0;
  const gained = gain(sitting, draft, formula);
  if (gained === undefined) return false;
  const after = before + gained.steps;
  const type = version.program.balances.get(name)?.type ?? 'money';
  if (Math.abs(after) > (type === 'money' ? MONEY_LIMIT_MINOR : Number.MAX_SAFE_INTEGER)) {
    fail(sitting, formula, rule.name, 'number-too-large');
    return false;
  }
  moved.set(key, { before: moved.get(key)?.before ?? before, after });
  const { digits } = version.program.currency;
  if (gained.reasoning !== undefined) {
    const shown = (steps: number): string => String(showValue(type, steps, digits));
    draft.steps?.push({ step: 'balance', balance: name, formula: gained.reasoning, before: shown(before), after: shown(after) });
  }
  return true;
}

function gain<A>(sitting: Sitting, draft: Draft<A>, formula: CompiledFormula) {
  const { rounding } = sitting.version.program;
  if (!explains(sitting)) {
    const steps = formula.fastSteps(rounding);
    if (!Number.isNaN(steps)) return { steps, reasoning: undefined };
  }
  const { value, failure, reasoning } = formula.exact(explains(sitting));
  if (failure !== undefined) fail(sitting, formula, draft.compiled.rule.name, failure);
  return value === undefined ? undefined : { steps: formula.toSteps(value, rounding), reasoning };
}

/** Puts the balances as they stand now into the slots. */
function showBalances({ version, attending, day }: Sitting, moved: Moved): void {
  const { desk, program, code } = version;
  for (const { name } of program.balances.values()) {
    const key = desk.balanceKey(name, attending.term, day);
    desk.put(`balance.${name}`, key === undefined ? undefined : (moved.get(key)?.after ?? attending.enrollment.balances.get(key) ?? 0));
  }
  code.stamp.now += 1;
}
