import { hash, randomBytes } from 'node:crypto';

/*
 * A key as a person holds it: `dw_<id>_<secret>`. The id finds its row; the secret, 32 random bytes, is kept as its
 * SHA-256 alone: with so many possibilities a slower hash protects nothing.
 */

const ID_LENGTH = 20;
const SECRET_BYTES = 32;
const PREFIX = 'dw_';
const TEXT = /^dw_[0-9a-f]{20}_[A-Za-z0-9_-]{43}$/;
const LENGTH = PREFIX.length + ID_LENGTH + 1 + 43;

export interface KeyText {
  readonly id: string;
  readonly secret: string;
}

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

export const keyText = ({ id, secret }: KeyText): string => `${PREFIX}${id}_${secret}`;

/** undefined: it is no key. */
export function readKeyText(text: string): KeyText | undefined {
  if (text.length !== LENGTH || !TEXT.test(text)) return undefined;
  return { id: text.slice(PREFIX.length, PREFIX.length + ID_LENGTH), secret: text.slice(PREFIX.length + ID_LENGTH + 1) };
}

/** 32 bytes. */
export const secretHash = (secret: string): Buffer => hash('sha256', secret, 'buffer');
