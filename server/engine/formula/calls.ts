/** Functions of formulas: their arguments, and what they give. */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { FactType } from '../facts/value.ts';
import type { Checking } from './checking.ts';
import { functionDocs } from './functions.ts';
import { type Item, inWords, type Typed } from './item.ts';
import { checkUnitLiteral, isUnitFunction, wholeNumber } from './literals.ts';
import { type BandFunction, FORMULA_FUNCTIONS, type FormulaFunction, type FormulaNode } from './model.ts';
import type { Span } from './source.ts';
import { isOrdered } from './units.ts';

type Call = FormulaNode & { readonly kind: 'call' };
type CheckPart = (ast: ASTNode) => Item | undefined;

const isFunction = (name: string): name is FormulaFunction => FORMULA_FUNCTIONS.some((known) => known === name);
const isBandFunction = (name: FormulaFunction): name is BandFunction => ['marginal', 'retrospective', 'bandRate'].includes(name);

export function checkCall(checking: Checking, name: string, args: readonly ASTNode[], span: Span, check: CheckPart): Item | undefined {
  if (!isFunction(name)) {
    for (const argument of args) check(argument);
    const hint = checking.suggest(name, FORMULA_FUNCTIONS) ?? `The functions are ${FORMULA_FUNCTIONS.join(', ')}.`;
    return checking.report('unknown-function', { start: span.start, end: span.start + name.length }, `There is no function ${name}.`, hint);
  }
  const { least, most } = functionDocs[name].arguments;
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    const message = `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, and here it has ${args.length}.`;
    return checking.report('wrong-arguments', span, message, `Write it as ${functionDocs[name].signature}.`);
  }
  if (isUnitFunction(name)) return checkUnitLiteral(checking, name, args, span);
  if (isBandFunction(name)) return checkBands(checking, name, args, span, check);
  return checkPlain(checking, name, args, span, check);
}

function checkPlain(checking: Checking, fn: Call['fn'], args: readonly ASTNode[], span: Span, check: CheckPart): Typed | undefined {
  switch (fn) {
    case 'min':
    case 'max':
    case 'clamp':
      return checkAlike(checking, fn, args.map(check), span);
    case 'round':
      return checkRound(checking, args, span, check);
    case 'floor':
    case 'ceil':
      return checkWhole(checking, fn, args.map(check), span);
    case 'daysBetween':
    case 'businessDaysBetween': {
      const nodes = args.map((argument) => checking.as(check(argument), 'date'));
      return call(fn, 'days', nodes, span);
    }
    case 'addDays':
    case 'addBusinessDays':
    case 'addMonths': {
      const [date, distance] = args.map(check);
      return call(fn, 'date', [checking.as(date, 'date'), asDistance(checking, distance, fn === 'addMonths' ? 'count' : 'days')], span);
    }
  }
}

function call(fn: Call['fn'], type: FactType, nodes: readonly (FormulaNode | undefined)[], span: Span): Typed | undefined {
  const args = nodes.filter((node) => node !== undefined);
  if (args.length < nodes.length) return undefined;
  return { kind: 'typed', type, span, node: { kind: 'call', fn, type, args, start: span.start, end: span.end } };
}

function checkAlike(checking: Checking, fn: Call['fn'], items: readonly (Item | undefined)[], span: Span): Typed | undefined {
  if (items.every((item) => item !== undefined && item.kind !== 'typed')) {
    return checking.report('bare-arithmetic', span, `${fn} of bare literals only has no unit.`, 'Write the result as a number of its own.');
  }
  const { type, nodes } = checking.alike(items);
  if (type === undefined || nodes === undefined) return undefined;
  if (isOrdered(type)) return call(fn, type, nodes, span);
  return checking.report('unit-mismatch', span, `${fn} has no meaning for values that are ${inWords(type)}.`);
}

