import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import { KeysFolderError, keyMadeOnce, readKey } from '../access/keys-folder.ts';

/** Name of the file: a private key (PKCS #8, PEM); where a trail is only verified, its public key (SPKI, PEM) does as well. */
export const KEY_FILE = 'audit.pem';

/** Ed25519. */
export interface PublicKey {
  /** SPKI, PEM: with it anybody may check a receipt. */
  readonly pem: string;
  /** Whether the signature (base64url) is of this text, by this key. */
  verify(text: string, signature: string): boolean;
}

export interface SigningKey extends PublicKey {
  /** base64url. */
  sign(text: string): string;
}

/** The key of the folder, made where there is none. */
export async function makeSigningKey(folder: string): Promise<SigningKey> {
  const make = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return signingKey(folder, await keyMadeOnce(folder, KEY_FILE, make));
}

/** The key of the folder; undefined: there is none. */
export async function readSigningKey(folder: string): Promise<SigningKey | undefined> {
  const pem = await readKey(folder, KEY_FILE);
  return pem && signingKey(folder, pem);
}

export async function readPublicKey(folder: string): Promise<PublicKey | undefined> {
  const pem = await readKey(folder, KEY_FILE);
  return pem && publicKey(parsed(folder, 'an Ed25519 key', () => createPublicKey(pem)));
}

function signingKey(folder: string, pem: Buffer): SigningKey {
  const key = parsed(folder, 'a private Ed25519 key', () => createPrivateKey(pem));
  return { ...publicKey(createPublicKey(key)), sign: (text) => sign(null, Buffer.from(text), key).toString('base64url') };
}

function publicKey(key: KeyObject): PublicKey {
  return {
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
    verify: (text, signature) => IS_SIGNATURE.test(signature) && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')),
  };
}

/** 64 bytes. */
const IS_SIGNATURE = /^[\w-]{86}$/;

function parsed(folder: string, expected: string, parse: () => KeyObject): KeyObject {
  const fault = (cause?: unknown): KeysFolderError =>
    new KeysFolderError(`${join(folder, KEY_FILE)} is not ${expected} as PEM. Put back the one that was there.`, { cause });
  let key: KeyObject;
  try {
    key = parse();
  } catch (error) {
    throw fault(error);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw fault();
  return key;
}
