import type { FactSpec } from '../../server/engine/facts/catalogue.ts';
import { baseCatalogue } from '../../server/engine/facts/schema-catalogue.ts';
import { functionDocs } from '../../server/engine/formula/functions.ts';
import { FORMULA_FUNCTIONS, type FormulaFunction } from '../../server/engine/formula/model.ts';
import type { SourceNode } from '../../server/engine/program/source.ts';
import type { Context } from './context.ts';
import { describeFact, escaped, guarded, inWords, parameterInWords } from './describe.ts';
import { callAt, formulaWords } from './formula-tokens.ts';
import type { Completion, Span } from './model.ts';
import { isProduced, isReadable, type Reading, readingAt } from './reading.ts';
import { hole } from './snippet.ts';
import type { Spot } from './spot.ts';
import { saidOffset, written, writtenOffsets } from './written.ts';

const BAND_FUNCTIONS: ReadonlySet<string> = new Set(['marginal', 'retrospective', 'bandRate']);

/** Inside a formula: facts, bands and functions, by the word before the cursor. */
export function completeFormula(context: Context, spot: Spot, node: SourceNode): readonly Completion[] {
  const offsets = writtenOffsets(node);
  const source = String(node.value);
  const cursor = saidOffset(offsets, spot.offset);
  const inText = textAt(source, cursor);
  if (inText !== undefined) {
    const within = { start: offsets[inText.start] ?? spot.offset, end: offsets[inText.end] ?? spot.offset };
    return choicesOf(context, inText.fact).map((value, rank) => ({
      label: value,
      kind: 'value',
      insert: written(value),
      span: within,
      rank,
    }));
  }
  const before = /[A-Za-z_][\w.?]*$/.exec(source.slice(0, cursor))?.[0] ?? '';
  const after = /^[\w]*/.exec(source.slice(cursor))?.[0] ?? '';
  const span = { start: offsets[cursor - before.length] ?? spot.offset, end: offsets[cursor + after.length] ?? spot.offset };
  const call = callAt(source, cursor);
  if (call !== undefined && BAND_FUNCTIONS.has(call.name) && call.argument === 0) return bands(context, span, 0);
  const guard = before.includes('.?');
  const reading = readingAt(spot, true);
  return [...facts(context, span, reading, guard), ...(before.includes('.') ? [] : functions(span)), ...bands(context, span, 8)];
}

/** Where the cursor is inside of a text: what between its quotes is replaced, and the fact with which it is compared. */
function textAt(source: string, cursor: number): (Span & { readonly fact: string | undefined }) | undefined {
  const words = formulaWords(source);
  const at = words.findIndex(({ type, start, end }) => type === 'text' && start < cursor && cursor <= end);
  const word = words[at];
  if (word === undefined) return undefined;
  const isClosed = word.text.length > 1 && word.text.at(-1) === word.text[0];
  if (isClosed && cursor === word.end) return undefined;
  const [fact, operator] = [words[at - 2], words[at - 1]];
  const compared = fact?.type === 'fact' && /^[=!]=$/.test(operator?.text ?? '');
  return { start: word.start + 1, end: isClosed ? word.end - 1 : word.end, fact: compared ? `${fact.group}.${fact.name}` : undefined };
}

const choicesOf = (context: Context, fact: string | undefined): readonly string[] =>
  (fact === undefined ? undefined : context.knowledge().catalogue.facts.get(fact)?.choices) ?? [];

function facts(context: Context, span: Span, reading: Reading, guard: boolean): Completion[] {
  const knowledge = context.knowledge();
  const found: Completion[] = [];
  for (const spec of knowledge.catalogue.facts.values()) {
    if (!isReadable(spec, reading)) continue;
    const read = guard ? guarded(spec.name, `orValue(${fallbackFor(spec)})`) : spec.name;
    found.push({
      label: spec.name,
      kind: 'fact',
      detail: detailOf(context, spec),
      documentation: describeFact(context, spec, reading.kinds),
      insert: written(read),
      span,
      ...(guard && { filter: spec.name.replace('.', '.?') }),
      rank: isProduced(spec, reading, knowledge) ? rankOf(spec, reading) : 9,
    });
  }
  return found;
}

export const detailOf = (context: Context, spec: FactSpec): string => inWords(spec.type, context.knowledge().program);

/** What the activity brings goes first, then what the program reckons, then what always stands. */
export function rankOf(spec: FactSpec, reading: Reading): number {
  if (spec.kinds !== undefined) return [...(reading.kinds ?? [])].some((kind) => spec.requiredOf?.has(kind)) ? 1 : 2;
  return baseCatalogue.facts.has(spec.name) ? 4 : 3;
}

/** A literal of the fact's unit that changes nothing: what is taken where it is missing. */
export function fallbackFor(spec: Pick<FactSpec, 'type' | 'choices'>): string {
  switch (spec.type) {
    case 'money':
    case 'price':
      return `${spec.type}("0")`;
    case 'days':
      return 'days(0)';
    case 'date':
      return 'activity.date';
    case 'boolean':
      return 'false';
    case 'text':
    case 'choice':
      return `"${spec.choices?.[0] ?? ''}"`;
    default:
      return '0';
  }
}

function functions(span: Span): Completion[] {
  return FORMULA_FUNCTIONS.map((name) => ({
    label: name,
    kind: 'function',
    detail: functionDocs[name].signature,
    documentation: describeFunction(name),
    insert: written(callOf(name)),
    snippet: true,
    span,
    rank: 5,
  }));
}

export function describeFunction(name: FormulaFunction): string {
  const { signature, doc, example } = functionDocs[name];
  return `\`\`\`cel\n${signature}\n\`\`\`\n\n${escaped(doc)}\n\n\`\`\`cel\n${example}\n\`\`\``;
}

/** The call with its arguments as places to fill in; those of a literal keep their quotes. */
function callOf(name: FormulaFunction): string {
  const [signature = ''] = functionDocs[name].signature.split(' or ');
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
  const parts = inside.split(', ').filter((part) => part !== '…');
  const filled = parts.map((part, index) => {
    const quoted = part.startsWith('"');
    const place = hole(index + 1, quoted ? part.slice(1, -1) : part);
    return quoted ? `"${place}"` : place;
  });
  return `${name}(${filled.join(', ')})`;
}

/** Bands are no value: only band functions take them. */
function bands(context: Context, span: Span, rank: number): Completion[] {
  const parameters = Object.entries(context.knowledge().program?.document.parameters ?? {});
  return parameters.flatMap(([name, parameter]) =>
    parameter.type !== 'bands'
      ? []
      : [
          {
            label: `parameter.${name}`,
            kind: 'fact',
            detail: `bands over ${parameter.over}, ${parameter.unit}`,
            documentation: [escaped(parameter.description ?? ''), parameterInWords(parameter)].filter(Boolean).join('\n\n'),
            insert: `parameter.${name}`,
            span,
            rank,
          },
        ],
  );
}
