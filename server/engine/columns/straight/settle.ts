/** What the lines of one activity do to each other: exclusions, stacks, budgets. */
import type { Program, Stack } from '../../program/model.ts';
import { writeNumber } from './formulas.ts';
import { ZERO } from './numbers.ts';
import { outOfClass } from './out-of-class.ts';
import type { LineRule } from './rules.ts';
import type { ItemPlace, KindScope } from './scope.ts';
import { and, type NumberValue, or } from './values.ts';

/** A line while code is written. Its status is 0 where its rule doesn't hold, 1 in play, 2 excluded or outbid. */
export interface Drafted {
  readonly each: LineRule;
  readonly incentive: string;
  /** Of which item, where the rule is for items. */
  readonly item: ItemPlace | undefined;
  readonly holds: string;
  /** Code that `holds` needs, and code of the amount, which runs where it holds. */
  readonly before: readonly string[];
  readonly reckoning: readonly string[];
  readonly amount: NumberValue;
  /** Names of locals: status, amount, and bound where it isn't exact. */
  readonly status: string;
  readonly value: string;
  readonly bound: string;
  /** Once it is settled. */
  scale?: number;
  exact?: boolean;
  max?: number;
}

export function isEntangled({ setting: { program } }: KindScope, incentive: string): boolean {
  return (
    program.excludes.some((group) => group.includes(incentive)) ||
    program.stacks.some((stack) => incentivesOf(program, stack.name).has(incentive)) ||
    program.budgets.some(({ of }) => of.has(incentive))
  );
}

export function incentivesOf(program: Program, member: string): ReadonlySet<string> {
  const stack = program.stacks.find(({ name }) => name === member);
  return new Set(stack === undefined ? [member] : stack.of.flatMap((each) => [...incentivesOf(program, each)]));
}

export function settle(scope: KindScope, drafts: readonly Drafted[]): void {
  const { setting, out, numbers } = scope;
  const { program } = setting;
  const stacks = program.stacks.map((stack) => {
    const incentives = incentivesOf(program, stack.name);
    const lines = drafts.filter(({ incentive }) => incentives.has(incentive));
    const { cap } = stack;
    return { stack, lines, cap };
  });
  for (const { of, name } of program.budgets) if (drafts.some(({ incentive }) => of.has(incentive))) outOfClass(`the budget ${name}`);
  const involved = drafts.filter(({ incentive }) => isEntangled(scope, incentive));
  // a cap finer than the lines is carried by all of them
  const caps = stacks.flatMap(({ lines, cap }) =>
    lines.length === 0 || cap === undefined ? [] : [out.apart(() => scope.frame(() => writeNumber(scope, cap))).result.s],
  );
  const s = Math.max(0, ...caps, ...involved.map(({ amount }) => amount.s));
  // amounts of lines that nothing takes from keep a scale of their own
  const aligned = drafts.map((draft) => ({
    draft,
    ...out.apart(() => (involved.includes(draft) ? numbers.align(draft.amount, s) : draft.amount)),
  }));
  const exact = aligned.every(({ draft, result }) => !involved.includes(draft) || result.e === '0');
  for (const { draft, result, lines } of aligned) {
    draft.scale = result.s;
    draft.exact = involved.includes(draft) ? exact : result.e === '0';
    draft.max = result.max;
    const write = (): void => {
      out.put(draft.before);
      out.block(`if (${draft.holds})`, () => {
        out.put(draft.reckoning);
        out.put(lines);
        out.line(`${draft.status} = 1; ${draft.value} = ${result.x};${draft.exact === true ? '' : ` ${draft.bound} = ${result.e};`}`);
      });
    };
    out.line(`let ${draft.status} = 0, ${draft.value} = 0${draft.exact ? '' : `, ${draft.bound} = 0`};`);
    if (draft.item?.isThere === undefined) write();
    else out.block(`if (${draft.item.isThere})`, write);
  }
  for (const group of program.excludes) exclude(scope, group, drafts);
  for (const { stack, lines, cap } of stacks) {
    if (lines.length === 0) continue;
    if (stack.combine === 'best') best(scope, stack, lines);
    if (cap !== undefined) limit(scope, stack, lines);
  }
}

const amountOf = ({ value, bound, exact, scale, max }: Drafted): NumberValue => ({
  kind: 'number',
  x: value,
  e: exact === true ? '0' : bound,
  s: scale ?? 0,
  max: max ?? Number.POSITIVE_INFINITY,
});

/** Above 0 and not fallen: a name. */
function inPlay(scope: KindScope, draft: Drafted): string {
  return scope.out.constant('p', `${draft.status} === 1 && ${scope.numbers.compare('>', amountOf(draft), ZERO)}`);
}

