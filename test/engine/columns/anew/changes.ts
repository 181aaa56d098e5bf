import type { ProgramDocument } from '../../../../schemas/types.ts';
import type { Choices } from '../../../differential/generate/choices.ts';
import { digitsOf, money, rate } from '../../../differential/generate/values.ts';

type Parameters = NonNullable<ProgramDocument['parameters']>;
type Parameter = Parameters[string];
type Rule = ProgramDocument['rules'][number];

/** Without moves of balances, which make lines rest on each other in ways of their own. */
export function unmoving(document: ProgramDocument): ProgramDocument {
  const rules = document.rules.map((rule) => {
    const { balances: _, ...params } = rule.event.params as Record<string, unknown>;
    return { ...rule, event: { ...rule.event, params } } as Rule;
  });
  return { ...document, rules };
}

/** A program that differs in one or two places: rates, bands, amounts, bounds, who is paid when. `paid`: rules that lines came of. */
export function changed(choices: Choices, document: ProgramDocument, paid: ReadonlySet<string>): ProgramDocument {
  const digits = digitsOf(document.currency);
  const all = document.rules.filter((rule) => 'amount' in rule.event.params && rule.decides !== 'mdf' && rule.decides !== 'benefit');
  const met = all.filter(({ name }) => paid.has(name));
  const pays = met.length === 0 ? all : met;
  const names = Object.keys(document.parameters ?? {});
  const [rule, own] = [choices.oneIn(4) ? undefined : choices.pick(pays), choices.oneIn(2) ? choices.pick(names) : undefined];
  return {
    ...document,
    parameters: Object.fromEntries(
      Object.entries(document.parameters ?? {}).map(([name, each]) => [name, name === own ? another(choices, each, digits) : each]),
    ),
    rules: document.rules.map((each) => (each === rule ? otherwise(choices, each, digits) : each)),
  };
}

function otherwise(choices: Choices, rule: Rule, digits: number): Rule {
  const { params } = rule.event as { readonly params: { readonly amount: string } };
  const sum = `money("${money(choices, digits)}")`;
  const amount = choices.pick([`min(${params.amount}, ${sum})`, `(${params.amount}) + ${sum}`, `-(${params.amount})`, sum]);
  const more = choices.pick([{}, { floor: sum }, { cap: { amount: sum } }]);
  const late = { fact: 'activity.date', operator: 'greaterThan' as const, value: '2024-04-01' };
  const conditions = choices.oneIn(3) ? { all: [late, { not: { not: rule.conditions } }] } : rule.conditions;
  return { ...rule, conditions, event: { ...rule.event, params: { ...params, amount, ...more } } } as Rule;
}

function another(choices: Choices, parameter: Parameter, digits: number): Parameter {
  const { value, type } = parameter as { readonly value: unknown; readonly type: string };
  if (Array.isArray(value)) {
    const rates = value.map((band: { readonly rate?: string }) => band.rate);
    return { ...parameter, value: value.map((band: object, at) => ({ ...band, rate: rates[(at + 1) % rates.length] })) } as Parameter;
  }
  if (typeof value === 'object' && value !== null) {
    const rows = Object.entries(value);
    return { ...parameter, value: Object.fromEntries(rows.map(([key], at) => [key, rows[(at + 1) % rows.length]?.[1]])) } as Parameter;
  }
  if (type !== 'money' && type !== 'rate') return parameter;
  return { ...parameter, value: type === 'money' ? money(choices, digits) : rate(choices) } as Parameter;
}
