/** What the audit trail holds. */

/** Something that somebody changed. */
export interface Change {
  /** What was done, as verb and noun: `draft-saved`, `submission-approved`, `key-revoked`. */
  readonly action: string;
  /** What it was done to: kind and id. */
  readonly subject: { readonly kind: string; readonly id: string };
  /** As JSON values: what was, what is; missing where there was nothing, or is nothing. Large texts are named by their hash. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Where the trail stood after a change; whoever keeps it can show later that the trail still holds it. */
export interface AuditHead {
  /** Number of the last entry; they have no gaps. */
  readonly entry: number;
  /** Its hash, which covers all entries up to it; hexadecimal. */
  readonly hash: string;
  /** Ed25519 over both, by the key that is kept outside the database; base64url. */
  readonly signature: string;
}
