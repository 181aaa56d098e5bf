import { STAGE } from '../decisions/stage.ts';
import type { Formula } from '../formula/model.ts';
import type { Period } from '../measures/model.ts';
import type { Budget, Stack } from './model.ts';
import type { Presence } from './presence.ts';
import { incentiveNames, type ResolvedRule } from './resolve-rules.ts';
import type { Resolving } from './resolving.ts';
import { nameHint } from './wording.ts';

/* How lines of several incentives stand together: stacks, exclusions, budgets. */

interface Payment {
  /** Incentives that some rule pays. */
  readonly known: ReadonlySet<string>;
  /** Rules may be missing, so an unknown incentive is no fault. */
  readonly unsure: boolean;
  /** What surely stands where one of these incentives is paid. */
  environment(incentives: ReadonlySet<string>): { readonly kinds: ReadonlySet<string>; readonly present: ReadonlySet<string> };
}

export function paymentOf(into: Resolving, rules: readonly ResolvedRule[], presence: Presence): Payment {
  return {
    known: incentiveNames(into.document),
    unsure: into.rulesAreCut,
    environment: (incentives) => {
      const paying = rules.filter(({ rule }) => 'incentive' in rule && rule.incentive !== undefined && incentives.has(rule.incentive));
      const kinds = new Set(paying.flatMap(({ rule }) => [...rule.on]));
      const partnerTypes = new Set(paying.flatMap(({ rule }) => [...rule.for]));
      const [first, ...others] = paying.map(({ present }) => present);
      const shared = [...(first ?? [])].filter((fact) => others.every((other) => other.has(fact)));
      return { kinds, present: presence.of({ kinds, partnerTypes }, shared) };
    },
  };
}

/** Stacks, each after those it contains. */
export function resolveStacks(into: Resolving, payment: Payment): readonly Stack[] {
  const documents = into.document.stacks ?? {};
  const parents = new Map<string, string>();
  for (const [name, { of }] of Object.entries(documents)) {
    for (const [index, member] of of.entries()) {
      const at = `/stacks/${name}/of/${index}`;
      const isStack = Object.hasOwn(documents, member);
      if (!isStack && !payment.known.has(member) && !payment.unsure && !into.isCut('stacks', member)) {
        const hint = nameHint(member, [...payment.known, ...Object.keys(documents)]);
        into.report('unknown-incentive', `${member} is neither an incentive nor a stack.`, at, hint);
      }
      const other = parents.get(member);
      if (other !== undefined) {
        into.report(
          'overlapping-stacks',
          `${member} stands in the stack ${other} and again in ${name}.`,
          at,
          'Put it into one of them; nest stacks to combine further.',
        );
      } else parents.set(member, name);
    }
  }
  const order = inner(into, documents);
  const stacks: Stack[] = [];
  for (const name of order) {
    const json = documents[name];
    if (json === undefined) continue;
    const { cap } = json;
    const members = incentivesOf(name, documents);
    const formula = cap === undefined ? undefined : moneyOf(into, cap, `/stacks/${name}/cap`, payment, members);
    if (cap !== undefined && formula === undefined) into.unresolved.add(`/stacks/${name}`);
    else stacks.push(Object.freeze({ name, combine: json.combine, of: Object.freeze([...json.of]), ...(formula && { cap: formula }) }));
  }
  return stacks;
}

type StackDocuments = Readonly<Record<string, { readonly of: readonly string[] }>>;

/** Document order, but what is contained goes first; a circle is told once. */
function inner(into: Resolving, documents: StackDocuments): readonly string[] {
  const done = new Set<string>();
  const circular = new Set<string>();
  const order: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      if (circular.has(name)) return;
      circular.add(name);
      const circle = [...path.slice(path.indexOf(name)), name];
      into.report(
        'circular-stacks',
        `The stack ${name} contains itself: ${circle.join(' → ')}.`,
        `/stacks/${name}/of`,
        'Take one of them out.',
      );
      return;
    }
    if (done.has(name)) return;
    for (const member of documents[name]?.of ?? []) if (Object.hasOwn(documents, member)) visit(member, [...path, name]);
    if (done.has(name)) return;
    done.add(name);
    order.push(name);
  };
  for (const name of Object.keys(documents)) visit(name, []);
  return order;
}

function incentivesOf(name: string, documents: StackDocuments): ReadonlySet<string> {
  const incentives = new Set<string>();
  const seen = new Set<string>();
  const todo = [name];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (Object.hasOwn(documents, next)) todo.push(...(documents[next]?.of ?? []));
    else incentives.add(next);
  }
  return incentives;
}

function moneyOf(into: Resolving, source: string, pointer: string, payment: Payment, incentives: ReadonlySet<string>): Formula | undefined {
  return into.formula(source, pointer, 'money', { stage: STAGE.line, ...payment.environment(incentives) });
}

export function resolveExcludes(into: Resolving, payment: Payment): readonly (readonly string[])[] {
  const groups = into.document.excludes ?? [];
  for (const [group, names] of groups.entries()) {
    for (const [index, name] of names.entries()) {
      const at = `/excludes/${group}/${index}`;
      if (names.indexOf(name) < index) into.report('twice-in-list', `${name} stands twice in the same group.`, at, 'Remove it once.');
      else if (!payment.known.has(name) && !payment.unsure) {
        const hint =
          into.document.stacks?.[name] === undefined
            ? nameHint(name, payment.known)
            : 'Exclusion is between incentives; a stack has combine best.';
        into.report('unknown-incentive', `No rule pays an incentive or obligation ${name}.`, at, hint);
      }
    }
  }
  return Object.freeze(groups.filter((names) => names.length > 0).map((names) => Object.freeze([...names])));
}

export function resolveBudgets(into: Resolving, payment: Payment): readonly Budget[] {
  const budgets: Budget[] = [];
  for (const [name, json] of Object.entries(into.document.budgets ?? {})) {
    const pointer = `/budgets/${name}`;
    for (const [index, incentive] of json.of.entries()) {
      if (payment.known.has(incentive) || payment.unsure) continue;
      const hint = nameHint(incentive, payment.known);
      into.report('unknown-incentive', `No rule pays an incentive or obligation ${incentive}.`, `${pointer}/of/${index}`, hint);
    }
    const of = new Set(json.of);
    const amount = moneyOf(into, json.amount, `${pointer}/amount`, payment, of);
    if (amount === undefined) {
      into.unresolved.add(pointer);
      continue;
    }
    const window: Budget['window'] =
      json.window === 'lifetime' ? { kind: 'lifetime' } : { kind: 'fiscal', period: json.window.slice('fiscal-'.length) as Period };
    budgets.push(Object.freeze({ name, amount, of, window, scope: json.scope ?? 'program' }));
  }
  return budgets;
}
