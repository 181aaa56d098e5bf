/** The exact form of a formula: one expression over fractions of BigInt, which tells its steps where it is asked to. */
import { decimalsOf, isoToDay } from '../../facts/render.ts';
import type { FactType } from '../../facts/value.ts';
import type { FormulaNode } from '../../formula/model.ts';
import { fromSteps, whole } from '../exact.ts';
import type { Operation } from '../trace.ts';
import type { FactReader } from './facts.ts';
import { literal } from './source.ts';

const NUMERIC: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days', 'date']);

export interface ExactSetting {
  readonly facts: FactReader;
  readonly digits: number;
  bands(parameter: string): { readonly constant: number };
}

export class ExactForm {
  readonly operations: Operation[] = [];
  private readonly setting: ExactSetting;
  private readonly source: string;

  constructor(setting: ExactSetting, source: string) {
    this.setting = setting;
    this.source = source;
  }

  expression(node: FormulaNode): string {
    switch (node.kind) {
      case 'literal':
        return this.literal(node);
      case 'fact':
        return this.fact(node);
      case 'orValue': {
        const fallback = this.expression(node.fallback);
        return this.step(node, `${this.maybe(node.fact)} ?? ${fallback}`);
      }
      case 'not': {
        const of = this.expression(node.of);
        return this.step(node, `!${of}`);
      }
      case 'negate': {
        const of = this.expression(node.of);
        return this.step(node, `X.neg(${of})`);
      }
      case 'choose': {
        const [when, then, otherwise] = [node.when, node.then, node.otherwise].map((part) => this.expression(part));
        return this.step(node, `${when} ? ${then} : ${otherwise}`);
      }
      case 'binary':
        return this.binary(node);
      case 'call':
        return this.call(node);
      case 'bands':
        return this.bands(node);
    }
  }

  private index(node: FormulaNode): number {
    return this.operations.push({ expression: this.source.slice(node.start, node.end), type: node.type }) - 1;
  }

  /** An operation that cannot fail. */
  private step(node: FormulaNode, value: string): string {
    return `X.step(T, ${this.index(node)}, ${value})`;
  }

  /** One that may. */
  private run(node: FormulaNode, operation: string, args: readonly string[]): string {
    return `X.run(T, ${this.index(node)}, X.${operation}, ${args.join(', ')})`;
  }

  private constant(value: unknown): string {
    return `K${this.setting.facts.constant(value)}`;
  }

  private literal({ type, text }: FormulaNode & { readonly kind: 'literal' }): string {
    if (type === 'boolean') return text === 'true' ? 'true' : 'false';
    if (type === 'date') return this.constant(whole(isoToDay(text) ?? 0));
    if (!NUMERIC.has(type)) return literal(text);
    const [wholes = '0', fraction = ''] = text.split('.');
    return this.constant(fromSteps(BigInt(wholes + fraction), fraction.length));
  }

  private fact(node: FormulaNode & { readonly kind: 'fact' }): string {
    const access = this.setting.facts.of(node.name);
    if (access.kind === 'literal') return this.maybe(node);
    return `X.there(${this.maybe(node)})`;
  }

  /** A fact's value, or undefined. */
  private maybe({ name }: FormulaNode & { readonly kind: 'fact' }): string {
    const { facts, digits } = this.setting;
    const access = facts.of(name);
    const decimals = decimalsOf(access.type, digits);
    switch (access.kind) {
      case 'slot':
        return NUMERIC.has(access.type) ? `X.maybe(v[${access.slot}], ${decimals})` : `v[${access.slot}]`;
      case 'literal':
        return typeof access.value === 'number' ? this.constant(fromSteps(access.value, decimals)) : literal(access.value);
      case 'table':
        return `X.maybe(K${access.constant}(), ${decimals})`;
      case 'cell':
        return `K${access.constant}.exact()`;
      case 'truth':
        return `K${access.constant}.get()`;
    }
  }

  private binary(node: FormulaNode & { readonly kind: 'binary' }): string {
    const { op, left, right } = node;
    const a = this.expression(left);
    const b = this.expression(right);
    switch (op) {
      case '&&':
      case '||':
        return `X.logic(T, ${this.index(node)}, ${op === '||'}, () => ${a}, () => ${b})`;
      case '+':
        return left.type === 'date' ? this.run(node, 'plusDays', [a, b]) : this.step(node, `X.add(${a}, ${b})`);
      case '-':
        if (left.type === 'date' && right.type === 'days') return this.run(node, 'minusDays', [a, b]);
        return this.step(node, `X.sub(${a}, ${b})`);
      case '*':
        return this.step(node, `X.mul(${a}, ${b})`);
      case '/':
        return this.run(node, 'divide', [a, b]);
      default: {
        const js = op === '==' ? '===' : op === '!=' ? '!==' : op;
        return this.step(node, NUMERIC.has(left.type) ? `X.cmp(${a}, ${b}) ${js} 0` : `${a} ${js} ${b}`);
      }
    }
  }

  private call(node: FormulaNode & { readonly kind: 'call' }): string {
    // the places of round are a literal, and no operand
    const args = node.args.map((each) => this.expression(each));
    const [a = 'X.zero'] = args;
    switch (node.fn) {
      case 'round': {
        const [, places] = node.args;
        return this.step(node, places?.kind === 'literal' ? `X.round(${a}, ${Number(places.text)})` : `X.round(${a})`);
      }
      case 'addDays':
        return this.run(node, 'plusDays', args);
      case 'addMonths':
        return this.run(node, 'plusMonths', args);
      case 'addBusinessDays':
        return this.run(node, 'plusBusinessDays', args);
      default:
        return this.step(node, `X.${node.fn}(${args.join(', ')})`);
    }
  }

  private bands(node: FormulaNode & { readonly kind: 'bands' }): string {
    const bands = `K${this.setting.bands(node.parameter).constant}`;
    const args = node.args.map((each) => this.expression(each));
    return `X.banded(T, ${this.index(node)}, ${bands}, X.${node.fn}(${bands}, ${args.join(', ')}))`;
  }
}
