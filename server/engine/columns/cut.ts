/**
 * Whether a program may be folded one enrollment at a time. Proven where nothing that the engine remembers is read
 * beyond the enrollment that it is of:
 *
 * - measures and budgets say their scope;
 * - protections are held against other enrollments, as soon as some rule grants one;
 * - promises are one store for the program, unless their keys name the enrollment;
 * - tiers, balances, agreements, registrations that protect nothing, and lines taken back are an enrollment's own.
 *
 * Parties of one activity meet in these only; but for a measure that fails, which sets the activity aside for all of
 * them. Sums so large are found while folding, which then throws `ReachesFurther`.
 */
import type { Program, Timeline } from '../program/model.ts';
import type { Cut } from './fold-columns.ts';

export function cutOf({ versions }: Timeline): Cut {
  const because = [...new Set(versions.flatMap(reachingFurther))];
  return because.length === 0 ? { by: 'enrollment' } : { by: 'nothing', because };
}

function reachingFurther({ measures, budgets, promises, rules }: Program): readonly string[] {
  const found: string[] = [];
  for (const { name, scope } of measures.values()) {
    if (scope === 'customer') found.push(`The measure ${name} is kept for the customer, whichever partners serve it.`);
    if (scope === 'program') found.push(`The measure ${name} counts what all partners do.`);
  }
  for (const { name, scope } of budgets) {
    if (scope === 'program') found.push(`The budget ${name} is one for all partners: what one is paid the next can't be.`);
  }
  for (const { name, by } of promises.values()) {
    if (by.includes('partner.id') && by.includes('partner.type')) continue;
    found.push(`The promise ${name} is kept for all who ask for it: its key doesn't name both partner.id and partner.type.`);
  }
  for (const rule of rules) {
    if (rule.decides !== 'registration' || rule.protection === undefined) continue;
    found.push(`The protection ${rule.protection} is held against other partners.`);
  }
  return found;
}
