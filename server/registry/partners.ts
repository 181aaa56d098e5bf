import type { PartnerDocument } from '../../schemas/types.ts';
import { AccessError } from '../access/access-error.ts';
import type { Principal } from '../access/principal.ts';
import type { Changed } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import type { Page, PageOptions } from '../store/histories.ts';
import type { Reader } from '../store/life/contents.ts';
import { applicationsOf, type CaseRow } from '../store/registry/cases.ts';
import { addEnrollments, type EnrollmentRow, enrollmentsOfPartners } from '../store/registry/enrollments.ts';
import {
  findPartner,
  insertPartner,
  listPartnerRows,
  lockPartner,
  type PartnerFilter,
  type PartnerRow,
  parentsOf,
  partnersLike,
  updatePartner,
} from '../store/registry/firms.ts';
import { NAME_BEGINS } from './alike.ts';
import { checkId, checkRevision, type FirmGiven, firmColumns, type Seen, type Similar, similarOf } from './firm.ts';
import type { Registry } from './live.ts';
import { RegistryError, type RegistryFinding } from './registry-error.ts';
import { versionOn } from './version-on.ts';

export interface EnrollmentGiven {
  readonly program: string;
  readonly partnerType: string;
  readonly enrolledOn: string;
  readonly tier?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface PartnerGiven extends FirmGiven {
  /** Id of the firm above it. */
  readonly parent?: string;
  /** Those that are there stay, whether they are named or not. */
  readonly enrollments?: readonly EnrollmentGiven[];
}

export interface PartnerKept {
  readonly row: PartnerRow;
  readonly enrollments: readonly EnrollmentRow[];
  readonly applications: readonly CaseRow[];
  readonly similar: readonly Similar[];
  readonly created: boolean;
}

/** Adds or changes a partner, and enrolls it in what it isn't enrolled in yet. `meant`: the revision that it was made of. */
export async function putPartner(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  id: string,
  given: PartnerGiven,
  meant: number | undefined,
): Promise<Changed<PartnerKept>> {
  const at = registry.now();
  checkId(id);
  const firm = firmColumns(given);
  const before = await lockPartner(tx, id);
  checkRevision('partner', id, before, meant);
  const parent = given.parent ?? null;
  await checkParent(tx, id, parent);
  const row = await keepFirm(tx, id, { ...firm, parent }, before, at);
  if (before !== undefined && row !== before) await refuseOthers(tx, by, row);
  const enrolled = await enrollAll(registry, tx, by, row, given.enrollments ?? []);
  // who is bound to programs sees nobody of others
  const similar =
    by.programs === undefined ? similarOf(row, await partnersLike(tx, { ...row, begins: row.name_key.slice(0, NAME_BEGINS) })) : [];
  const seen = by.programs === undefined ? {} : { programs: [...by.programs] };
  const value = { ...(await withEnrollments(tx, row, seen)), similar, created: before === undefined };
  if (row === before && enrolled === 0) return { value, head: undefined };
  const head = await registry.trail.record(tx, by, {
    action: before === undefined ? 'partner-added' : 'partner-changed',
    subject: { kind: 'partner', id },
    ...(before !== undefined && { before: recorded(before) }),
    after: { ...recorded(row), ...(enrolled > 0 && { enrollments: given.enrollments }) },
  });
  return { value, head };
}

const recorded = ({ revision, name, domain, registry_number, parent }: PartnerRow): object => ({
  revision,
  name,
  domain,
  registryNumber: registry_number,
  parent,
});

type Columns = Pick<PartnerRow, 'name' | 'name_key' | 'domain' | 'registry_number' | 'parent'>;

async function keepFirm(tx: Transaction, id: string, columns: Columns, before: PartnerRow | undefined, at: Date): Promise<PartnerRow> {
  if (before === undefined) {
    const row = await insertPartner(tx, { id, revision: 1, ...columns, created_at: at, changed_at: at });
    if (row === undefined)
      throw new RegistryError('unseen', `${id.slice(0, 100)} was added by somebody else at the same time.`, { current: 1 });
    return row;
  }
  const { name, domain, registry_number, parent } = before;
  const same =
    name === columns.name && domain === columns.domain && registry_number === columns.registry_number && parent === columns.parent;
  return same ? before : updatePartner(tx, { ...before, ...columns, revision: before.revision + 1, changed_at: at });
}

/** A system that is bound to programs changes no firm that others know by their own. */
async function refuseOthers(tx: Transaction, { programs }: Principal, { id }: PartnerRow): Promise<void> {
  if (programs === undefined) return;
  const other = (await enrollmentsOfPartners(tx, [id])).find(({ program }) => !programs.has(program));
  if (other === undefined) return;
  throw new AccessError(`${id.slice(0, 100)} is enrolled in other programs too: what it is called is changed by people of the vendor.`);
}

async function checkParent(tx: Transaction, id: string, parent: string | null): Promise<void> {
  if (parent === null) return;
  const wrong = (message: string): RegistryError =>
    new RegistryError('refused', 'It can not be kept as it is.', { findings: [{ pointer: '/parent', message }] });
  if (parent === id) throw wrong('A firm is not above itself.');
  if ((await findPartner(tx, parent)) === undefined) throw wrong(`There is no partner ${parent.slice(0, 100)}; add it first.`);
  if ((await parentsOf(tx, parent)).includes(id)) throw wrong(`${parent.slice(0, 100)} stands below it.`);
}

/** Gives how many it had to enroll. */
async function enrollAll(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  { id, name }: PartnerRow,
  given: readonly EnrollmentGiven[],
): Promise<number> {
  const there = new Set(
    (await enrollmentsOfPartners(tx, [id])).map(({ program, partner_type }) => JSON.stringify([program, partner_type])),
  );
  const isNew = given.filter(({ program, partnerType }) => !there.has(JSON.stringify([program, partnerType])));
  // always in this order: whoever enrolls in two programs waits for nobody who has the other
  for (const program of [...new Set(given.map((each) => each.program))].sort()) {
    const own = given.filter((each) => each.program === program);
    const timeline = registry.book.timeline(program);
    if (timeline === undefined) {
      const pointer = `/enrollments/${given.findIndex((each) => each.program === program)}/program`;
      throw new RegistryError('refused', `There is no program ${program.slice(0, 80)}.`, {
        findings: [{ pointer, message: `There is no program ${program.slice(0, 80)}.` }],
      });
    }
    const [first, ...rest] = own.map(({ program: _, ...enrollment }) => enrollment as PartnerDocument['enrollments'][number]);
    if (first === undefined) continue;
    try {
      await registry.live.enroll(tx, by, program, { id, name, enrollments: [first, ...rest] });
    } catch (error) {
      throw inGiven(error, (index) =>
        given.findIndex(({ program: of, partnerType }) => of === program && partnerType === own[index]?.partnerType),
      );
    }
    const levels = versionOn(timeline, '0000-00-00').partnerTypes;
    await addEnrollments(
      tx,
      program,
      own.map(({ partnerType, enrolledOn, tier, facts = {} }) => {
        const entry = tier ?? levels.get(partnerType)?.tiers?.levels[0];
        return {
          partner: id,
          partnerType,
          enrolledOn,
          ...(entry !== undefined && { tier: entry }),
          tierSince: enrolledOn,
          facts,
          provisional: false,
        };
      }),
    );
  }
  return isNew.length;
}

/** What the program refuses of an enrollment, in the place where it was given. */
function inGiven(error: unknown, place: (index: number) => number): unknown {
  if (!(error instanceof Error) || !('findings' in error) || !Array.isArray(error.findings)) return error;
  const findings = (error.findings as readonly RegistryFinding[]).map(({ pointer, message, hint }) => ({
    pointer: pointer.replace(/^\/enrollments\/(\d+)/, (_, index: string) => `/enrollments/${place(Number(index))}`),
    message,
    ...(hint !== undefined && { hint }),
  }));
  return new RegistryError('not-a-partner', error.message, { findings });
}

/** Undefined where there is none, or none that who asks may see. */
export async function getPartner(db: Reader, id: string, seen: Seen): Promise<PartnerKept | undefined> {
  if (seen.own !== undefined && seen.own !== id) return undefined;
  const row = await findPartner(db, id);
  if (row === undefined) return undefined;
  const similar = seen.own === undefined && seen.programs === undefined ? similarOf(row, await partnersLike(db, row)) : [];
  return { ...(await withEnrollments(db, row, seen)), similar, created: false };
}

async function withEnrollments(db: Reader, row: PartnerRow, { programs }: Seen): Promise<Omit<PartnerKept, 'similar' | 'created'>> {
  const isSeen = ({ program }: { readonly program: string }): boolean => programs === undefined || programs.includes(program);
  const enrollments = (await enrollmentsOfPartners(db, [row.id])).filter(isSeen);
  return { row, enrollments, applications: (await applicationsOf(db, row.id)).filter(isSeen) };
}

export async function listPartners(
  db: Reader,
  filter: PartnerFilter,
  page: PageOptions,
): Promise<Page<{ readonly row: PartnerRow; readonly enrollments: readonly EnrollmentRow[] }>> {
  if (filter.search !== undefined && filter.search.trim() === '')
    throw new StoreError('refused', 'search is empty; leave it out to see all.');
  const { items, next } = await listPartnerRows(db, filter, page);
  const enrollments = await enrollmentsOfPartners(
    db,
    items.map(({ id }) => id),
  );
  const { programs } = filter;
  return {
    items: items.map((row) => ({
      row,
      enrollments: enrollments.filter(
        ({ partner, program }) => partner === row.id && (programs === undefined || programs.includes(program)),
      ),
    })),
    ...(next !== undefined && { next }),
  };
}
