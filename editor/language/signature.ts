import { functionDocs } from '../../server/engine/formula/functions.ts';
import type { Context } from './context.ts';
import { isFormulaFunction } from './formula-functions.ts';
import { callAt } from './formula-tokens.ts';
import type { Signature } from './model.ts';
import { valueSlot } from './slots.ts';
import { nodeAt, spotAt } from './spot.ts';
import { saidOffset, writtenOffsets } from './written.ts';

/** The function whose arguments are being written, and which of them. */
export function signature(context: Context, path: string, offset: number): Signature | undefined {
  const file = context.files.get(path);
  if (file === undefined) return undefined;
  const spot = spotAt(context.files, file, offset);
  const node = nodeAt(spot.tree, spot.path);
  if (spot.atKey || node === undefined || typeof node.value !== 'string' || valueSlot(spot.places) !== 'formula') return undefined;
  const call = callAt(node.value, saidOffset(writtenOffsets(node), offset));
  if (call === undefined || !isFormulaFunction(call.name)) return undefined;
  const { signature: label, doc } = functionDocs[call.name];
  const inside = label.slice(label.indexOf('(') + 1, label.indexOf(')'));
  const parameters = inside.split(', ');
  return { label, doc, parameters, active: Math.min(call.argument, parameters.length - 1) };
}
