/** One formula on its way through the checks: what it may read, and what was found so far. */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Catalogue } from '../facts/catalogue.ts';
import type { FactType } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Parameter } from '../program/model.ts';
import { didYouMean } from '../program/wording.ts';
import { fits, type Item, inWords, literalHint, type Open, type Typed } from './item.ts';
import type { FormulaNode } from './model.ts';
import type { SourceScan, Span } from './source.ts';
import { spanOf } from './spans.ts';

export interface FormulaEnvironment {
  readonly catalogue: Catalogue;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** What is decided at a later stage cannot be read; see decisions/stage.ts. */
  readonly stage: number;
  /** Kinds of activity at which it is evaluated; absent where they are not known. */
  readonly kinds?: ReadonlySet<string>;
  /** Evaluated for each item, so that item. facts can be read. */
  readonly perItem?: boolean;
  /** Facts that the rule's conditions prove to be there. */
  readonly present: ReadonlySet<string>;
  /** A derived fact: what is missing makes it missing, and needs no orValue. */
  readonly derived?: boolean;
}

const MOST_SUGGESTIONS = 10;

export class Checking {
  readonly findings: Finding[] = [];
  /** Names of facts read, in order of first appearance. */
  readonly facts = new Set<string>();

  readonly source: string;
  readonly pointer: string;
  readonly scan: SourceScan;
  readonly env: FormulaEnvironment;
  #suggestions = 0;

  constructor(source: string, pointer: string, scan: SourceScan, env: FormulaEnvironment) {
    this.source = source;
    this.pointer = pointer;
    this.scan = scan;
    this.env = env;
  }

  report(code: string, span: Span, message: string, hint?: string): undefined {
    const within = { start: span.start, end: span.end };
    this.findings.push({ code, severity: 'error', message, ...(hint === undefined ? {} : { hint }), pointer: this.pointer, within });
    return undefined;
  }

  text(span: Span): string {
    return this.source.slice(span.start, span.end);
  }

  /** What was meant, as far as it can be guessed: for the first few of a formula, because guessing takes time. */
  suggest(name: string, known: Iterable<string>): string | undefined {
    this.#suggestions += 1;
    return this.#suggestions > MOST_SUGGESTIONS ? undefined : didYouMean(name, known);
  }

  spanOf(ast: ASTNode): Span {
    return spanOf(this.source, this.scan, ast);
  }

  /** The item as a value of the type; undefined, and a finding, where it is none. */
  as(item: Item | undefined, type: FactType, choices?: readonly string[]): FormulaNode | undefined {
    if (item === undefined) return undefined;
    if (item.kind === 'typed') {
      if (item.type === type || (isWord(item.type) && isWord(type))) return item.node;
      return this.report('unit-mismatch', item.span, `This is ${inWords(item.type)}, but ${inWords(type)} is wanted here.`);
    }
    if (item.kind === 'number') return this.#settleNumber(item, type);
    return this.#settleText(item, type, choices);
  }

  /**
   * Several items that must be of one unit: that of the first whose unit is known. All of them are looked at, so
   * that every deviating one is found. `type` is undefined where all are bare literals.
   */
  alike(items: readonly (Item | undefined)[]): { readonly type?: FactType; readonly nodes?: readonly FormulaNode[] } {
    const leading = items.find((item): item is Typed => item?.kind === 'typed');
    if (leading === undefined) return {};
    const choices = leading.choices ?? items.find((item): item is Typed => item?.kind === 'typed' && item.choices !== undefined)?.choices;
    const nodes = items.map((item) => (item === leading ? leading.node : this.as(item, leading.type, choices)));
    const whole = nodes.filter((node) => node !== undefined);
    return whole.length === items.length ? { type: leading.type, nodes: whole } : { type: leading.type };
  }

  #settleNumber(item: Open, type: FactType): FormulaNode | undefined {
    const wrong = item.leaves.filter((leaf) => !fits(leaf, type));
    for (const leaf of wrong) {
      const message = `${leaf.text} is a plain number, but ${inWords(type)} is wanted here.`;
      this.report('unit-mismatch', leaf.span, message, literalHint(leaf.text, type));
    }
    return wrong.length > 0 ? undefined : item.settle(type);
  }

  #settleText(item: Open, type: FactType, choices?: readonly string[]): FormulaNode | undefined {
    if (!isWord(type)) {
      const [leaf] = item.leaves;
      const hint = leaf === undefined ? undefined : literalHint(leaf.text, type);
      return this.report('unit-mismatch', item.span, `This is text, but ${inWords(type)} is wanted here.`, hint);
    }
    const wrong = choices === undefined ? [] : item.leaves.filter((leaf) => !choices.includes(leaf.text));
    for (const leaf of wrong) {
      const hint = this.suggest(leaf.text, choices ?? []) ?? `It takes ${choices?.slice(0, 12).join(', ')}.`;
      this.report('unknown-choice', leaf.span, `"${leaf.text}" is none of the values that it is compared with.`, hint);
    }
    return wrong.length > 0 ? undefined : item.settle(type);
  }
}

/** Text and choices compare with each other. */
const isWord = (type: FactType): boolean => type === 'text' || type === 'choice';
