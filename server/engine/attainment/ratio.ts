/** What a share lacks, told in what stands above its line. */
import type { Exact, FactType } from '../facts/value.ts';
import type { FormulaNode } from '../formula/model.ts';
import type { Program } from '../program/model.ts';
import { describe, unitOf } from './describe.ts';
import { compare, type Held, heldOf, isExact, minus, showHeld } from './held.ts';
import type { Ratio } from './model.ts';

const STEPPED: ReadonlySet<FactType> = new Set(['count', 'days', 'money']);

/**
 * Of a derived fact that is one fact divided by another, by a parameter or a number: how much more of the upper one
 * brings it to `to` while the lower one stays. Undefined for any other formula, and where something is missing or the
 * lower one isn't above 0: no number would be honest.
 */
export function ratioTo(program: Program, fact: string, to: Exact, known: (fact: string) => Held): Ratio | undefined {
  const root = program.derived.get(fact.slice('derived.'.length))?.formula.root;
  if (!fact.startsWith('derived.') || root?.kind !== 'binary' || root.op !== '/' || root.left.kind !== 'fact') return undefined;
  const { name, type } = root.left;
  const has = known(name);
  const lower = lowerOf(root.right, known);
  if (!STEPPED.has(type) || !isExact(has) || lower === undefined || compare(lower, { n: 0n, d: 1n }) <= 0) return undefined;
  const { digits, code } = program.currency;
  const wanted = { n: to.n * lower.n, d: to.d * lower.d };
  const grows = compare(wanted, has) > 0;
  const more = wholeSteps(minus(wanted, has), type === 'money' ? 10n ** BigInt(digits) : 1n, grows);
  const unit = unitOf(type, code);
  return {
    fact: name,
    description: describe(program, name),
    has: showHeld(type, has, digits),
    more: showHeld(type, more, digits),
    ...(unit === undefined ? {} : { unit }),
  };
}

function lowerOf(node: FormulaNode, known: (fact: string) => Held): Exact | undefined {
  const held = node.kind === 'literal' ? heldOf(node.type, node.text) : node.kind === 'fact' ? known(node.name) : undefined;
  return isExact(held) ? held : undefined;
}

/** Away from 0, so that what is wanted is reached. */
function wholeSteps({ n, d }: Exact, steps: bigint, grows: boolean): Exact {
  const scaled = n * steps;
  const cut = scaled / d;
  const rounded = cut * d === scaled ? cut : grows ? cut + 1n : cut - 1n;
  return { n: rounded, d: steps };
}
