import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeysFolderError, keyMadeOnce } from '../access/keys-folder.ts';

/*
 * What a webhook's events are signed with has to be known to sign them, so it can't be kept as a hash. It is kept
 * sealed (AES-256-GCM), by a key in the folder of keys: who reads the tables, or a backup, can't sign events.
 */

export interface Sealing {
  /** `of`: whose secret it is; it can't be opened as another's. */
  seal(secret: Uint8Array, of: string): Buffer;
  /** undefined: it was sealed by another key, or somebody has changed it. */
  open(sealed: Uint8Array, of: string): Buffer | undefined;
}

const KEY_FILE = 'webhooks.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** By the key of the folder, made where there is none. */
export async function openSealing(keys: string): Promise<Sealing> {
  const key = await keyMadeOnce(keys, KEY_FILE, () => randomBytes(KEY_BYTES));
  if (key.length !== KEY_BYTES)
    throw new KeysFolderError(
      `The key ${KEY_FILE} in ${keys} has not the ${KEY_BYTES} bytes that it was made with. Put back the one that was there.`,
    );
  return {
    seal: (secret, of) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(of));
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, of) => {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const end = sealed.length - TAG_BYTES;
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(of))
        .setAuthTag(sealed.subarray(end));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}
