/** Where the order of rules counts: ties, caps and budgets go to the rule that comes first. */
import type { Program, Rule } from '../model.ts';

/** Pairs of rules that both versions have, of which the first comes before the other here and after it there. */
export function reordered(before: Program, after: Program): readonly (readonly [string, string])[] {
  const places = new Map(after.rules.map(({ name }, place) => [name, place]));
  const common = before.rules.filter(({ name }) => places.has(name));
  const pairs: (readonly [string, string])[] = [];
  // Most edits leave the order alone, and then one pass says so.
  if (common.every(({ name }, at) => at === 0 || (places.get(common[at - 1]?.name ?? '') ?? 0) < (places.get(name) ?? 0))) return pairs;
  for (const [at, first] of common.entries()) {
    for (const second of common.slice(at + 1)) {
      if ((places.get(first.name) ?? 0) < (places.get(second.name) ?? 0)) continue;
      if (touch(before, first, second) || touch(after, first, second)) pairs.push([first.name, second.name]);
    }
  }
  return pairs;
}

/** Whether it may matter which of two rules comes first. */
function touch(program: Program, first: Rule, second: Rule): boolean {
  if (!overlaps(first.for, second.for) || first.to <= second.from || second.to <= first.from) return false;
  if (first.on.size > 0 && second.on.size > 0 && !overlaps(first.on, second.on)) return false;
  const [a, b] = [paying(first), paying(second)];
  if (a !== undefined && b !== undefined && (tied(program, a, b) || moveOneBalance(first, second))) return true;
  switch (first.decides) {
    case 'benefit':
      return second.decides === 'benefit' && first.benefit === second.benefit;
    case 'registration':
      // the first that approves, or else reviews, with a protection grants it; the first with stages says who approves
      return second.decides === 'registration' && first.outcome === second.outcome && grants(first) !== grants(second);
    case 'routing':
      return second.decides === 'routing' && first.outcome === 'route' && second.outcome === 'route';
    case 'mdf':
      return second.decides === 'mdf' && first.outcome === 'approve' && second.outcome === 'approve';
    default:
      return false;
  }
}

const grants = ({ outcome, protection, stages }: Extract<Rule, { readonly decides: 'registration' }>): string =>
  outcome === 'approve' || outcome === 'review' ? [protection ?? '', ...stages].join('\n') : '';

const overlaps = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((each) => b.has(each));

function paying(rule: Rule): string | undefined {
  return rule.decides === 'incentive' || rule.decides === 'obligation' || rule.decides === 'mdf' ? rule.incentive : undefined;
}

function tied({ stacks, excludes, budgets }: Program, a: string, b: string): boolean {
  const members = new Map<string, ReadonlySet<string>>();
  for (const stack of stacks) members.set(stack.name, new Set(stack.of.flatMap((of) => [of, ...(members.get(of) ?? [])])));
  const together = [...[...members.values()], ...excludes.map((group) => new Set(group)), ...budgets.map(({ of }) => of)];
  return together.some((group) => group.has(a) && group.has(b));
}

function moveOneBalance(first: Rule, second: Rule): boolean {
  const moved = (rule: Rule): ReadonlySet<string> =>
    new Set(rule.decides === 'incentive' || rule.decides === 'obligation' ? rule.balances.map(({ balance }) => balance) : []);
  return overlaps(moved(first), moved(second));
}