/** Falls all lines in play but those of the member with the largest total, the first on a tie. */
function keepLargest(scope: KindScope, members: readonly (readonly Drafted[])[], into: 'EXCLUDED' | 'OUTBID'): void {
  const { out, numbers } = scope;
  const lines = [...new Set(members.flat())];
  // of one line alone there is nothing to choose
  if (lines.length < 2) return;
  scope.block(`if (${lines.map(({ status }) => status).join(' + ')} > 1)`, () => {
    const plays = new Map(lines.map((draft) => [draft, inPlay(scope, draft)]));
    const winner = out.name('w');
    const [most, bound] = [out.name('x'), out.name('e')];
    const exact = lines.every((draft) => draft.exact === true);
    out.line(`let ${winner} = -1, ${most} = 0${exact ? '' : `, ${bound} = 0`};`);
    let size = 0;
    for (const [place, member] of members.entries()) {
      if (member.length === 0) continue;
      const total = member
        .map((draft): NumberValue => playing(scope, draft, plays.get(draft) ?? 'false'))
        .reduce((sum, amount) => numbers.sum('+', sum, amount));
      size = Math.max(size, total.max);
      const largest: NumberValue = { kind: 'number', x: most, e: exact ? '0' : bound, s: total.s, max: size };
      const wins = out.constant('b', numbers.compare('>', total, largest));
      out.line(`if (${wins}) { ${winner} = ${place}; ${most} = ${total.x};${exact ? '' : ` ${bound} = ${total.e};`} }`);
    }
    for (const draft of lines) {
      const own = members.flatMap((member, place) => (member.includes(draft) ? [`${winner} !== ${place}`] : []));
      const falls = and(`${winner} >= 0`, plays.get(draft) ?? 'false', ...own);
      out.line(`if (${falls}) { ${draft.status} = 2; ${into}[${draft.each.place}]++; }`);
    }
  });
}

function playing(scope: KindScope, draft: Drafted, plays: string): NumberValue {
  const { out } = scope;
  const amount = amountOf(draft);
  const x = out.constant('x', `${plays} ? ${amount.x} : 0`);
  return { ...amount, x, e: amount.e === '0' ? '0' : out.constant('e', `${plays} ? ${amount.e} : 0`) };
}

function exclude(scope: KindScope, group: readonly string[], drafts: readonly Drafted[]): void {
  const members = group.map((incentive) => drafts.filter((draft) => draft.incentive === incentive));
  if (members.filter((member) => member.length > 0).length < 2) return;
  keepLargest(scope, members, 'EXCLUDED');
}

function best(scope: KindScope, stack: Stack, lines: readonly Drafted[]): void {
  const { program } = scope.setting;
  const members = stack.of.map((member) => {
    const incentives = incentivesOf(program, member);
    return lines.filter(({ incentive }) => incentives.has(incentive));
  });
  keepLargest(scope, members, 'OUTBID');
}

/** Leaves each line, in rule order, at most what earlier lines left of the stack's cap. */
function limit(scope: KindScope, { cap }: Stack, lines: readonly Drafted[]): void {
  const { out, numbers } = scope;
  if (cap === undefined) return;
  scope.block(`if (${or(...lines.map(({ status }) => `${status} === 1`))})`, () => {
    const plays = lines.map((draft) => inPlay(scope, draft));
    scope.block(`if (${or(...plays)})`, () => {
      const most = writeNumber(scope, cap);
      const s = Math.max(most.s, ...lines.map(({ scale }) => scale ?? 0));
      const first = numbers.align(most, s);
      const exact = first.e === '0' && lines.every((draft) => draft.exact === true);
      if (!exact && lines.some((draft) => draft.exact === true)) return outOfClass('a cap of a stack that need not be exact');
      const [left, bound] = [out.name('x'), out.name('e')];
      const isAbove = out.constant('b', numbers.compare('>', first, ZERO));
      out.line(`let ${left} = ${isAbove} ? ${first.x} : 0${exact ? '' : `, ${bound} = ${isAbove} ? ${first.e} : 0`};`);
      const remaining: NumberValue = { kind: 'number', x: left, e: exact ? '0' : bound, s, max: first.max };
      for (const [at, draft] of lines.entries()) {
        scope.block(`if (${plays[at]})`, () => {
          const amount = amountOf(draft);
          const cut = out.constant('b', numbers.compare('>', amount, remaining));
          out.line(`if (${cut}) { ${draft.value} = ${left};${exact ? '' : ` ${draft.bound} = ${bound};`} }`);
          const after = numbers.sum('-', remaining, amount);
          out.line(`${left} = ${cut} ? 0 : ${after.x};${exact ? '' : ` ${bound} = ${cut} ? 0 : ${after.e};`}`);
        });
      }
    });
  });
}
