import type { FormulaNode } from '../formula/model.ts';

/** The node and all nodes under it, in the order of the source. */
export function* partsOf(node: FormulaNode): Generator<FormulaNode> {
  yield node;
  for (const part of operandsOf(node)) yield* partsOf(part);
}

export function operandsOf(node: FormulaNode): readonly FormulaNode[] {
  switch (node.kind) {
    case 'literal':
    case 'fact':
      return [];
    case 'orValue':
      return [node.fact, node.fallback];
    case 'not':
    case 'negate':
      return [node.of];
    case 'binary':
      return [node.left, node.right];
    case 'choose':
      return [node.when, node.then, node.otherwise];
    case 'call':
    case 'bands':
      return node.args;
  }
}

/**
 * The source of a node, for the CEL library. Bare numbers become number("…"): CEL's own would be 64-bit
 * integers and binary doubles.
 */
export function celSource(source: string, node: FormulaNode): string {
  let text = '';
  let at = node.start;
  for (const part of partsOf(node)) {
    if (part.kind !== 'literal' || !/[0-9]/.test(source.charAt(part.start))) continue;
    text += `${source.slice(at, part.start)}number("${part.text}")`;
    at = part.end;
  }
  return text + source.slice(at, node.end);
}
