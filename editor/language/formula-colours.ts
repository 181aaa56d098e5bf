import { type ProgramFiles, walkPlaces } from './files.ts';
import { formulaWords } from './formula-tokens.ts';
import type { FormulaToken, FormulaTokenType } from './model.ts';
import { valueSlot } from './slots.ts';
import { writtenOffsets } from './written.ts';

/** The words of all formulas of a file, in order, so that they don't look like text. */
export function formulaColours(files: ProgramFiles, path: string): readonly FormulaToken[] {
  const file = files.get(path);
  const tree = file && files.tree(file);
  if (file === undefined || tree === undefined) return [];
  const tokens: FormulaToken[] = [];
  for (const { node, places } of walkPlaces(file, tree)) {
    if (typeof node.value !== 'string' || valueSlot(places) !== 'formula') continue;
    const offsets = writtenOffsets(node);
    for (const word of formulaWords(node.value)) {
      if (word.type === 'name') continue;
      const type: FormulaTokenType = word.type === 'fact' && word.group === 'parameter' ? 'parameter' : word.type;
      tokens.push({ type, start: offsets[word.start] ?? node.end, end: offsets[word.end] ?? node.end });
    }
  }
  return tokens;
}
