import { STAGE } from '../decisions/stage.ts';
import type { FactSpec } from '../facts/catalogue.ts';
import type { Formula, FormulaNode } from '../formula/model.ts';
import { formulaSize } from '../formula/size.ts';
import type { Derived } from './model.ts';
import { standingOf } from './resolve-parameters.ts';
import type { Resolving } from './resolving.ts';

/** Derived facts, each after those it reads. */
export function resolveDerived(into: Resolving): ReadonlyMap<string, Derived> {
  const documents = into.document.derived ?? {};
  const derived = new Map<string, Derived>();
  for (const name of inOrder(into, documents)) {
    const json = documents[name];
    if (json === undefined) continue;
    const pointer = `/derived/${name}`;
    const env = { stage: STAGE.line, perItem: true, present: new Set<string>(), derived: true };
    const formula = into.formula(json.formula, `${pointer}/formula`, json.type, env);
    if (formula === undefined) {
      into.unresolved.add(pointer);
      continue;
    }
    derived.set(name, Object.freeze({ name, type: json.type, formula }));
    into.sizes.set(`derived.${name}`, formulaSize(formula.root, into.sizes).result);
    refineSpec(into, name, formula);
  }
  return derived;
}

/** Document order, but what is read goes first. Those that read themselves, directly or not, are left out. */
function inOrder(into: Resolving, documents: Readonly<Record<string, { readonly formula: string }>>): readonly string[] {
  const done = new Set<string>();
  const broken = new Set<string>();
  const circular = new Set<string>();
  const order: string[] = [];
  const visit = (name: string, path: readonly string[]): boolean => {
    if (done.has(name)) return !broken.has(name);
    if (path.includes(name)) {
      // Told once, at the fact where the circle closes.
      if (circular.has(name)) return false;
      circular.add(name);
      const circle = [...path.slice(path.indexOf(name)), name].map((one) => `derived.${one}`);
      into.report(
        'circular-derived',
        `derived.${name} rests on itself: ${circle.join(' → ')}.`,
        `/derived/${name}/formula`,
        'Let one of them stand by itself.',
      );
      return false;
    }
    const reads = new Set(
      [...(documents[name]?.formula ?? '').matchAll(/\bderived\.\??([a-z][A-Za-z0-9]*)/g)].map((match) => match[1] ?? ''),
    );
    let whole = true;
    for (const read of reads) if (Object.hasOwn(documents, read) && !visit(read, [...path, name])) whole = false;
    if (done.has(name)) return whole;
    done.add(name);
    if (whole) order.push(name);
    else {
      broken.add(name);
      into.unresolved.add(`/derived/${name}`);
      into.facts.delete(`derived.${name}`);
    }
    return whole;
  };
  for (const name of Object.keys(documents)) visit(name, []);
  return order;
}

/** A derived fact is as late and as wide as what it reads; reckoned without it where that may be missing. */
function refineSpec(into: Resolving, name: string, formula: Formula): void {
  const spec = into.facts.get(`derived.${name}`);
  if (spec === undefined) return;
  const needed = new Set<string>();
  const sound = walk(formula.root, needed);
  const specs = formula.facts.map((fact) => into.facts.get(fact)).filter((one): one is FactSpec => one !== undefined);
  const standing = standingOf(specs, spec);
  const carried = standingOf(
    specs.filter((one) => needed.has(one.name)),
    spec,
  ).kinds;
  into.facts.set(spec.name, { ...spec, scope: standing.scope, stage: standing.stage, ...(carried && { kinds: carried }) });
  into.certainty.set(spec.name, sound ? needed : undefined);
}

/** Collects the facts without which the formula has no value; whether it then always has one. */
function walk(node: FormulaNode, needed: Set<string>): boolean {
  switch (node.kind) {
    case 'literal':
      return true;
    case 'fact':
      needed.add(node.name);
      return true;
    case 'orValue':
      return walk(node.fallback, new Set());
    case 'not':
    case 'negate':
      return walk(node.of, needed);
    case 'binary': {
      // The second side of && and || may not be needed.
      const logic = node.op === '&&' || node.op === '||';
      const left = walk(node.left, needed);
      const right = walk(node.right, logic ? new Set() : needed);
      return left && right && !logic && node.op !== '/' && node.type !== 'date';
    }
    case 'choose': {
      const when = walk(node.when, needed);
      const branches = new Set<string>();
      const sound = walk(node.then, branches) && walk(node.otherwise, branches);
      return when && sound && branches.size === 0;
    }
    case 'call':
    case 'bands': {
      const parts = node.args.map((part) => walk(part, needed));
      return parts.every(Boolean) && node.type !== 'date';
    }
  }
}
