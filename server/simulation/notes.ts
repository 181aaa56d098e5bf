import type { SideResult } from '../../schemas/types.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Plan } from './plan.ts';

/** So many facts and kinds that the history lacks are named. */
const MOST_LACKS = 30;

/** What has to be known to read a result. */
export function notesOf({ simulation, candidates }: Plan, sides: readonly SideResult[], counted: number): string[] {
  const { selection, inForceFrom } = simulation;
  const notes = [
    'Behaviour is not modelled: partners and customers do what they did, whatever a program would have paid them for doing otherwise.',
    'Outcomes stay as they happened: a deal that was closed counts, also where a candidate would have protected it for another partner.',
  ];
  if (inForceFrom === undefined) notes.push('Each program is taken to have been in force all along, with the versions it has.');
  else
    notes.push(
      'The baseline holds before the candidates take effect; promises, protections, tiers and balances of before are kept. A new version is itself a review of tiers.',
    );
  if (counted === 0) {
    const { firstDay, lastDay } = simulation.history;
    notes.push(
      `Nothing is counted: no activity of the history, which is of ${dayToIso(firstDay)} to ${dayToIso(lastDay)}, is within the filter and the days that were asked for.`,
    );
  }
  for (const { name, message } of simulation.lacks.slice(0, MOST_LACKS)) notes.push(`${name}: ${message}`);
  for (const { name, setAside } of sides) {
    if (setAside.activities === 0) continue;
    const how = setAside.activities === 1 ? '1 activity was' : `${setAside.activities} activities were`;
    notes.push(
      `${name}: ${how} set aside, because what they need could not be reckoned; later decisions of their partners rest on what is left.`,
    );
  }
  if (selection.where.length > 0)
    notes.push(
      'What an activity does not carry satisfies no condition of the filter; activities that the program generates carry facts of the partner only.',
    );
  if (candidates.some(({ side }) => side.rival))
    notes.push('Of a rival only its program is known: the same deals are taken to have been made with it, at the same prices.');
  return notes;
}
