import type { FactType } from '../facts/value.ts';

export const FORMULA_FUNCTIONS = [
  'marginal',
  'retrospective',
  'bandRate',
  'min',
  'max',
  'clamp',
  'round',
  'floor',
  'ceil',
  'money',
  'price',
  'date',
  'days',
  'addDays',
  'addMonths',
  'addBusinessDays',
  'daysBetween',
  'businessDaysBetween',
] as const;
export type FormulaFunction = (typeof FORMULA_FUNCTIONS)[number];

interface NodeBase {
  readonly type: FactType;
  /** Offsets into the formula's source. */
  readonly start: number;
  readonly end: number;
}

/** A checked formula's tree. Units are proven: `type` is what the node gives. */
export type FormulaNode =
  /** A number's `text` is its exact decimal, a date's YYYY-MM-DD, a text's its value; a literal takes the unit its place asks for. money("…"), price("…"), date("…") and days(n) are literals too. */
  | (NodeBase & { readonly kind: 'literal'; readonly text: string })
  /** `optional`: written with `.?`, and then always the receiver of orValue. */
  | (NodeBase & { readonly kind: 'fact'; readonly name: string; readonly optional: boolean })
  | (NodeBase & { readonly kind: 'orValue'; readonly fact: FormulaNode & { readonly kind: 'fact' }; readonly fallback: FormulaNode })
  | (NodeBase & { readonly kind: 'not' | 'negate'; readonly of: FormulaNode })
  | (NodeBase & { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: FormulaNode; readonly right: FormulaNode })
  | (NodeBase & { readonly kind: 'choose'; readonly when: FormulaNode; readonly then: FormulaNode; readonly otherwise: FormulaNode })
  | (NodeBase & {
      readonly kind: 'call';
      readonly fn: Exclude<FormulaFunction, 'money' | 'price' | 'date' | 'days' | BandFunction>;
      readonly args: readonly FormulaNode[];
    })
  | (NodeBase & {
      readonly kind: 'bands';
      readonly fn: BandFunction /** Name of the bands parameter. */;
      readonly parameter: string;
      readonly args: readonly FormulaNode[];
    });

export type BandFunction = 'marginal' | 'retrospective' | 'bandRate';
export type BinaryOp = '+' | '-' | '*' | '/' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

export interface Formula {
  readonly source: string;
  readonly pointer: string;
  /** What was wanted; the root is of the same type, or a count where a rate was wanted. */
  readonly type: FactType;
  readonly root: FormulaNode;
  /** Names of the facts it reads, in order of first appearance. */
  readonly facts: readonly string[];
}
