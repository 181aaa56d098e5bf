import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import { pointerTokens } from '../../server/engine/program/wording.ts';
import type { Context } from './context.ts';
import { removeChild, replaceNode } from './edits.ts';
import { placeOf } from './files.ts';
import { additions } from './fix-additions.ts';
import { formulaFixes } from './fix-formula.ts';
import { type Fault, fix } from './fix-model.ts';
import type { Fix, TextEdit } from './model.ts';
import { nodeAt } from './spot.ts';
import { written } from './written.ts';

/** Ways to mend a diagnostic, as far as its hint names them; the likeliest first. */
export function fixes(context: Context, diagnostic: Diagnostic): readonly Fix[] {
  const path = diagnostic.range?.file;
  const file = path === undefined ? undefined : context.files.get(path);
  if (path === undefined || file === undefined || diagnostic.range === undefined) return [];
  const { start, end } = diagnostic.range;
  const here = (text: string): TextEdit => ({ file: path, start: start.offset, end: end.offset, text });
  if (diagnostic.code === 'trailing-comma') return [fix('Remove the comma', [here('')])];
  if (diagnostic.code === 'comment') return [fix('Remove the comment', [here('')])];
  const root = placeOf(path).document === 'scenario' ? context.files.tree(file) : context.files.document().root;
  if (root === undefined) return [];
  const tokens = pointerTokens(diagnostic.pointer);
  const fault = { diagnostic, root, tokens, node: nodeAt(root, tokens), parent: nodeAt(root, tokens.slice(0, -1)) };
  return [
    ...replacements(fault, file.text.slice(start.offset, end.offset), here),
    ...literals(fault),
    ...formulaFixes(context, fault),
    ...additions(context, fault),
    ...removals(fault),
  ];
}

/** Other words for the one that is wrong. */
function replacements({ diagnostic, node }: Fault, found: string, here: (text: string) => TextEdit): readonly Fix[] {
  const named = namesOf(diagnostic);
  if (diagnostic.within === undefined && !diagnostic.atKey && typeof node?.value !== 'string' && !diagnostic.code.startsWith('unknown'))
    return [];
  return named.map((name) => {
    const text = found.startsWith('"') ? JSON.stringify(name) : written(name);
    return fix(`Replace by ${name}`, [here(text)], named.length === 1);
  });
}

/** Words that the hint, or else the message, offers. */
function namesOf({ hint = '', message, code, atKey }: Diagnostic): readonly string[] {
  const meant = /^Did you mean (.+)\?$/.exec(hint)?.[1];
  if (meant !== undefined) return [meant];
  const choice = /^One of (.+?)(?: does)?\.$/.exec(hint)?.[1];
  if (choice !== undefined && code !== 'missing-field' && atKey !== true) return choice.split(', ');
  const wanted = code === 'unknown-value' ? /“([^”]+)” was expected\.$/.exec(message)?.[1] : undefined;
  if (wanted !== undefined) return [wanted];
  const type = code === 'event-type-reserved' ? /^Write "type": "([a-z]+)"\.$/.exec(hint)?.[1] : undefined;
  return type === undefined ? [] : [type];
}

/** Numbers as text, and the other way round. */
function literals({ diagnostic, node }: Fault): readonly Fix[] {
  if (node === undefined) return [];
  const { value } = node;
  const { message, hint = '', code } = diagnostic;
  const told = code === 'rate-above-one' ? /write "([^"]+)"/.exec(hint)?.[1] : undefined;
  if (told !== undefined) return [fix(`Write "${told}"`, [replaceNode(node, JSON.stringify(told))])];
  if (typeof value === 'number' && /text/.test(message)) {
    const text = JSON.stringify(String(value));
    return [fix(`Write ${text}`, [replaceNode(node, text)])];
  }
  if (typeof value !== 'string') return [];
  if (/^-?\d+$/.test(value) && /whole number/.test(message))
    return [fix(`Write ${Number(value)}`, [replaceNode(node, String(Number(value)))])];
  if (/^(true|false)$/.test(value) && /true or false/.test(message)) return [fix(`Write ${value}`, [replaceNode(node, value)])];
  return [];
}

const REMOVABLE: Readonly<Record<string, string>> = {
  'unknown-field': 'Remove it',
  'condition-path': 'Remove path',
  'condition-priority': 'Remove the priority',
  unused: 'Delete it',
  'twice-in-list': 'Remove the second one',
  'generated-kind': 'Remove it',
};

function removals({ diagnostic, node, parent }: Fault): readonly Fix[] {
  const title = REMOVABLE[diagnostic.code];
  if (title === undefined || node === undefined || parent === undefined) return [];
  return [fix(title, [removeChild(parent, node)], namesOf(diagnostic).length === 0)];
}
