import { isMisleading, nameWithin } from './names.ts';
import { ROLES, type Role } from './principal.ts';
import type { ProviderSettings } from './sign-in-settings.ts';

/** What a provider says of somebody who signed in there. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** Only where the provider has verified it. */
  readonly email?: string;
  /** Missing: the provider doesn't tell roles. */
  readonly roles?: readonly Role[];
  /** Named as an admin by whoever runs the server. */
  readonly admin: boolean;
}

export type Claims = Readonly<Record<string, unknown>>;

/** The provider says it of nobody, or of too many: it isn't one. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
}

/** As OpenID Connect bounds it. */
const MOST_SUBJECT = 255;
const MOST_NAME = 200;
const MOST_EMAIL = 320;
const MOST_VALUES = 1_000;

/** A provider can't vouch for these: one needs to know which partner, the other is for machines. */
const NOT_BY_CLAIM: ReadonlySet<Role> = new Set(['partner', 'system']);

export function readIdentity(claims: Claims, { issuer, rolesClaim, admins }: ProviderSettings): Identity {
  const { sub, iss, email_verified: verified } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > MOST_SUBJECT || /[\p{Cc}\p{Cs}]/u.test(sub))
    throw new IdentityError(`The provider names the person by no subject of 1 to ${MOST_SUBJECT} characters.`);
  const email = textOf(claims.email);
  const mine = email !== undefined && verified === true && email.length <= MOST_EMAIL && /^[^\s@]+@[^\s@]+$/.test(email);
  const name = nameOf(claims.name) ?? nameOf(claims.preferred_username) ?? nameOf(email) ?? nameOf(sub) ?? 'Somebody';
  return {
    issuer: typeof iss === 'string' ? iss : issuer.href,
    subject: sub,
    name,
    ...(mine && { email }),
    ...(rolesClaim !== undefined && { roles: rolesOf(claimAt(claims, rolesClaim)) }),
    admin: admins.has(sub) || (mine && admins.has(email.toLowerCase())),
  };
}

/** By its whole name, which may be an address, else by dots into nested claims: `realm_access.roles`. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}

/** A list, or a text with the roles one after the other; what is no role of ours means nothing here. */
function rolesOf(value: unknown): readonly Role[] {
  const given = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value.slice(0, MOST_VALUES) : [];
  return ROLES.filter((role) => given.includes(role) && !NOT_BY_CLAIM.has(role));
}

const nameOf = (value: unknown): string | undefined => (typeof value === 'string' ? nameWithin(value, MOST_NAME) : undefined);

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' || isMisleading(text) ? undefined : text;
}
