import type { ASTNode } from '@marcbachmann/cel-js';
import { parseFormula } from '../formula/parse.ts';
import { spanOf } from '../formula/spans.ts';
import { columns, figure, indent, isProduct, mark, numeral, result, value } from './explain-text.ts';
import type { BandSlice, FailureReport, FormulaReasoning, FormulaStep } from './model.ts';

/** What became of a formula that gave no value. */
export const FAILURE_WORDS: Readonly<Record<FailureReport['code'], string>> = {
  'division-by-zero': 'it divides by zero',
  'missing-value': 'a value that it reads is missing',
  'number-too-large': 'the number is out of bounds',
  'unknown-activity': 'the activity is not known of this partner',
  'not-whole': 'a whole number was needed',
};

const SIGNS: Readonly<Record<string, string>> = { '*': '×', '/': '÷', '<=': '≤', '>=': '≥', '==': '=', '!=': '≠', '&&': 'and', '||': 'or' };
const COMPARING: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '&&', '||']);

/** The formula as written, what it read, and each operation with the numbers in it, so that it can be done over again. */
export function explainFormula(reasoning: FormulaReasoning): string[] {
  const inputs = Object.entries(reasoning.inputs).filter(([name]) => name !== reasoning.formula.trim());
  return [
    reasoning.formula,
    ...indent(
      columns(
        inputs.map(([name, shown]) => [name, '=', value(shown)]),
        [2],
        1,
      ),
    ),
    ...indent(explainSteps(reasoning)),
    ...(reasoning.failure === undefined ? [] : [`  fails: ${FAILURE_WORDS[reasoning.failure]} ${mark(false)}`]),
  ];
}

/** For a place that gives the value itself: nothing of a formula that is only a literal or a fact. */
export function explainReckoning(reasoning: FormulaReasoning): string[] {
  return reasoning.steps.length === 0 && reasoning.failure === undefined ? [] : explainFormula(reasoning);
}

function explainSteps(reasoning: FormulaReasoning): string[] {
  const written = new Written(reasoning);
  const lines: string[] = [];
  for (const step of reasoning.steps) {
    const fallback = written.fallback(step.expression);
    if (fallback !== undefined) {
      // where the fact is there it stands among what was read
      if (fallback.taken)
        lines.push(`${fallback.fact} is missing; in its place ${step.value === undefined ? 'nothing' : result(step.value)}`);
      continue;
    }
    const whole = step.expression === reasoning.formula.trim();
    const name = whole || reasoning.steps.length === 1 ? '' : `${step.expression}: `;
    const done = written.withNumbers(step.expression);
    const outcome = step.value === undefined ? 'no value' : result(step.value);
    const inNumbers = done === undefined || done.text === step.expression ? (whole ? '' : step.expression) : done.text;
    const relation = done?.verdict ? `${outcome === 'yes' ? mark(true) : outcome === 'no' ? mark(false) : outcome}` : `= ${outcome}`;
    lines.push(`${name}${inNumbers === '' ? '' : `${inNumbers} `}${relation}`);
    lines.push(...indent(explainSlices(step, written.earned(step.expression))));
  }
  return lines;
}

function explainSlices({ slices, value: total }: FormulaStep, earned: string | undefined): string[] {
  if (slices === undefined || slices.length === 0) return [];
  const rows = slices.map((slice) => ['band from', `${figure(slice.from)}:`, ...explainSlice(slice)]);
  // a true-up: what the band gives, less what was paid on it
  if (earned !== undefined) rows.push(['earned', '', '', '', '', '=', negated(earned)]);
  if (rows.length > 1 && total !== undefined) rows.push(['together', '', '', '', '', '=', result(total)]);
  return columns(rows, [1, 2, 4, 6], 1);
}

const negated = (shown: string): string => (shown.startsWith('-') ? shown.slice(1) : `-${shown}`);

function explainSlice({ rate, size, amount }: BandSlice): string[] {
  if (amount === undefined) return [`${figure(size)}`, 'reaches it:', numeral(rate)];
  // a band may pay a sum for being entered, instead of a rate on what lies in it
  if (isProduct(rate, size, amount)) return [figure(size), '×', numeral(rate), '=', result(amount)];
  return [figure(size), 'in it:', 'a sum of', '=', result(amount)];
}

/** The parts of a formula by their text. */
interface Anatomy {
  readonly nodes: ReadonlyMap<string, ASTNode>;
  readonly text: (part: ASTNode) => string;
}

const NO_ANATOMY: Anatomy = { nodes: new Map(), text: () => '' };

/** A program has a few hundred formulas, and thousands of lines are reckoned by them. */
const MOST_KNOWN = 2_000;
const known = new Map<string, Anatomy>();

