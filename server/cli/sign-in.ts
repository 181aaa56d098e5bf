import { randomBytes } from 'node:crypto';
import type { Access } from '../access/access.ts';
import { KeysFolderError, keyMadeOnce } from '../access/keys-folder.ts';
import { consoleKey, localOwner } from '../access/local-owner.ts';
import type { SignIn } from '../access/sign-in.ts';
import { readSignInSettings, type SignInSettings, SignInSettingsError } from '../access/sign-in-settings.ts';
import { listAdmins } from '../store/access/people.ts';
import type { StoreOptions } from '../store/open-store.ts';
import { type Output, UsageError } from './output.ts';

/** How people sign in, by the environment; what is missing is told before anything is opened. */
export function signInSettings(kept: StoreOptions, host: string): SignInSettings {
  try {
    return readSignInSettings({ embedded: 'folder' in kept, host });
  } catch (error) {
    if (error instanceof SignInSettingsError) throw new UsageError(error.message);
    throw error;
  }
}

const SECRET = 'cookies.key';
const SECRET_BYTES = 32;

/** What cookies are signed with, made on the first start. */
export async function cookieSecret(keys: string): Promise<Buffer> {
  const secret = await keyMadeOnce(keys, SECRET, () => randomBytes(SECRET_BYTES));
  if (secret.length >= SECRET_BYTES) return secret;
  throw new KeysFolderError(`The key ${SECRET} in ${keys} is shorter than ${SECRET_BYTES} bytes; remove it, and a new one is made.`);
}

export interface Started {
  readonly access: Access;
  readonly signIn: SignIn;
  /** Where it listens. */
  readonly address: string;
}

/** On a machine of one's own: a link and a key. Elsewhere: where people sign in. */
export async function tellHowToSignIn({ access, signIn, address }: Started, output: Output): Promise<void> {
  const { settings } = signIn;
  if (settings.way === 'owner') {
    const { key, link } = await access.store.transaction(async (tx) => ({
      link: await signIn.makeLink(tx, (await localOwner(access, tx)).id),
      key: await consoleKey(access, tx),
    }));
    output.out(`Sign in, once and within 15 minutes: ${settings.publicUrl?.origin ?? address}/sign-in/once?token=${link}\n`);
    output.out('Or ask it something, with a key that is yours for 12 hours:\n\n');
    output.out(`export DEALWRIGHT_KEY=${key.text}\n`);
    return;
  }
  output.out(`People sign in at ${new URL('/v1/sign-in/oidc', settings.publicUrl).href}, by ${settings.issuer.href}.\n`);
  if (settings.rolesClaim === undefined && settings.admins.size === 0 && (await listAdmins(access.store, 1)).length === 0)
    output.err('Nobody is an admin, so nobody can give roles: name one by e-mail address or subject in DEALWRIGHT_ADMINS.\n');
  output.out('Ask it something, with a key of yours (POST /v1/keys makes one):\n\n');
}
