/** What lines of one party at one activity do to each other: exclusions, stacks, budgets; then rounding. */
import type { Stack } from '../program/model.ts';
import type { Arithmetic } from './arithmetic.ts';
import { spentOf } from './budgets.ts';
import { type Draft, inPlay } from './drafts.ts';
import { explains, type Sitting } from './sitting.ts';
import type { CompiledBudget, CompiledExclusion, CompiledStack } from './version.ts';

export function settle<A>(sitting: Sitting, arithmetic: Arithmetic<A>, drafts: readonly Draft<A>[]): void {
  const { version } = sitting;
  if (drafts.some(({ incentive }) => version.entangled.has(incentive))) {
    for (const group of version.excludes) exclude(arithmetic, group, drafts);
    for (const stack of version.stacks) combine(arithmetic, stack, drafts);
    for (const [index, budget] of version.budgets.entries()) limit(sitting, arithmetic, budget, index, drafts);
  }
  for (const draft of drafts) if (draft.status === 'due' && draft.decides !== 'reversal') round(sitting, arithmetic, draft);
}

function round<A>(sitting: Sitting, arithmetic: Arithmetic<A>, draft: Draft<A>): void {
  draft.minor = arithmetic.round(draft.amount);
  if (!explains(sitting)) return;
  const from = arithmetic.show('money', draft.amount);
  const to = arithmetic.show('money', arithmetic.minor(draft.minor));
  draft.steps?.push({ step: 'rounding', mode: sitting.version.program.rounding, from, to });
}

/** The lines in play of some members of an exclusion or stack. */
function concerned<A>(arithmetic: Arithmetic<A>, memberOf: ReadonlyMap<string, number>, drafts: readonly Draft<A>[]): readonly Draft<A>[] {
  let found: Draft<A>[] | undefined;
  for (const draft of drafts) {
    if (!memberOf.has(draft.incentive) || !inPlay(arithmetic, draft)) continue;
    found ??= [];
    found.push(draft);
  }
  return found ?? NONE;
}

const NONE: readonly never[] = [];

/** The member with the largest total above 0 of its lines in play, the first on a tie. */
function largest<A>(arithmetic: Arithmetic<A>, memberOf: ReadonlyMap<string, number>, drafts: readonly Draft<A>[]): number | undefined {
  const totals = new Map<number, A>();
  for (const { incentive, amount } of drafts) {
    const member = memberOf.get(incentive) ?? 0;
    const before = totals.get(member);
    totals.set(member, before === undefined ? amount : arithmetic.add(before, amount));
  }
  let best: number | undefined;
  let most = arithmetic.zero;
  for (const [member, total] of totals) {
    const more = arithmetic.compare(total, most);
    if (more < 0 || (more === 0 && (best === undefined || best < member))) continue;
    best = member;
    most = total;
  }
  return best;
}

function exclude<A>(arithmetic: Arithmetic<A>, { group, memberOf }: CompiledExclusion, drafts: readonly Draft<A>[]): void {
  const lines = concerned(arithmetic, memberOf, drafts);
  if (lines.every(({ incentive }) => incentive === lines[0]?.incentive)) return;
  const best = largest(arithmetic, memberOf, lines);
  const winner = best === undefined ? undefined : group[best];
  if (winner === undefined) return;
  for (const draft of lines) {
    if (draft.incentive === winner) continue;
    draft.status = 'excluded';
    draft.steps?.push({ step: 'excluded', by: winner });
  }
}

function combine<A>(arithmetic: Arithmetic<A>, { stack, cap, memberOf }: CompiledStack, drafts: readonly Draft<A>[]): void {
  let lines = concerned(arithmetic, memberOf, drafts);
  if (lines.length === 0) return;
  if (stack.combine === 'best' && lines.length > 1) lines = keepBest(arithmetic, stack, memberOf, lines);
  if (cap === undefined) return;
  const computed = arithmetic.reckon(cap, stack.name);
  if (computed === undefined) {
    for (const draft of lines) draft.status = 'set-aside';
    return;
  }
  const { reasoning } = arithmetic;
  let remaining = arithmetic.compare(computed, arithmetic.zero) < 0 ? arithmetic.zero : computed;
  for (const draft of lines) {
    const there = remaining;
    const applied = arithmetic.compare(draft.amount, there) > 0;
    if (applied) draft.amount = there;
    remaining = arithmetic.sub(there, draft.amount);
    if (reasoning === undefined) continue;
    draft.steps?.push({
      step: 'stack-cap',
      exact: arithmetic.show('money', draft.amount),
      stack: stack.name,
      formula: reasoning,
      remaining: arithmetic.show('money', there),
      applied,
    });
  }
}

/** The lines of the best member; the others are outbid. */
function keepBest<A>(
  arithmetic: Arithmetic<A>,
  stack: Stack,
  memberOf: ReadonlyMap<string, number>,
  lines: readonly Draft<A>[],
): readonly Draft<A>[] {
  const best = largest(arithmetic, memberOf, lines);
  const by = best === undefined ? undefined : stack.of[best];
  if (by === undefined) return lines;
  return lines.filter((draft) => {
    if (memberOf.get(draft.incentive) === best) return true;
    draft.status = 'outbid';
    draft.steps?.push({ step: 'outbid', stack: stack.name, by });
    return false;
  });
}

function limit<A>(
  sitting: Sitting,
  arithmetic: Arithmetic<A>,
  { budget, amount }: CompiledBudget,
  index: number,
  drafts: readonly Draft<A>[],
): void {
  const lines = drafts.filter(({ status, incentive }) => status === 'due' && budget.of.has(incentive));
  const positive = lines.filter((draft) => inPlay(arithmetic, draft));
  if (positive.length === 0) return;
  const computed = arithmetic.reckon(amount, budget.name);
  if (computed === undefined) {
    for (const draft of positive) draft.status = 'set-aside';
    return;
  }
  let used = spentOf(sitting, budget, index);
  for (const draft of lines) {
    if (positive.includes(draft)) {
      const left = arithmetic.sub(computed, arithmetic.minor(used));
      const remaining = arithmetic.compare(left, arithmetic.zero) < 0 ? arithmetic.zero : left;
      const applied = arithmetic.compare(draft.amount, remaining) > 0;
      if (applied) draft.amount = remaining;
      if (explains(sitting)) {
        draft.steps?.push({
          step: 'budget',
          exact: arithmetic.show('money', draft.amount),
          budget: budget.name,
          remaining: arithmetic.show('money', remaining),
          applied,
        });
      }
    }
    used += draft.decides === 'reversal' ? draft.minor : arithmetic.round(draft.amount);
  }
}
