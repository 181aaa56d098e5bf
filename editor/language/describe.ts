import type { Measure as MeasureDocument } from '../../schemas/types.ts';
import type { FactSpec } from '../../server/engine/facts/catalogue.ts';
import type { FactType } from '../../server/engine/facts/value.ts';
import { AGGREGATES } from '../../server/engine/measures/model.ts';
import type { Program } from '../../server/engine/program/model.ts';
import type { Context } from './context.ts';
import { spreadLines } from './spread.ts';

/* What a name means, in Markdown: for hover, and beside a completion. */

/** `kinds`: those that the rule at hand listens to. */
export function describeFact(context: Context, spec: FactSpec, kinds?: ReadonlySet<string>): string {
  const { program } = context.knowledge();
  const lines = [`**${spec.name}** · ${inWords(spec.type, program)}`];
  if (spec.description !== '') lines.push(escaped(spec.description));
  const declared = declaration(program, spec.name);
  if (declared !== undefined) lines.push(declared);
  if (spec.choices !== undefined && spec.choices.length <= 20) lines.push(`One of ${spec.choices.map(code).join(', ')}.`);
  const from = origin(spec, program);
  if (from !== undefined) lines.push(from);
  lines.push(presence(spec, kinds));
  const spread = spreadLines(context.spread, spec.name, kinds ?? spec.kinds, context.locale);
  if (spread.length > 0) lines.push(`In the history:\n${spread.map((line) => `- ${escaped(line)}`).join('\n')}`);
  return lines.join('\n\n');
}

export const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** What comes from data is no Markdown. */
export const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');

export function inWords(type: FactType, program: Program | undefined): string {
  const currency = program?.currency.code ?? 'the currency';
  const words: Record<FactType, string> = {
    money: `money in ${currency}`,
    rate: 'rate (0.15 is 15 %)',
    price: `price: ${currency} for one unit`,
    count: 'count',
    days: 'days',
    date: 'date',
    text: 'text',
    choice: 'choice',
    boolean: 'true or false',
    list: 'list of text',
  };
  return words[type];
}

function presence(spec: FactSpec, kinds: ReadonlySet<string> | undefined): string {
  const carrying = [...(kinds ?? [])].filter((kind) => spec.kinds?.has(kind));
  if (carrying.length > 0 && carrying.every((kind) => spec.requiredOf?.has(kind))) return 'Always there.';
  return spec.optional
    ? `May be missing: read it as ${code(guarded(spec.name, 'orValue(…)'))}, or ask for it with exists.`
    : 'Always there.';
}

/** A fact as a formula reads it that answers where it is missing. */
export const guarded = (fact: string, fallback: string): string => `${fact.replace('.', '.?')}.${fallback}`;

/** Which activities carry it, and which partner types produce these. */
function origin(spec: FactSpec, program: Program | undefined): string | undefined {
  if (spec.kinds === undefined) return undefined;
  const kinds = [...spec.kinds];
  const types = [...(program?.partnerTypes.values() ?? [])].filter(({ produces }) => kinds.some((kind) => produces.has(kind)));
  const of = `Carried by ${listed(kinds)}.`;
  return types.length === 0 ? of : `${of} Produced by ${listed(types.map(({ name }) => name))}.`;
}

const MOST = 8;
const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`;

/** What the program says of a name of its own. */
function declaration(program: Program | undefined, fact: string): string | undefined {
  const [group, name = ''] = fact.split('.');
  const document = program?.document;
  if (document === undefined) return undefined;
  switch (group) {
    case 'parameter':
      return parameterInWords(document.parameters?.[name]);
    case 'measure':
    case 'before': {
      const measure = document.measures?.[name];
      return measure && measureInWords(measure);
    }
    case 'derived':
      return formulaBlock(document.derived?.[name]?.formula);
    case 'promise':
      return formulaBlock(document.promises?.[name]?.formula);
    default:
      return undefined;
  }
}

const formulaBlock = (formula: string | undefined): string | undefined => formula && fenced('cel', formula);

/** A block of code that its own text can't end. */
export const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.replaceAll('```', "'''")}\n\`\`\``;

type ParameterDocument = NonNullable<Program['document']['parameters']>[string];

export function parameterInWords(parameter: ParameterDocument | undefined): string | undefined {
  if (parameter === undefined) return undefined;
  if (parameter.type === 'bands') {
    const rows = parameter.value.map(({ from, rate }) => `- from ${from}: ${rate}`);
    return `Bands of ${parameter.over}, ${parameter.unit}:\n${rows.slice(0, 12).join('\n')}`;
  }
  if (parameter.type === 'table') return `A table by ${parameter.keys.join(', ')}.`;
  const bounds = [parameter.min !== undefined && `at least ${parameter.min}`, parameter.max !== undefined && `at most ${parameter.max}`];
  const said = bounds.filter(Boolean).join(', ');
  const agreed = parameter.perAgreement === true ? ' An agreement may set it.' : '';
  return `Now ${code(String(parameter.value))}${said === '' ? '' : `; ${said}`}.${agreed}`;
}

function measureInWords(measure: MeasureDocument): string {
  const aggregate = AGGREGATES.find((one) => measure[one] !== undefined) ?? 'count';
  const fact = measure[aggregate];
  const of = typeof fact === 'string' ? ` of ${code(fact)}` : '';
  const by = (measure.by ?? []).map((key) => code(typeof key === 'string' ? key : `${key.fact} read for ${key.read}`));
  const keyed = by.length === 0 ? '' : `, by ${by.join(', ')}`;
  const scope = measure.scope === undefined || measure.scope === 'enrollment' ? '' : `, of the whole ${measure.scope}`;
  const where = measure.where === undefined ? '' : `\n${fenced('json', JSON.stringify(measure.where))}`;
  return `${aggregate}${of} over ${measure.of.map(code).join(', ')}, window ${code(measure.window)}${keyed}${scope}.${where}`;
}
