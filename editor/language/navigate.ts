import { FORBIDDEN_KEYS } from '../../server/engine/program/limits.ts';
import type { Context } from './context.ts';
import type { Place, Renaming, Span, TextEdit } from './model.ts';
import type { SymbolKind } from './slots.ts';
import type { Occurrence } from './symbols.ts';

/* From a name to where it is declared and used, over all files, and to another name. */

export function definition(context: Context, path: string, offset: number): readonly Place[] {
  const at = context.symbols.at(path, offset);
  return at === undefined
    ? []
    : same(context, at)
        .filter(({ declares }) => declares)
        .map(placeOf);
}

export function uses(context: Context, path: string, offset: number): readonly Place[] {
  const at = context.symbols.at(path, offset);
  return at === undefined ? [] : same(context, at).map(placeOf);
}

/** What rename would replace at the cursor; undefined where no name of the program stands. */
export function renamable(context: Context, path: string, offset: number): (Span & { readonly name: string }) | undefined {
  const at = context.symbols.at(path, offset);
  if (at === undefined || !same(context, at).some(({ declares }) => declares)) return undefined;
  return { start: at.start, end: at.end, name: at.name };
}

export function rename(context: Context, path: string, offset: number, name: string): Renaming {
  const at = context.symbols.at(path, offset);
  if (at === undefined) return no('No name of the program stands here.');
  const found = same(context, at);
  if (!found.some(({ declares }) => declares)) return no(`${at.name} is not declared in this program, so it can't be renamed here.`);
  const { pattern, like } = NAMES[at.kind];
  if (!pattern.test(name) || FORBIDDEN_KEYS.has(name)) return no(`Here ${like} is a name.`);
  const rivals = at.kind === 'incentive' || at.kind === 'stack' ? ['incentive', 'stack'] : [at.kind];
  const taken = context.symbols.all().some((one) => rivals.includes(one.kind) && one.name === name && one.declares);
  if (taken && name !== at.name) return no(`There is already a ${at.kind.replace('-', ' ')} ${name}.`);
  const edits = found.map(({ file, start, end }): TextEdit => ({ file, start, end, text: name }));
  return { ok: true, edits };
}

const no = (reason: string): Renaming => ({ ok: false, reason });

const same = (context: Context, { kind, name }: Occurrence): readonly Occurrence[] =>
  context.symbols.all().filter((one) => one.kind === kind && one.name === name);

const placeOf = ({ file, start, end }: Occurrence): Place => ({ file, start, end });

const CAMEL = {
  pattern: /^[a-z][A-Za-z0-9]{0,59}$/,
  like: 'a word that starts with a small letter and has no hyphens, such as goldRevenue,',
};
const KEBAB = { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, like: 'a word in small letters with hyphens, such as volume-rebate,' };

const NAMES: Readonly<Record<SymbolKind, { readonly pattern: RegExp; readonly like: string }>> = {
  parameter: CAMEL,
  measure: CAMEL,
  derived: CAMEL,
  balance: CAMEL,
  promise: CAMEL,
  protection: CAMEL,
  condition: CAMEL,
  gate: CAMEL,
  incentive: KEBAB,
  stack: KEBAB,
  budget: KEBAB,
  benefit: KEBAB,
  'partner-type': KEBAB,
  level: KEBAB,
  fact: { pattern: /^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/, like: 'two words with a point, such as deal.competitorDisplaced,' },
  rule: KEBAB,
};