function anatomyOf(formula: string): Anatomy {
  const before = known.get(formula);
  if (before !== undefined) return before;
  const made = dissect(formula);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(formula, made);
  return made;
}

function dissect(formula: string): Anatomy {
  const result = parseFormula(formula);
  if ('problem' in result) return NO_ANATOMY;
  const { ast, scan } = result.parsed;
  const nodes = new Map<string, ASTNode>();
  const texts = new Map<ASTNode, string>();
  const collect = (part: ASTNode): void => {
    const { start, end } = spanOf(formula, scan, part);
    const text = formula.slice(start, end);
    texts.set(part, text);
    nodes.set(text, part);
    for (const each of operandsOf(part)) collect(each);
  };
  collect(ast);
  return { nodes, text: (part) => texts.get(part) ?? '' };
}

/** The parts of a formula, found again in its text, to write numbers in the place of names. */
class Written {
  readonly #nodes: ReadonlyMap<string, ASTNode>;
  readonly #values: Map<string, string>;
  readonly #text: (ast: ASTNode) => string;

  constructor({ formula, inputs, steps }: FormulaReasoning) {
    this.#values = new Map(Object.entries(inputs).map(([name, shown]) => [name, figure(shown)]));
    for (const step of steps) if (step.value !== undefined) this.#values.set(step.expression, figure(step.value));
    const { nodes, text } = anatomyOf(formula);
    this.#nodes = nodes;
    this.#text = text;
  }

  /** The operation with the values of its operands; undefined where they can't be told. */
  withNumbers(expression: string): { readonly text: string; readonly verdict: boolean } | undefined {
    const ast = this.#nodes.get(expression);
    if (ast === undefined) return undefined;
    const text = this.#operation(ast);
    return text === undefined ? undefined : { text, verdict: COMPARING.has(ast.op) || ast.op === '!_' };
  }

  /** Of `group.?name.orValue(…)`: the fact, and whether what stands in its place was taken. */
  fallback(expression: string): { readonly fact: string; readonly taken: boolean } | undefined {
    const ast = this.#nodes.get(expression);
    if (ast?.op !== 'rcall') return undefined;
    const fact = this.#text(ast.args[1]).replace('.?', '.');
    return { fact, taken: !this.#values.has(fact) };
  }

  /** Of `retrospective(…)`: what was earned already, where that is anything. */
  earned(expression: string): string | undefined {
    const ast = this.#nodes.get(expression);
    const earned = ast?.op === 'call' && ast.args[0] === 'retrospective' ? ast.args[1][2] : undefined;
    const shown = earned && this.#operand(earned);
    return shown === undefined || /^[0.]+$/.test(shown) ? undefined : shown;
  }

  #operation(ast: ASTNode): string | undefined {
    switch (ast.op) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '&&':
      case '||': {
        const [left, right] = ast.args.map((part) => this.#operand(part));
        if (left === undefined || right === undefined) return undefined;
        return `${left} ${SIGNS[ast.op] ?? ast.op} ${right.startsWith('-') ? `(${right})` : right}`;
      }
      case '!_':
      case '-_': {
        const of = this.#operand(ast.args);
        return of && `${ast.op === '!_' ? 'not ' : '-'}${of}`;
      }
      case '?:': {
        const when = this.#operand(ast.args[0]);
        if (when === undefined) return undefined;
        return `${this.#text(ast.args[0])} is ${when === 'yes' ? 'so' : 'not so'}, and ${this.#text(ast.args[when === 'yes' ? 1 : 2])}`;
      }
      case 'call': {
        const args = ast.args[1].map((part) => this.#operand(part) ?? this.#text(part));
        return `${ast.args[0]}(${args.join('; ')})`;
      }
      default:
        return undefined;
    }
  }

  #operand(ast: ASTNode): string | undefined {
    const known = this.#values.get(this.#text(ast));
    if (known !== undefined) return known;
    if (ast.op === 'value') return figure(String(ast.args));
    // money("5"), days(90): a literal with its unit
    if (ast.op === 'call' && UNITS.has(ast.args[0]) && ast.args[1].length === 1 && ast.args[1][0]?.op === 'value') {
      return figure(String(ast.args[1][0].args));
    }
    return undefined;
  }
}

const UNITS: ReadonlySet<string> = new Set(['money', 'price', 'date', 'days']);

function operandsOf(ast: ASTNode): readonly ASTNode[] {
  switch (ast.op) {
    case '!_':
    case '-_':
      return [ast.args];
    case 'call':
      return ast.args[1];
    case 'rcall':
      return [ast.args[1], ...ast.args[2]];
    case '?:':
    case '+':
    case '-':
    case '*':
    case '/':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '&&':
    case '||':
      return ast.args;
    default:
      return [];
  }
}
