import type { FormulaNode } from './model.ts';

/*
 * How large an exact number may become, in numbers of ordinary size that are multiplied or brought to one
 * denominator: each operation adds up the digits of its sides. A derived fact counts as what it is made of,
 * because derived facts that square each other would else soon have more digits than there is memory.
 */

export const MAX_SIZE = 400;

/** The largest number that comes up in a formula, and what it gives. */
export interface FormulaSize {
  readonly most: number;
  readonly result: number;
}

/** `derived`: sizes of derived facts, by dotted name. */
export function formulaSize(root: FormulaNode, derived: ReadonlyMap<string, number>): FormulaSize {
  let most = 1;
  const sum = (nodes: readonly FormulaNode[]): number => nodes.reduce((total, node) => total + of(node), 0);
  const largest = (nodes: readonly FormulaNode[]): number => Math.max(1, ...nodes.map(of));
  const own = (node: FormulaNode): number => {
    switch (node.kind) {
      case 'literal':
        return 1;
      case 'fact':
        return derived.get(node.name) ?? 1;
      case 'orValue':
        return largest([node.fact, node.fallback]);
      case 'not':
      case 'negate':
        return of(node.of);
      case 'binary':
        return sum([node.left, node.right]);
      case 'choose':
        return largest([node.when, node.then, node.otherwise]);
      case 'call':
        return largest(node.args);
      case 'bands':
        return sum(node.args) + 1;
    }
  };
  const of = (node: FormulaNode): number => {
    const size = own(node);
    most = Math.max(most, size);
    // A truth has no digits, and a date is in the calendar.
    return node.type === 'boolean' || node.type === 'date' ? 1 : size;
  };
  const result = of(root);
  return { most, result };
}
