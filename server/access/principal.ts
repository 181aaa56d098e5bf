/** Who asks. */

/**
 * What somebody may do:
 *
 * - `viewer`: read programs, timelines, submissions, histories, results
 * - `analyst`: and ask what-if
 * - `designer`: and write drafts, submit them
 * - `approver`: approve or return what others wrote, publish, withdraw, roll back; decide cases
 * - `operator`: histories, imports, keys; partners, customers, cases
 * - `admin`: people and their roles, keys, the audit trail
 * - `partner`: its own enrollments and cases, and nothing else
 * - `system`: deal-time calls, for the programs that its key is bound to
 */
export const ROLES = ['viewer', 'analyst', 'designer', 'approver', 'operator', 'admin', 'partner', 'system'] as const;

export type Role = (typeof ROLES)[number];

export interface Principal {
  /** A person who signed in, a key that somebody made, or the server itself. */
  readonly kind: 'person' | 'key' | 'server';
  /** Id of the person; of a key, that of the person in whose name it acts, else its own. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** The key it came with. */
  readonly key?: string;
  /** Programs that it is bound to; missing: all. */
  readonly programs?: ReadonlySet<string>;
  /** Id of the partner, of one with the role `partner`. */
  readonly partner?: string;
}

/** What the server does of itself: taking in the programs of a folder, what falls due. */
export const SERVER: Principal = { kind: 'server', id: 'server', name: 'Dealwright', roles: new Set() };

/** What a role has beside its own. */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  viewer: [],
  analyst: ['viewer'],
  designer: ['analyst', 'viewer'],
  approver: ['viewer'],
  operator: ['viewer'],
  admin: ['viewer'],
  partner: [],
  system: [],
};

/** Whether somebody has one of these roles, or one that includes it. */
export function hasRole(principal: Pick<Principal, 'roles'>, roles: readonly Role[]): boolean {
  for (const role of principal.roles) if (roles.includes(role) || INCLUDES[role].some((included) => roles.includes(included))) return true;
  return false;
}

/** These roles and all that they include. */
export function withIncluded(roles: Iterable<Role>): ReadonlySet<Role> {
  const all = new Set<Role>();
  for (const role of roles) for (const each of [role, ...INCLUDES[role]]) all.add(each);
  return all;
}
