/** What lines of one party at one activity do to each other: exclusions, stacks, budgets; then rounding. */
import type Fraction from 'fraction.js';
import type { Budget, Stack } from '../program/model.ts';
import { fiscalPeriod } from './calendar.ts';
import { compute } from './compute.ts';
import { type Draft, inPlay, tell, total, ZERO } from './drafts.ts';
import { toFraction } from './exact.ts';
import { reader } from './facts.ts';
import { roundMoney } from './outcomes.ts';
import { keyOfParty } from './records.ts';
import { showText } from './shown.ts';
import type { Sitting } from './sitting.ts';

export function settle(sitting: Sitting, drafts: readonly Draft[]): void {
  for (const group of sitting.run.program.excludes) exclude(sitting, group, drafts);
  for (const stack of sitting.run.program.stacks) combine(sitting, stack, drafts);
  for (const budget of sitting.run.program.budgets) limit(sitting, budget, drafts);
  for (const draft of drafts) {
    if (draft.status !== 'due' || draft.decides === 'reversal') continue;
    const rounded = roundMoney(sitting, draft.amount);
    tell(sitting, draft, () => ({
      step: 'rounding',
      mode: sitting.run.program.rounding,
      from: showText(sitting.run.program, 'money', draft.amount),
      to: showText(sitting.run.program, 'money', rounded),
    }));
    draft.amount = rounded;
  }
}

/** Of each member's lines in play, the member with the largest total above 0, the first on a tie. */
function largest(members: readonly string[], linesOf: (member: string) => readonly Draft[]): string | undefined {
  let best: { readonly member: string; readonly sum: Fraction } | undefined;
  for (const member of members) {
    const sum = total(linesOf(member));
    if (sum.gt(best?.sum ?? ZERO)) best = { member, sum };
  }
  return best?.member;
}

function exclude(sitting: Sitting, group: readonly string[], drafts: readonly Draft[]): void {
  const winner = largest(group, (incentive) => drafts.filter((draft) => draft.incentive === incentive && inPlay(draft)));
  if (winner === undefined) return;
  for (const draft of drafts) {
    if (!inPlay(draft) || draft.incentive === winner || !group.includes(draft.incentive)) continue;
    draft.status = 'excluded';
    tell(sitting, draft, () => ({ step: 'excluded', by: winner }));
  }
}

function combine(sitting: Sitting, stack: Stack, drafts: readonly Draft[]): void {
  const linesOf = (member: string): readonly Draft[] => {
    const incentives = incentivesOf(sitting, member);
    return drafts.filter((draft) => incentives.has(draft.incentive) && inPlay(draft));
  };
  if (stack.combine === 'best') {
    const winner = largest(stack.of, linesOf);
    const kept = winner === undefined ? [] : linesOf(winner);
    for (const draft of winner === undefined ? [] : linesOf(stack.name)) {
      if (kept.includes(draft)) continue;
      draft.status = 'outbid';
      tell(sitting, draft, () => ({ step: 'outbid', stack: stack.name, by: winner ?? stack.name }));
    }
  }
  if (stack.cap !== undefined) capStack(sitting, stack.name, stack.cap, linesOf(stack.name));
}

/** The incentives of a stack and the stacks in it; of an incentive itself. */
function incentivesOf(sitting: Sitting, member: string): ReadonlySet<string> {
  const stack = sitting.run.program.stacks.find(({ name }) => name === member);
  return new Set(stack === undefined ? [member] : stack.of.flatMap((each) => [...incentivesOf(sitting, each)]));
}

function capStack(sitting: Sitting, stack: string, cap: NonNullable<Stack['cap']>, lines: readonly Draft[]): void {
  if (lines.length === 0) return;
  const computed = compute(sitting, cap, stack, reader(sitting));
  let remaining = computed === undefined || computed.value.lt(ZERO) ? ZERO : computed.value;
  for (const draft of lines) {
    if (computed === undefined) {
      draft.status = 'set-aside';
      continue;
    }
    const there = remaining;
    const applied = draft.amount.gt(there);
    if (applied) draft.amount = there;
    remaining = there.sub(draft.amount);
    tell(sitting, draft, () => ({
      step: 'stack-cap',
      exact: showText(sitting.run.program, 'money', draft.amount),
      stack,
      formula: computed.reasoning(),
      remaining: showText(sitting.run.program, 'money', there),
      applied,
    }));
  }
}

function limit(sitting: Sitting, budget: Budget, drafts: readonly Draft[]): void {
  const lines = drafts.filter((draft) => draft.status === 'due' && budget.of.has(draft.incentive));
  if (!lines.some(inPlay)) return;
  const computed = compute(sitting, budget.amount, budget.name, reader(sitting));
  let used = computed === undefined ? ZERO : postedOf(sitting, budget);
  for (const draft of lines) {
    if (inPlay(draft)) {
      if (computed === undefined) {
        draft.status = 'set-aside';
        continue;
      }
      const left = computed.value.sub(used);
      const remaining = left.lt(ZERO) ? ZERO : left;
      const applied = draft.amount.gt(remaining);
      if (applied) draft.amount = remaining;
      tell(sitting, draft, () => ({
        step: 'budget',
        exact: showText(sitting.run.program, 'money', draft.amount),
        budget: budget.name,
        remaining: showText(sitting.run.program, 'money', remaining),
        applied,
      }));
    }
    used = used.add(roundMoney(sitting, draft.amount));
  }
}

/** What lines posted so far have used of the budget in the window of the day. */
function postedOf(sitting: Sitting, budget: Budget): Fraction {
  const { state, run, entry, party } = sitting;
  const { window } = budget;
  const span = window.kind === 'fiscal' ? fiscalPeriod(run.program.calendar, window.period, entry.day) : undefined;
  return [...state.lines, ...sitting.linesBefore]
    .filter((line) => {
      const of = state.history[line.entry] ?? entry;
      const payee = of.parties[line.party];
      if (!budget.of.has(line.incentive) || payee === undefined) return false;
      if (budget.scope === 'enrollment' && keyOfParty(payee) !== keyOfParty(party)) return false;
      return span === undefined || (span.from <= of.day && of.day <= span.to);
    })
    .reduce((sum, line) => sum.add(toFraction('money', line.amount, run.program.currency.digits)), ZERO);
}
