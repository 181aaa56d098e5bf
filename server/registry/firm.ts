/** What partners and customers have in common: firms under an id of the vendor's, changed of what was read. */
import type { Principal } from '../access/principal.ts';
import { byLikeness, type Known, type Likeness, likenessOf } from './alike.ts';
import { domainKey, nameKey, numberKey } from './firm-names.ts';
import { RegistryError, type RegistryFinding } from './registry-error.ts';

export interface FirmGiven {
  readonly name: string;
  readonly domain?: string;
  readonly registryNumber?: string;
}

export interface FirmColumns extends Known {
  readonly name: string;
}

const MAX_TEXT = 200;

/** As it is kept, or all that is wrong with it. */
export function firmColumns({ name, domain, registryNumber }: FirmGiven): FirmColumns {
  const findings: RegistryFinding[] = [];
  const plain = name.trim().replace(/\s+/gu, ' ');
  if (plain === '' || name.length > MAX_TEXT || /[\p{Cc}\p{Surrogate}]/u.test(name))
    findings.push({ pointer: '/name', message: `A name has 1 to ${MAX_TEXT} characters, and none that can't be seen.` });
  const host = domain === undefined ? null : (domainKey(domain) ?? undefined);
  if (host === undefined)
    findings.push({
      pointer: '/domain',
      message: `${shortly(domain)} is no domain.`,
      hint: 'Give it like zenith.example, or leave it out.',
    });
  const number = registryNumber === undefined ? null : (numberKey(registryNumber) ?? undefined);
  if (number === undefined || (number?.length ?? 0) > MAX_TEXT)
    findings.push({ pointer: '/registryNumber', message: `${shortly(registryNumber)} is no number: it has no letter and no digit.` });
  if (findings.length > 0) throw new RegistryError('refused', 'It can not be kept as it is.', { findings });
  return { name: plain, name_key: nameKey(plain), domain: host ?? null, registry_number: number ?? null };
}

const shortly = (text = ''): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Ids are the vendor's own; what can't be seen names nobody. */
export function checkId(id: string): void {
  if (id.trim() !== id || /[\p{Cc}\p{Surrogate}]/u.test(id))
    throw new RegistryError('refused', 'An id has no blanks around it, and no characters that can not be seen.');
}

/** Refuses what was made of another one than stands there. */
export function checkRevision(what: string, id: string, row: { readonly revision: number } | undefined, meant: number | undefined): void {
  if (row === undefined) {
    if (meant !== undefined) throw new RegistryError('not-found', `There is no ${what} ${id.slice(0, 100)}; to add it, send no If-Match.`);
    return;
  }
  const current = row.revision;
  if (meant === undefined)
    throw new RegistryError('unseen', `There is a ${what} ${id.slice(0, 100)} already. Send its ETag in If-Match to change it.`, {
      current,
    });
  if (meant !== current)
    throw new RegistryError('changed', `The ${what} was changed meanwhile: it stands at revision ${current}, and you had ${meant}.`, {
      current,
    });
}

export interface Similar {
  readonly id: string;
  readonly name: string;
  readonly domain?: string;
  readonly registryNumber?: string;
  readonly why: readonly Likeness[];
}

/** Firms told at once. */
const SHOWN = 20;

export const similarOf = (to: Known, rows: readonly (Known & { readonly id: string; readonly name: string })[]): readonly Similar[] =>
  rows
    .map((row) => ({ row, why: likenessOf(to, row) }))
    .filter(({ why }) => why.length > 0)
    .sort((a, b) => byLikeness(a.why, b.why))
    .slice(0, SHOWN)
    .map(({ row, why }) => ({
      id: row.id,
      name: row.name,
      ...(row.domain !== null && { domain: row.domain }),
      ...(row.registry_number !== null && { registryNumber: row.registry_number }),
      why,
    }));

/** Whose partners somebody sees: a partner itself, a system those of its programs. */
export interface Seen {
  readonly own?: string;
  readonly programs?: readonly string[];
}

export function seenBy({ partner, programs, roles }: Principal): Seen {
  if (roles.has('partner')) {
    if (partner === undefined) throw new Error('a partner without an id was let in');
    return { own: partner };
  }
  return programs === undefined ? {} : { programs: [...programs] };
}
