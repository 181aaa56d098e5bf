/**
 * Checks a formula: an allow-list over CEL's syntax tree, the names and units of what it reads, and what may be
 * missing. All that is wrong is found at once, each under the part that is meant. What comes out is typed, and
 * nothing else is ever evaluated.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactType } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';
import { checkCall } from './calls.ts';
import { Checking, type FormulaEnvironment } from './checking.ts';
import { type Item, inWords } from './item.ts';
import { checkLiteral } from './literals.ts';
import type { Formula, FormulaNode } from './model.ts';
import { type FactRead, readFact } from './names.ts';
import { checkArithmetic, checkChoice, checkComparison, checkLogic, checkNegation, checkNot } from './operations.ts';
import { parseFormula } from './parse.ts';
import type { Span } from './source.ts';

export type { FormulaEnvironment } from './checking.ts';

export interface CheckedFormula {
  /** Missing where something is wrong. */
  readonly formula?: Formula;
  readonly findings: Finding[];
}

export function checkFormula(source: string, pointer: string, want: { readonly type: FactType }, env: FormulaEnvironment): CheckedFormula {
  const result = parseFormula(source);
  if ('problem' in result) return { findings: [{ ...result.problem, severity: 'error', pointer }] };
  const checking = new Checking(source, pointer, result.parsed.scan, env);
  const item = checkPart(checking, result.parsed.ast);
  const root = item && asResult(checking, item, want.type);
  if (root === undefined || checking.findings.length > 0) return { findings: inOrder(checking.findings) };
  return { formula: { source, pointer, type: want.type, root, facts: [...checking.facts] }, findings: [] };
}

const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((left, right) => (left.within?.start ?? 0) - (right.within?.start ?? 0));

function asResult(checking: Checking, item: Item, wanted: FactType): FormulaNode | undefined {
  if (item.kind !== 'typed') return checking.as(item, wanted);
  // a count is a pure number, and so a rate; a rate need not be whole, and so is no count
  if (item.type === wanted || (item.type === 'count' && wanted === 'rate')) return item.node;
  const hint = RESULT_HINTS[`${item.type} for ${wanted}`];
  return checking.report('unit-mismatch', item.span, `The formula gives ${inWords(item.type)}, but ${inWords(wanted)} is wanted.`, hint);
}

const RESULT_HINTS: Readonly<Record<string, string>> = {
  'rate for money': 'Multiply it by the money that it is a share of.',
  'price for money': 'Multiply it by a count.',
  'count for money': 'Multiply it by a price, such as price("2.50").',
  'rate for count': 'Take floor or ceil of it.',
  'days for count': 'Divide it by days(1) and take floor.',
  'count for days': 'Multiply it by days(1), as a rate.',
  'date for days': 'Subtract another date from it.',
  'days for date': 'Add it to a date.',
};

function checkPart(checking: Checking, ast: ASTNode): Item | undefined {
  const span = checking.spanOf(ast);
  switch (ast.op) {
    case 'value':
      return checkLiteral(checking, ast);
    case 'id':
      return reportBareName(checking, ast.args, span);
    case '.':
    case '.?':
      return checkAccess(checking, ast, span);
    case 'rcall':
      return checkMethod(checking, ast, span);
    case 'call':
      return checkCall(checking, ast.args[0], ast.args[1], span, (part) => checkPart(checking, part));
    case '+':
    case '-':
    case '*':
    case '/': {
      const [left, right] = ast.args;
      return checkArithmetic(checking, ast.op, checkPart(checking, left), checkPart(checking, right), span);
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [left, right] = ast.args;
      return checkComparison(checking, ast.op, checkPart(checking, left), checkPart(checking, right), span);
    }
    case '&&':
    case '||': {
      const [left, right] = ast.args;
      return checkLogic(checking, ast.op, checkPart(checking, left), checkPart(checking, right), span);
    }
    case '!_':
      return checkNot(checking, checkPart(checking, ast.args), span);
    case '-_':
      return checkNegation(checking, checkPart(checking, ast.args), span);
    case '?:': {
      const [when, then, otherwise] = ast.args;
      const [first, second, third] = [checkPart(checking, when), checkPart(checking, then), checkPart(checking, otherwise)];
      return checkChoice(checking, first, second, third, span);
    }
    default:
      return checking.report('formula-not-allowed', span, ...refusal(ast.op));
  }
}