function checkRound(checking: Checking, args: readonly ASTNode[], span: Span, check: CheckPart): Typed | undefined {
  const [value, places] = args;
  if (value === undefined) return undefined;
  const item = check(value);
  if (places === undefined) {
    if (item?.kind === 'typed' && item.type === 'rate') {
      return checking.report(
        'wrong-arguments',
        span,
        'A rate is rounded to a number of places.',
        'Write it as round(rate, 4), or take floor or ceil.',
      );
    }
    return call('round', 'money', [checking.as(item, 'money')], span);
  }
  const text = wholeNumber(checking, places);
  const at = { start: places.start, end: places.end };
  if (text === undefined || !/^[0-9]$/.test(text)) {
    return checking.report(
      'wrong-arguments',
      at,
      'The number of places is a whole number from 0 to 9, written out.',
      'Write it as round(rate, 4).',
    );
  }
  return call('round', 'rate', [checking.as(item, 'rate'), { kind: 'literal', type: 'count', text, ...at }], span);
}

function checkWhole(checking: Checking, fn: 'floor' | 'ceil', items: readonly (Item | undefined)[], span: Span): Typed | undefined {
  const [item] = items;
  const type = item?.kind === 'typed' && (item.type === 'days' || item.type === 'count') ? item.type : 'rate';
  return call(fn, type === 'days' ? 'days' : 'count', [checking.as(item, type)], span);
}

/** How far a date is moved: days or a count, whichever is given. */
function asDistance(checking: Checking, item: Item | undefined, wanted: 'days' | 'count'): FormulaNode | undefined {
  const given = item?.kind === 'typed' && wanted === 'days' && item.type === 'count' ? 'count' : wanted;
  return checking.as(item, given);
}

function checkBands(checking: Checking, fn: BandFunction, args: readonly ASTNode[], span: Span, check: CheckPart): Typed | undefined {
  const [first, ...rest] = args;
  const items = rest.map(check);
  const bands = first && findBands(checking, fn, first);
  if (first === undefined || bands === undefined) return undefined;
  const over = { start: first.start, end: first.end };
  const type = bandType(fn, bands.over, bands.unit);
  if (type === undefined) {
    const hint = `Write the volume's worth times bandRate(parameter.${bands.name}, …).`;
    return checking.report('unit-mismatch', over, `${fn} has no meaning for bands over ${bands.over} whose unit is ${bands.unit}.`, hint);
  }
  const nodes = items.map((item, index) => checking.as(item, fn === 'retrospective' && index === 1 ? type : bands.over));
  const checked = nodes.filter((node) => node !== undefined);
  if (checked.length < nodes.length) return undefined;
  const node = { kind: 'bands', fn, type, parameter: bands.name, args: checked, start: span.start, end: span.end } as const;
  return { kind: 'typed', type, span, node };
}

/** What a function gives for bands; undefined where rate × volume is nothing. */
function bandType(fn: BandFunction, over: 'money' | 'count', unit: 'rate' | 'price' | 'money'): FactType | undefined {
  if (fn === 'bandRate') return unit;
  if (unit === 'money') return fn === 'marginal' ? 'money' : undefined;
  if (unit === 'price') return over === 'count' ? 'money' : undefined;
  return over === 'money' ? 'money' : undefined;
}

function findBands(checking: Checking, fn: BandFunction, ast: ASTNode) {
  const at = { start: ast.start, end: ast.end };
  const { parameters } = checking.env;
  const known = [...parameters.values()]
    .filter((parameter) => parameter.kind === 'bands')
    .map((parameter) => `parameter.${parameter.name}`);
  const written = checking.text(at).replace(/\s/g, '');
  const isParameter = ast.op === '.' && ast.args[0].op === 'id' && ast.args[0].args === 'parameter';
  const found = isParameter ? parameters.get(ast.args[1]) : undefined;
  if (found?.kind === 'bands') return found;
  const hint = checking.suggest(written, known) ?? 'Name a parameter of type bands, as parameter.NAME.';
  return checking.report('not-bands', at, `The first argument of ${fn} must be a parameter of type bands.`, hint);
}
