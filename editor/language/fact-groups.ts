import type { SymbolKind } from './slots.ts';

/** Groups of facts that a program declares under names of its own, and what they name. */
export const SYMBOL_OF_GROUP = {
  parameter: 'parameter',
  measure: 'measure',
  before: 'measure',
  derived: 'derived',
  balance: 'balance',
  promise: 'promise',
  protection: 'protection',
  gate: 'gate',
} as const satisfies Readonly<Record<string, SymbolKind>>;

export const isSymbolGroup = (group: string): group is keyof typeof SYMBOL_OF_GROUP => Object.hasOwn(SYMBOL_OF_GROUP, group);
