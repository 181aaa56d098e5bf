import type { FactSpec } from './catalogue.ts';

const PER_ITEM = 'Decide the rule for each item with "per": "item"';

/** Why a fact of scope item can't be read where a whole activity is decided: nothing says which item is meant. */
export function itemFact({ name, itemKey }: FactSpec): { readonly code: string; readonly message: string; readonly hint: string } {
  const code = 'item-fact';
  if (itemKey !== undefined) {
    const message = `${name} is keyed by ${itemKey}, and this is decided for the whole activity, where it is always missing.`;
    return { code, message, hint: `${PER_ITEM}, or key it by what the activity itself carries.` };
  }
  const what = name.startsWith('item.') ? 'is a fact of an item' : 'rests on facts of an item';
  const message = `${name} ${what}, and this is decided for the whole activity.`;
  return { code, message, hint: `${PER_ITEM}, or sum the items in a measure.` };
}
