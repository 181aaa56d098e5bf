import { type RegistrationStanding, registrationOf } from '../engine/compiled/standing.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Transaction } from '../store/database.ts';
import { addHeld, dropHeld, type HeldRow, heldRows, type RegistrationName } from '../store/registry/protections.ts';
import type { Walk } from './keep-cases.ts';

type Leaf = Omit<HeldRow, 'id'>;

/**
 * The rows of protections are the leaves that the states say are held, of these registrations; of all where these are all that there
 * are. Gives the registrations that lost a leaf to another one of their own enrollment. Throws `taken` where somebody else's row
 * is in the way.
 */
export async function keepProtections(
  tx: Transaction,
  { program, stateOf }: Pick<Walk, 'program' | 'stateOf'>,
  of: readonly RegistrationName[],
  areAll = false,
): Promise<readonly RegistrationName[]> {
  if (of.length === 0 && !areAll) return [];
  const held = of.flatMap((name) => leavesOf(stateOf(name), name));
  const leaves = held.map(({ leaf }) => leaf);
  const rows = await heldRows(tx, program, areAll ? 'all' : { registrations: of, leaves });
  const concerned = areAll ? undefined : new Set(of.map(registrationText));
  const owners = new Map(held.map((each) => [each.leaf, each]));
  const own = rows.filter(
    (row) => concerned === undefined || concerned.has(registrationText(row)) || isPassedOn(row, owners.get(row.leaf)),
  );
  const [wanted, there] = [new Set(held.map(rowText)), new Set(own.map(rowText))];
  const dropped = own.filter((row) => !wanted.has(rowText(row)));
  await dropHeld(
    tx,
    dropped.map(({ id }) => id),
  );
  await addHeld(
    tx,
    program,
    held.filter((each) => !there.has(rowText(each))),
  );
  return concerned === undefined ? [] : dropped.filter((row) => !concerned.has(registrationText(row)));
}

const registrationText = ({ partner, partnerType, registration }: RegistrationName): string =>
  JSON.stringify([partner, partnerType, registration]);
const rowText = ({ leaf, from, until, ...of }: Leaf): string => `${registrationText(of)} ${from} ${until} ${leaf}`;

/** To a newer registration of the same enrollment. */
const isPassedOn = (row: HeldRow, to: Leaf | undefined): boolean =>
  to !== undefined && to.partner === row.partner && to.partnerType === row.partnerType;

function leavesOf(state: CompiledState, { partner, partnerType, registration }: RegistrationName): readonly Leaf[] {
  const standing: RegistrationStanding | undefined = registrationOf(state, partner, partnerType, registration);
  return (standing?.leaves ?? []).map(({ leaf, from, until }) => ({
    partner,
    partnerType,
    registration,
    leaf,
    from: dayToIso(from),
    until: dayToIso(until),
  }));
}

/** All registrations of a state. */
export function namesIn({ registrations, enrollments }: CompiledState): readonly RegistrationName[] {
  return [...registrations.values()].flatMap(({ enrollment, id }) => {
    const of = enrollments[enrollment];
    return of === undefined ? [] : [{ partner: of.partner, partnerType: of.partnerType, registration: id }];
  });
}
