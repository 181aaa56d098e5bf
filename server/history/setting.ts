import type { HistoryColumns } from '../engine/columns/history.ts';
import { baseCatalogue } from '../engine/facts/schema-catalogue.ts';
import type { FactType } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';

/** What the values of a history are read by. Activities of one history share it. */
export type HistorySetting = Pick<HistoryColumns, 'currency' | 'timeZone' | 'attributes'>;

/** As a program reads activities: attributes are what its catalogue has beyond the base. */
export function settingOf({ currency, calendar, document, catalogue }: Program): HistorySetting {
  const attributes: Record<string, { readonly type: FactType; readonly choices?: readonly string[] }> = {};
  for (const name of Object.keys(document.attributes ?? {}).sort()) {
    const fact = catalogue.facts.get(name);
    if (fact === undefined || baseCatalogue.facts.has(name)) continue;
    attributes[name] = { type: fact.type, ...(fact.choices && { choices: fact.choices }) };
  }
  return { currency: { code: currency.code, digits: currency.digits }, timeZone: calendar.timeZone, attributes };
}

/** The type of a fact in a history; undefined: neither the base catalogue nor the history's attributes know it. */
export const factTypeOf = ({ attributes }: Pick<HistorySetting, 'attributes'>, fact: string): FactType | undefined =>
  baseCatalogue.facts.get(fact)?.type ?? (Object.hasOwn(attributes, fact) ? attributes[fact]?.type : undefined);
