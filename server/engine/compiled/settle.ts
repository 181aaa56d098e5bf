/** What lines of one party at one activity do to each other: exclusions, stacks, budgets; then rounding. */
import type { Arithmetic } from './arithmetic.ts';
import { spentOf } from './budgets.ts';
import { type Draft, inPlay } from './drafts.ts';
import { explains, type Sitting } from './sitting.ts';
import type { CompiledBudget, CompiledStack } from './version.ts';

export function settle<A>(sitting: Sitting, arithmetic: Arithmetic<A>, drafts: readonly Draft<A>[]): void {
  const { version } = sitting;
  if (drafts.some(({ incentive }) => version.entangled.has(incentive))) {
    for (const group of version.program.excludes) exclude(arithmetic, group, drafts);
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

/** The member with the largest total above 0 of its lines in play, the first on a tie. */
function largest<A>(arithmetic: Arithmetic<A>, members: number, linesOf: (member: number) => readonly Draft<A>[]): number | undefined {
  let best: number | undefined;
  let most = arithmetic.zero;
  for (let member = 0; member < members; member += 1) {
    const sum = linesOf(member).reduce((total, { amount }) => arithmetic.add(total, amount), arithmetic.zero);
    if (arithmetic.compare(sum, most) <= 0) continue;
    best = member;
    most = sum;
  }
  return best;
}

function exclude<A>(arithmetic: Arithmetic<A>, group: readonly string[], drafts: readonly Draft<A>[]): void {
  const concerned = drafts.filter((draft) => group.includes(draft.incentive) && inPlay(arithmetic, draft));
  if (concerned.every(({ incentive }) => incentive === concerned[0]?.incentive)) return;
  const best = largest(arithmetic, group.length, (member) => concerned.filter(({ incentive }) => incentive === group[member]));
  const winner = best === undefined ? undefined : group[best];
  if (winner === undefined) return;
  for (const draft of concerned) {
    if (draft.incentive === winner) continue;
    draft.status = 'excluded';
    draft.steps?.push({ step: 'excluded', by: winner });
  }
}

function combine<A>(arithmetic: Arithmetic<A>, { stack, cap, members, incentives }: CompiledStack, drafts: readonly Draft<A>[]): void {
  const concerned = drafts.filter((draft) => incentives.has(draft.incentive) && inPlay(arithmetic, draft));
  if (concerned.length === 0) return;
  if (stack.combine === 'best') {
    const of = (member: number): readonly Draft<A>[] => concerned.filter(({ incentive }) => members[member]?.has(incentive) === true);
    const best = largest(arithmetic, members.length, of);
    const by = best === undefined ? undefined : stack.of[best];
    const kept = best === undefined ? concerned : of(best);
    for (const draft of concerned) {
      if (by === undefined || kept.includes(draft)) continue;
      draft.status = 'outbid';
      draft.steps?.push({ step: 'outbid', stack: stack.name, by });
    }
  }
  if (cap === undefined) return;
  const lines = concerned.filter(({ status }) => status === 'due');
  const computed = arithmetic.reckon(cap, stack.name);
  if (computed === undefined) {
    for (const draft of lines) draft.status = 'set-aside';
    return;
  }
  let remaining = arithmetic.compare(computed.value, arithmetic.zero) < 0 ? arithmetic.zero : computed.value;
  for (const draft of lines) {
    const there = remaining;
    const applied = arithmetic.compare(draft.amount, there) > 0;
    if (applied) draft.amount = there;
    remaining = arithmetic.sub(there, draft.amount);
    if (computed.reasoning === undefined) continue;
    draft.steps?.push({
      step: 'stack-cap',
      exact: arithmetic.show('money', draft.amount),
      stack: stack.name,
      formula: computed.reasoning,
      remaining: arithmetic.show('money', there),
      applied,
    });
  }
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
      const left = arithmetic.sub(computed.value, arithmetic.minor(used));
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
