/** Operators of formulas: what they may stand between, and what they give. */
import type { FactType } from '../facts/value.ts';
import type { Checking } from './checking.ts';
import { type Item, inWords, isWhole, type Open, type Typed } from './item.ts';
import type { BinaryOp, FormulaNode } from './model.ts';
import type { Span } from './source.ts';
import { type Arithmetic, combine, isNumeric, isOrdered } from './units.ts';

const VERBS: Record<Arithmetic, readonly [verb: string, joint: string]> = {
  '+': ['added', 'to'],
  '-': ['subtracted', 'from'],
  '*': ['multiplied', 'by'],
  '/': ['divided', 'by'],
};

const typed = (node: FormulaNode): Typed => ({ kind: 'typed', type: node.type, span: { start: node.start, end: node.end }, node });

function binary(op: BinaryOp, type: FactType, left: FormulaNode, right: FormulaNode, span: Span): Typed {
  return typed({ kind: 'binary', op, type, left, right, start: span.start, end: span.end });
}

export function checkArithmetic(checking: Checking, op: Arithmetic, left: Item | undefined, right: Item | undefined, span: Span) {
  if (left === undefined || right === undefined) return undefined;
  if (left.kind !== 'typed' && right.kind !== 'typed') {
    const hint = 'Write the result as a number of its own, or give one side a unit.';
    return checking.report('bare-arithmetic', span, 'Arithmetic between two bare literals has no unit.', hint);
  }
  const leftNode = left.kind === 'typed' ? left.node : settleBeside(checking, op, left, right, 'left');
  const rightNode = right.kind === 'typed' ? right.node : settleBeside(checking, op, right, left, 'right');
  if (leftNode === undefined || rightNode === undefined) return undefined;
  const result = combine(op, leftNode.type, rightNode.type);
  if (result.type !== undefined) return binary(op, result.type, leftNode, rightNode, span);
  // under the operand that doesn't fit: the one that is no number at all, else the right one
  const culprit = isOrdered(leftNode.type) ? right : left;
  return checking.report('unit-mismatch', culprit.span, sentence(op, leftNode.type, rightNode.type), result.hint);
}

function sentence(op: Arithmetic, left: FactType, right: FactType): string {
  const [verb, joint] = VERBS[op];
  const [first, second] = op === '+' || op === '-' ? [right, left] : [left, right];
  const text = `${inWords(first)} cannot be ${verb} ${joint} ${inWords(second)}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A bare literal beside a value with a unit: the same unit in a sum, a pure number in a product. */
function settleBeside(checking: Checking, op: Arithmetic, open: Item, other: Item, side: 'left' | 'right'): FormulaNode | undefined {
  return other.kind === 'typed' ? checking.as(open, wantedBeside(op, open, other.type, side)) : undefined;
}

function wantedBeside(op: Arithmetic, open: Item, other: FactType, side: 'left' | 'right'): FactType {
  if (op === '*') return other === 'count' && open.kind === 'number' && open.leaves.every(isWhole) ? 'count' : 'rate';
  if (op === '/') return 'rate';
  if (other === 'date') return side === 'right' ? 'days' : 'date';
  return isNumeric(other) ? other : 'rate';
}

export function checkComparison(checking: Checking, op: BinaryOp, left: Item | undefined, right: Item | undefined, span: Span) {
  if (left === undefined || right === undefined) return undefined;
  const { type, nodes } = checking.alike([left, right]);
  if (type === undefined) return checking.report('bare-arithmetic', span, 'Two bare literals are compared; the answer never changes.');
  const [leftNode, rightNode] = nodes ?? [];
  if (leftNode === undefined || rightNode === undefined) return undefined;
  if (op !== '==' && op !== '!=' && !isOrdered(type)) {
    const hint = 'Compare it with == or !=.';
    return checking.report('unit-mismatch', left.span, `There is no order between values that are ${inWords(type)}.`, hint);
  }
  return binary(op, 'boolean', leftNode, rightNode, span);
}

export function checkLogic(checking: Checking, op: '&&' | '||', left: Item | undefined, right: Item | undefined, span: Span) {
  const leftNode = checking.as(left, 'boolean');
  const rightNode = checking.as(right, 'boolean');
  return leftNode && rightNode ? binary(op, 'boolean', leftNode, rightNode, span) : undefined;
}

export function checkNot(checking: Checking, of: Item | undefined, span: Span): Typed | undefined {
  const node = checking.as(of, 'boolean');
  return node && typed({ kind: 'not', type: 'boolean', of: node, start: span.start, end: span.end });
}

export function checkNegation(checking: Checking, of: Item | undefined, span: Span): Item | undefined {
  if (of === undefined) return undefined;
  const negate = (node: FormulaNode): FormulaNode => ({ kind: 'negate', type: node.type, of: node, start: span.start, end: span.end });
  if (of.kind === 'number') return { ...of, span, settle: (type) => negate(of.settle(type)) };
  if (of.kind === 'typed' && isNumeric(of.type)) return typed(negate(of.node));
  const what = of.kind === 'typed' ? inWords(of.type) : 'text';
  return checking.report('unit-mismatch', of.span, `A sign stands before a number, and this is ${what}.`);
}

export function checkChoice(
  checking: Checking,
  when: Item | undefined,
  chosen: Item | undefined,
  otherwise: Item | undefined,
  span: Span,
): Item | undefined {
  const whenNode = checking.as(when, 'boolean');
  if (chosen === undefined || otherwise === undefined) return undefined;
  if (chosen.kind !== 'typed' && otherwise.kind !== 'typed') return whenNode && openChoice(checking, whenNode, chosen, otherwise, span);
  const { nodes } = checking.alike([chosen, otherwise]);
  const [first, second] = nodes ?? [];
  return whenNode && first && second && typed(choose(whenNode, first, second, span));
}

function openChoice(checking: Checking, when: FormulaNode, chosen: Open, otherwise: Open, span: Span): Open | undefined {
  if (chosen.kind !== otherwise.kind) {
    return checking.report('unit-mismatch', otherwise.span, 'One branch is a number and the other is text.');
  }
  const leaves = [...chosen.leaves, ...otherwise.leaves];
  return { kind: chosen.kind, span, leaves, settle: (type) => choose(when, chosen.settle(type), otherwise.settle(type), span) };
}

function choose(when: FormulaNode, chosen: FormulaNode, otherwise: FormulaNode, { start, end }: Span): FormulaNode {
  // biome-ignore lint/suspicious/noThenProperty: a node of a tree, which nobody awaits
  return { kind: 'choose', type: chosen.type, when, then: chosen, otherwise, start, end };
}
