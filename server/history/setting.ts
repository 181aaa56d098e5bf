import type { HistoryColumns } from '../engine/columns/history.ts';
import { baseCatalogue } from '../engine/facts/schema-catalogue.ts';
import type { FactType } from '../engine/facts/value.ts';
import type { Program } from '../engine/program/model.ts';
import { HistoryError } from './history-error.ts';

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

/** What holds for both: attributes of either, with the choices of both. */
export function joinSettings(folder: string, kept: HistorySetting, given: HistorySetting): HistorySetting {
  const { currency, timeZone } = kept;
  if (currency.code !== given.currency.code || currency.digits !== given.currency.digits) {
    const money = (of: HistorySetting): string => `${of.currency.code} with ${of.currency.digits} decimal places`;
    throw new HistoryError(`${folder} is kept in ${money(kept)}; ${money(given)} can’t be added. Import into another folder.`);
  }
  if (timeZone !== given.timeZone) {
    throw new HistoryError(`${folder} has the days of ${timeZone}; those of ${given.timeZone} can’t be added. Import into another folder.`);
  }
  const attributes: Record<string, HistorySetting['attributes'][string]> = { ...kept.attributes };
  for (const [name, { type, choices }] of Object.entries(given.attributes)) {
    const before = Object.hasOwn(kept.attributes, name) ? kept.attributes[name] : undefined;
    if (before !== undefined && before.type !== type) {
      throw new HistoryError(`${folder} has ${name} as ${before.type}; as ${type} it can’t be added. Give the attribute another name.`);
    }
    const all = [...new Set([...(before?.choices ?? []), ...(choices ?? [])])];
    attributes[name] = { type, ...(all.length > 0 && { choices: all }) };
  }
  return { currency, timeZone, attributes: Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) };
}
