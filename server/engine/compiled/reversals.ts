/** Taking back what a cancelled activity posted, never more than is left of it. */
import type { Activity } from '../facts/activity.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Draft } from './drafts.ts';
import type { CompiledRule, RuleOf } from './rules.ts';
import { explains, type Sitting } from './sitting.ts';
import type { Done, EnrollmentState, PostedLine } from './state.ts';

export const activityKey = (source: string, id: string): string => `${source}\u0000${id}`;

/** The activity that this one cancels, of the same source and enrollment. */
export function cancelled({ source, facts }: Activity, { activities }: EnrollmentState): Done | undefined {
  const id = facts.get('cancelled.activity');
  return typeof id === 'string' ? activities.get(activityKey(source, id)) : undefined;
}

export function takeBack<A>(sitting: Sitting, arithmetic: Arithmetic<A>, compiled: CompiledRule<RuleOf<'reversal'>>): readonly Draft<A>[] {
  const { activity, attending } = sitting;
  const { rule, share } = compiled;
  const id = activity.facts.get('cancelled.activity');
  const done = cancelled(activity, attending.enrollment);
  if (done === undefined) {
    const inputs = typeof id === 'string' ? { 'cancelled.activity': id } : {};
    sitting.failures.push({ of: rule.name, pointer: rule.pointer, code: 'unknown-activity', inputs });
    return [];
  }
  const computed = share && arithmetic.reckon(share, rule.name);
  if (share !== undefined && computed === undefined) return [];
  const formula = computed === undefined ? undefined : arithmetic.reasoning;
  const part = computed === undefined ? arithmetic.one : heldToOne(arithmetic, computed);
  return done.lines
    .filter(({ incentive }) => rule.reverses.includes(incentive))
    .map((original) => {
      const { left, back } = takeBackLine(sitting, arithmetic, original, part);
      const shown = explains(sitting) && {
        step: 'reversal' as const,
        original: arithmetic.show('money', arithmetic.minor(original.amount)),
        remaining: arithmetic.show('money', arithmetic.minor(left)),
        share: arithmetic.show('rate', part),
        ...(formula === undefined ? {} : { formula }),
      };
      return {
        compiled,
        decides: 'reversal',
        incentive: original.incentive,
        payee: original.payee,
        person: original.person ?? undefined,
        payer: original.payer,
        item: undefined,
        reverses: { source: activity.source, activity: String(id), original },
        steps: shown === false ? undefined : [shown],
        status: 'due',
        amount: arithmetic.minor(0 - back),
        minor: 0 - back,
      };
    });
}

function heldToOne<A>(arithmetic: Arithmetic<A>, share: A): A {
  if (arithmetic.compare(share, arithmetic.zero) < 0) return arithmetic.zero;
  return arithmetic.compare(share, arithmetic.one) > 0 ? arithmetic.one : share;
}

/** What is left of a line, and what of that is taken back: bounds go by magnitude. */
function takeBackLine<A>(
  { taken }: Sitting,
  arithmetic: Arithmetic<A>,
  original: PostedLine,
  share: A,
): { readonly left: number; readonly back: number } {
  const before = taken.get(original) ?? 0;
  const left = original.amount + original.reversed + before;
  const asked = arithmetic.round(arithmetic.mul(arithmetic.minor(original.amount), share));
  const back = Math.abs(asked) > Math.abs(left) ? left : asked;
  taken.set(original, before - back);
  return { left, back };
}
