import { ROLES, type Role, withIncluded } from './principal.ts';

/** Roles as they are stored; what this version doesn't know gives nobody anything. */
export const rolesOf = (stored: readonly string[]): ReadonlySet<Role> => new Set(ROLES.filter((role) => stored.includes(role)));

/** What is left of `roles` where somebody has no more than `most`; the least list that says it. */
export function cutDown(roles: ReadonlySet<Role>, most: ReadonlySet<Role>): ReadonlySet<Role> {
  const had = withIncluded(most);
  if ([...roles].every((role) => had.has(role))) return roles;
  const left = [...withIncluded(roles)].filter((role) => had.has(role));
  return new Set(left.filter((role) => !left.some((other) => other !== role && withIncluded([other]).has(role))));
}

/** In words, in their order. */
export const rolesText = (roles: Iterable<Role>): string => {
  const given = new Set(roles);
  return ROLES.filter((role) => given.has(role)).join(', ') || 'no role';
};
