import type { Json, SourceNode } from '../../server/engine/program/source.ts';
import type { Context } from './context.ts';
import { placeOf } from './files.ts';
import type { Lens } from './model.ts';
import { childOf } from './schema-walk.ts';

/** What a rule did in a simulation: one of the `rules` of its result's sides. */
export interface RuleFigures {
  readonly rule: string;
  readonly looked: number;
  readonly held: number;
  readonly due: number;
  readonly counted: { readonly paid: string; readonly owed: string };
}

/** Both sides of a simulation: as it was, and with the draft. */
export interface SimulationFigures {
  readonly currency: string;
  readonly baseline: readonly RuleFigures[];
  readonly candidate: readonly RuleFigures[];
}

/** Above each rule of a file: how often it matched, what it paid, how that changed. */
export function lenses(context: Context, path: string, figures: SimulationFigures | undefined): readonly Lens[] {
  const file = context.files.get(path);
  const tree = file && context.files.tree(file);
  if (file === undefined || tree === undefined || figures === undefined) return [];
  const { document, under } = placeOf(path);
  if (document !== 'program') return [];
  const rules = under[0] === 'rules' ? tree : under.length === 0 ? tree.children?.get('rules') : undefined;
  const before = byRule(figures.baseline);
  const after = byRule(figures.candidate);
  return [...(rules?.children?.values() ?? [])].flatMap((node) => {
    const rule = nameOf(node);
    const now = rule === undefined ? undefined : after.get(rule);
    if (rule === undefined || now === undefined) return [];
    return [{ rule, span: { start: node.start, end: node.start + 1 }, ...said(now, before.get(rule), figures.currency, context.locale) }];
  });
}

const byRule = (figures: readonly RuleFigures[]): ReadonlyMap<string, RuleFigures> => new Map(figures.map((one) => [one.rule, one]));

function nameOf(node: SourceNode): string | undefined {
  const name: Json | undefined = childOf(node.value, 'name');
  return typeof name === 'string' ? name : undefined;
}

function said(now: RuleFigures, before: RuleFigures | undefined, currency: string, locale: string): Pick<Lens, 'title' | 'detail'> {
  const count = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const money = (amount: number, signed = false): string =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, signDisplay: signed ? 'exceptZero' : 'auto' }).format(amount);
  const matched =
    now.held === 0 ? `never matched of ${count.format(now.looked)}` : `matched ${count.format(now.held)} of ${count.format(now.looked)}`;
  const parts = [matched];
  const detail = [`Looked at ${count.format(now.looked)} times, held ${count.format(now.held)} times, ${count.format(now.due)} lines due.`];
  for (const [field, verb] of [
    ['paid', 'paid'],
    ['owed', 'owed by partners'],
  ] as const) {
    const amount = Number(now.counted[field]);
    const was = Number(before?.counted[field] ?? 0);
    if (amount === 0 && was === 0) continue;
    const change = amount - was;
    parts.push(field === 'paid' ? `paid ${money(amount)}` : `partners owe ${money(amount)}`);
    if (before !== undefined && change !== 0) {
      parts.push(`${money(change, true)}${was === 0 ? '' : ` (${percent.format(change / Math.abs(was))})`}`);
      detail.push(`Before: ${money(was)} ${verb}.`);
    }
  }
  if (before === undefined) parts.push('new');
  else if (before.held !== now.held) detail.push(`Before: held ${count.format(before.held)} times.`);
  return { title: parts.join(' · '), detail: detail.join(' ') };
}
