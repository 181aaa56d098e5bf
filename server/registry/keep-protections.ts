import { type RegistrationStanding, registrationOf } from '../engine/compiled/standing.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Transaction } from '../store/database.ts';
import { addHeld, dropHeld, type HeldRow, heldRows, type RegistrationName } from '../store/registry/protections.ts';

type Leaf = Omit<HeldRow, 'id'>;

/**
 * The rows of protections are the leaves that the state says are held, of these registrations or of all. Gives the
 * registrations that lost a leaf to another one of their own enrollment. Throws `taken` where somebody else's row is in the way.
 */
export async function keepProtections(
  tx: Transaction,
  program: string,
  state: CompiledState,
  of: 'all' | readonly RegistrationName[],
): Promise<readonly RegistrationName[]> {
  if (of !== 'all' && of.length === 0) return [];
  const held = (of === 'all' ? namesIn(state) : of).flatMap((name) => leavesOf(state, name));
  const leaves = held.map(({ leaf }) => leaf);
  const rows = await heldRows(tx, program, of === 'all' ? 'all' : { registrations: of, leaves });
  const concerned = of === 'all' ? undefined : new Set(of.map(registrationText));
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

function namesIn({ registrations, enrollments }: CompiledState): readonly RegistrationName[] {
  return [...registrations.values()].flatMap(({ enrollment, id }) => {
    const of = enrollments[enrollment];
    return of === undefined ? [] : [{ partner: of.partner, partnerType: of.partnerType, registration: id }];
  });
}
