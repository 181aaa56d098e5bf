import type { Case } from './compare.ts';

/** Takes away from a failing case whatever it fails without: activities, rules, entries of sections, facts. */
export async function reduce(one: Case, fails: (candidate: Case) => Promise<boolean>): Promise<Case> {
  let smallest = one;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of candidates(smallest)) {
      if (!(await fails(candidate).catch(() => false))) continue;
      smallest = candidate;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

function* candidates(one: Case): Generator<Case> {
  for (const [list, set] of lists(one)) {
    for (let size = Math.max(1, list.length >> 1); list.length > 0 && size >= 1; size >>= 1) {
      for (let start = 0; start < list.length; start += size) yield set([...list.slice(0, start), ...list.slice(start + size)]);
    }
  }
  for (const section of [
    'measures',
    'derived',
    'balances',
    'promises',
    'conditions',
    'stacks',
    'excludes',
    'budgets',
    'parameters',
    'protections',
  ] as const) {
    const entries = one.program[section];
    if (entries === undefined || Array.isArray(entries)) continue;
    for (const name of Object.keys(entries)) yield { ...one, program: { ...one.program, [section]: without(entries, name) } };
  }
  for (const [index, rule] of one.program.rules.entries()) {
    for (const conditions of simplerConditions(rule.conditions as Tree)) {
      yield {
        ...one,
        program: {
          ...one.program,
          rules: one.program.rules.map((other, at) => (at === index ? ({ ...rule, conditions } as typeof rule) : other)),
        },
      };
    }
  }
  for (const [index, activity] of one.activities.entries()) {
    for (const name of Object.keys(activity.facts ?? {})) {
      yield {
        ...one,
        activities: one.activities.map((other, at) => (at === index ? { ...other, facts: without(other.facts ?? {}, name) } : other)),
      };
    }
  }
}

function lists(one: Case): [readonly unknown[], (list: readonly unknown[]) => Case][] {
  return [
    [one.activities, (activities) => ({ ...one, activities: activities as Case['activities'] })],
    [one.program.rules, (rules) => ({ ...one, program: { ...one.program, rules: rules as Case['program']['rules'] } })],
    [one.partners, (partners) => ({ ...one, partners: partners as Case['partners'] })],
  ];
}

type Tree = { readonly all?: readonly Tree[]; readonly any?: readonly Tree[]; readonly not?: Tree };

function* simplerConditions(tree: Tree): Generator<unknown> {
  for (const key of ['all', 'any'] as const) {
    const parts = tree[key];
    if (parts === undefined) continue;
    if (parts.length > 1) for (const index of parts.keys()) yield { [key]: parts.filter((_, at) => at !== index) };
    for (const [index, part] of parts.entries()) {
      if (part.all !== undefined || part.any !== undefined || part.not !== undefined) yield part;
      for (const simpler of simplerConditions(part)) yield { [key]: parts.map((other, at) => (at === index ? simpler : other)) };
    }
  }
}

const without = (record: object, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
