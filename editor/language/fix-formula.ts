import { fallbackFor } from './complete-formula.ts';
import { factOf } from './complete-names.ts';
import type { Context } from './context.ts';
import { guarded } from './describe.ts';
import { addElement } from './edits.ts';
import { type Fault, fix } from './fix-model.ts';
import type { Fix, TextEdit } from './model.ts';
import { nodeAt } from './spot.ts';
import { written, writtenOffsets } from './written.ts';

/** Fixes inside of a formula: at the very part that is meant. */
export function formulaFixes(context: Context, fault: Fault): readonly Fix[] {
  const { diagnostic, node } = fault;
  const { within, code, hint = '' } = diagnostic;
  if (within === undefined || node === undefined || typeof node.value !== 'string') return [];
  const offsets = writtenOffsets(node);
  const source = node.value;
  const part = (text: string): TextEdit => ({
    file: node.file.path,
    start: offsets[within.start] ?? node.end,
    end: offsets[within.end] ?? node.end,
    text: written(text),
  });
  const text = source.slice(within.start, within.end);
  const literal = code === 'unit-mismatch' ? /^Write ((?:money|price)\(".+"\))\.$/.exec(hint)?.[1] : undefined;
  if (literal !== undefined) return [fix(`Write ${literal}`, [part(literal)])];
  if (code === 'may-be-missing') return missing(context, fault, text, part);
  if (code === 'missing-unanswered') {
    const spec = factOf(context, text.replace('.?', '.'));
    return spec === undefined ? [] : [fix('Say what to take where it is missing', [part(`${text}.orValue(${fallbackFor(spec)})`)])];
  }
  return [];
}

/** Answered in the formula, or asked for by the rule. */
function missing(context: Context, { tokens, root }: Fault, fact: string, part: (text: string) => TextEdit): readonly Fix[] {
  const spec = factOf(context, fact);
  if (spec === undefined) return [];
  const fallback = fallbackFor(spec);
  const answered = fix(`Take ${fallback} where it is missing`, [part(guarded(fact, `orValue(${fallback})`))], false);
  const conditions = tokens[0] === 'rules' ? nodeAt(root, [...tokens.slice(0, 2), 'conditions', 'all']) : undefined;
  if (conditions === undefined) return [answered];
  const asked = `{ "fact": ${JSON.stringify(fact)}, "operator": "exists", "value": true }`;
  return [fix(`Ask for ${fact} in the rule’s conditions`, [addElement(conditions, asked)], false), answered];
}
