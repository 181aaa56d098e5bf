import { isLoopback } from './loopback.ts';

/** How people sign in to this server. */
export type SignInSettings = OwnerSettings | ProviderSettings;

/** On the machine of the one who started it: by a link on the console. */
export interface OwnerSettings {
  readonly way: 'owner';
  /** Where browsers find it, if it is said; only the origin counts. */
  readonly publicUrl?: URL;
}

/** At an OpenID provider. */
export interface ProviderSettings {
  readonly way: 'provider';
  readonly publicUrl: URL;
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim whose values are roles; missing: roles are given here, by admins. */
  readonly rolesClaim?: string;
  /** E-mail addresses, in small letters, and subjects of those who are admin whatever else is said. */
  readonly admins: ReadonlySet<string>;
}

/** What is missing or wrong, all at once; each a sentence for the person who starts the server. */
export class SignInSettingsError extends Error {
  override readonly name = 'SignInSettingsError';
  readonly lacks: readonly string[];

  constructor(lacks: readonly string[], intro: string) {
    super([intro, ...lacks.map((lack) => `  - ${lack}`)].join('\n'));
    this.lacks = lacks;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** Any of them says that people shall sign in at a provider. */
const PROVIDER = [
  'DEALWRIGHT_OIDC_ISSUER',
  'DEALWRIGHT_OIDC_CLIENT_ID',
  'DEALWRIGHT_OIDC_CLIENT_SECRET',
  'DEALWRIGHT_OIDC_ROLES_CLAIM',
  'DEALWRIGHT_ADMINS',
] as const;

const MOST_TEXT = 500;
const MOST_ADMINS = 100;

export interface Start {
  /** Whether the store is a folder of this process. */
  readonly embedded: boolean;
  /** What it listens on. */
  readonly host: string;
}

/** Reads the environment. Throws SignInSettingsError where the server would be open, or where what is said makes no sense. */
export function readSignInSettings({ embedded, host }: Start, env: Env = process.env): SignInSettings {
  const lacks: string[] = [];
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim();
    if (value === undefined || value === '') return undefined;
    if (value.length <= MOST_TEXT) return value;
    lacks.push(`${name} is longer than ${MOST_TEXT} characters.`);
    return undefined;
  };
  const needed = (name: string, what: string): string => {
    const value = text(name);
    if (value === undefined && (env[name]?.trim() ?? '') === '') lacks.push(`${name} is missing: ${what}.`);
    return value ?? '';
  };
  const url = (name: string, value: string | undefined, bare: boolean): URL | undefined => {
    if (value === undefined || value === '') return undefined;
    const read = readUrl(value, bare);
    if (typeof read !== 'string') return read;
    lacks.push(`${name} is ${JSON.stringify(value)}; ${read}.`);
    return undefined;
  };

  const configured = PROVIDER.some((name) => (env[name]?.trim() ?? '') !== '');
  if (!configured && embedded && isLoopback(host)) {
    const publicUrl = url('DEALWRIGHT_PUBLIC_URL', text('DEALWRIGHT_PUBLIC_URL'), true);
    if (lacks.length > 0) throw new SignInSettingsError(lacks, 'The server does not start:');
    return { way: 'owner', ...(publicUrl && { publicUrl }) };
  }

  const issuer = url(
    'DEALWRIGHT_OIDC_ISSUER',
    needed('DEALWRIGHT_OIDC_ISSUER', 'the address of your OpenID provider, as its discovery document names it'),
    false,
  );
  if (issuer?.pathname.includes('/.well-known/') === true)
    lacks.push(
      'DEALWRIGHT_OIDC_ISSUER is the address of a discovery document; give the issuer itself, which is what stands before /.well-known/.',
    );
  const clientId = needed('DEALWRIGHT_OIDC_CLIENT_ID', 'what the provider calls this server');
  const clientSecret = needed('DEALWRIGHT_OIDC_CLIENT_SECRET', 'what the provider gave with it');
  const publicUrl = url(
    'DEALWRIGHT_PUBLIC_URL',
    needed('DEALWRIGHT_PUBLIC_URL', 'where browsers find this server, such as https://dealwright.example.com'),
    true,
  );
  const rolesClaim = text('DEALWRIGHT_OIDC_ROLES_CLAIM');
  const admins = readAdmins(env.DEALWRIGHT_ADMINS ?? '', lacks);
  if (lacks.length > 0 || issuer === undefined || publicUrl === undefined) {
    const why = configured
      ? 'Sign-in is set up by halves, so the server does not start:'
      : `${embedded ? `${host} is no loopback address` : 'The store is a database that others reach'}, so people have to sign in, and the server does not start without:`;
    throw new SignInSettingsError(lacks, why);
  }
  return { way: 'provider', publicUrl, issuer, clientId, clientSecret, ...(rolesClaim !== undefined && { rolesClaim }), admins };
}

/** The address, or what is expected instead. */
function readUrl(value: string, bare: boolean): URL | string {
  if (!URL.canParse(value)) return 'an address is expected, such as https://example.com';
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return 'an address that begins with https:// is expected (http:// on this machine only)';
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.search !== '')
    return 'an address without user, query and fragment is expected';
  if (bare && url.pathname !== '/') return 'an address without a path is expected: the server has all of its host';
  return url;
}

function readAdmins(text: string, lacks: string[]): ReadonlySet<string> {
  const admins = text
    .split(/[\s,;]+/)
    .filter((name) => name !== '')
    .map((name) => (name.includes('@') ? name.toLowerCase() : name));
  if (admins.length > MOST_ADMINS || admins.some((name) => name.length > MOST_TEXT))
    lacks.push(`DEALWRIGHT_ADMINS names more than ${MOST_ADMINS} people, or one by more than ${MOST_TEXT} characters.`);
  return new Set(admins);
}