function refusal(op: string): [message: string, hint?: string] {
  switch (op) {
    case '%':
      return ['There is no remainder in formulas.', 'Subtract floor(a / b) * b.'];
    case 'in':
      return ['There is no "in" in formulas.', 'Ask for it in the condition of a rule, with the operator in or contains.'];
    case 'list':
    case 'map':
      return [`A formula has no ${op}s.`, 'A table or bands belong into a parameter.'];
    case '[]':
    case '[?]':
      return ['A formula reaches nothing by index.', 'A table parameter picks its row by its keys.'];
    default:
      return [`"${op}" is not allowed in a formula.`];
  }
}

function reportBareName(checking: Checking, name: string, span: Span): undefined {
  const known = [...checking.env.catalogue.facts.keys()];
  const alike = known.find((fact) => fact.endsWith(`.${name}`));
  const hint = checking.suggest(alike ?? name, known) ?? 'Facts have two parts, as deal.amount.';
  return checking.report('unknown-fact', span, `There is no fact ${name.slice(0, 100)}.`, hint);
}

type Access = ASTNode & { readonly op: '.' | '.?' };

function checkAccess(checking: Checking, ast: Access, span: Span): Item | undefined {
  if (ast.op === '.?') {
    const [group, name] = factParts(ast);
    const written = group === undefined ? checking.text(span).slice(0, 100) : `${group}.?${name}`;
    return checking.report('missing-unanswered', span, 'What to take where it is missing is not said.', `Write ${written}.orValue(…).`);
  }
  const [group, name] = factParts(ast);
  return group === undefined ? reportParts(checking, span) : readFact(checking, group, name, span, false);
}

const factParts = (ast: Access): [group: string | undefined, name: string] => [
  ast.args[0].op === 'id' ? ast.args[0].args : undefined,
  ast.args[1],
];

const reportParts = (checking: Checking, span: Span): undefined =>
  checking.report('formula-not-allowed', span, 'A fact has two parts and nothing inside.', 'Write it as deal.amount.');

function checkMethod(checking: Checking, ast: ASTNode & { readonly op: 'rcall' }, span: Span): Item | undefined {
  const [method, receiver, args] = ast.args;
  const [fallback] = args;
  if (method !== 'orValue') {
    return checking.report(
      'formula-not-allowed',
      span,
      `There is no .${method.slice(0, 100)}() in formulas.`,
      'The only one is .orValue(…), after group.?name.',
    );
  }
  if (fallback === undefined || args.length > 1) {
    return checking.report('wrong-arguments', span, `orValue takes 1 argument, and here it has ${args.length}.`);
  }
  const fact = guardedFact(checking, receiver);
  const item = checkPart(checking, fallback);
  if (fact === undefined) return undefined;
  const fallbackNode = checking.as(item, fact.type, fact.choices);
  if (fallbackNode === undefined) return undefined;
  const node: FormulaNode = { kind: 'orValue', type: fact.type, fact: fact.node, fallback: fallbackNode, start: span.start, end: span.end };
  return { kind: 'typed', type: fact.type, span, node, ...(fact.choices === undefined ? {} : { choices: fact.choices }) };
}

function guardedFact(checking: Checking, receiver: ASTNode): FactRead | undefined {
  const span = { start: receiver.start, end: receiver.end };
  if (receiver.op === '.?') {
    const [group, name] = factParts(receiver);
    return group === undefined ? reportParts(checking, span) : readFact(checking, group, name, span, true);
  }
  if (receiver.op === '.') {
    const [group, name] = factParts(receiver);
    if (group !== undefined) {
      return checking.report('missing-unanswered', span, 'orValue stands after a fact read with .?', `Write ${group}.?${name}.orValue(…).`);
    }
  }
  return checking.report('formula-not-allowed', span, 'orValue stands after a fact only.', 'Write group.?name.orValue(…).');
}
