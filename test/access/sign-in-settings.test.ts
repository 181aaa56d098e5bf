import { describe, expect, test } from 'vitest';
import { isLoopback } from '../../server/access/loopback.ts';
import { readSignInSettings, type SignInSettings, SignInSettingsError } from '../../server/access/sign-in-settings.ts';

const PROVIDER = {
  DEALWRIGHT_OIDC_ISSUER: 'https://id.example.com/realms/main',
  DEALWRIGHT_OIDC_CLIENT_ID: 'dealwright',
  DEALWRIGHT_OIDC_CLIENT_SECRET: 'secret',
  DEALWRIGHT_PUBLIC_URL: 'https://dealwright.example.com',
};
const HOME = { embedded: true, host: '127.0.0.1' };

function lacksOf(read: () => SignInSettings): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SignInSettingsError) return error.lacks;
    throw error;
  }
  throw new Error('it lacks nothing');
}

describe('how people sign in', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'LocalHost'])('by a link where it is embedded and listens on %s', (host) =>
    expect(readSignInSettings({ embedded: true, host }, {})).toEqual({ way: 'owner' }),
  );

  test('a link and a public address', () =>
    expect(readSignInSettings(HOME, { DEALWRIGHT_PUBLIC_URL: 'https://dealwright.example.com/' })).toEqual({
      way: 'owner',
      publicUrl: new URL('https://dealwright.example.com'),
    }));

  test('at a provider wherever one is named', () => {
    for (const start of [HOME, { embedded: true, host: '0.0.0.0' }, { embedded: false, host: '127.0.0.1' }])
      expect(readSignInSettings(start, { ...PROVIDER, DEALWRIGHT_ADMINS: 'Ana@Example.com, 248;Ben@example.com' })).toEqual({
        way: 'provider',
        issuer: new URL('https://id.example.com/realms/main'),
        clientId: 'dealwright',
        clientSecret: 'secret',
        publicUrl: new URL('https://dealwright.example.com'),
        admins: new Set(['ana@example.com', '248', 'ben@example.com']),
      });
  });

  test.each([
    { embedded: true, host: '0.0.0.0' },
    { embedded: true, host: '::' },
    { embedded: true, host: '192.168.1.7' },
    { embedded: true, host: 'example.com' },
    { embedded: true, host: '' },
    { embedded: true, host: '127.1' },
    { embedded: true, host: '127.0.0.1.example.com' },
    { embedded: true, host: '::ffff:127.0.0.1' },
    { embedded: false, host: '127.0.0.1' },
    { embedded: false, host: 'localhost' },
  ])('$host, embedded $embedded, is not open to whoever comes: all that is missing is told at once', (start) => {
    expect(lacksOf(() => readSignInSettings(start, {}))).toEqual(
      ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET']
        .map((name) => expect.stringContaining(`DEALWRIGHT_OIDC_${name} is missing`))
        .concat(expect.stringContaining('DEALWRIGHT_PUBLIC_URL is missing')),
    );
  });

  test.each(['DEALWRIGHT_ADMINS', 'DEALWRIGHT_OIDC_ROLES_CLAIM', 'DEALWRIGHT_OIDC_CLIENT_SECRET'])(
    'half of it is a mistake, at home too: %s alone',
    (name) => expect(lacksOf(() => readSignInSettings(HOME, { [name]: 'x' })).length).toBeGreaterThanOrEqual(3),
  );

  test.each([
    ['DEALWRIGHT_OIDC_ISSUER', 'id.example.com', 'an address is expected'],
    ['DEALWRIGHT_OIDC_ISSUER', 'http://id.example.com', 'https://'],
    ['DEALWRIGHT_OIDC_ISSUER', 'http://localhost.example.com', 'https://'],
    ['DEALWRIGHT_OIDC_ISSUER', 'file:///etc/passwd', 'https://'],
    ['DEALWRIGHT_OIDC_ISSUER', 'https://me:secret@id.example.com', 'without user'],
    ['DEALWRIGHT_OIDC_ISSUER', 'https://id.example.com/?a', 'without user, query'],
    ['DEALWRIGHT_OIDC_ISSUER', 'https://id.example.com/.well-known/openid-configuration', 'give the issuer itself'],
    ['DEALWRIGHT_PUBLIC_URL', 'http://dealwright.example.com', 'https://'],
    ['DEALWRIGHT_PUBLIC_URL', 'https://example.com/dealwright', 'without a path'],
    ['DEALWRIGHT_OIDC_CLIENT_ID', 'x'.repeat(501), 'longer than'],
    ['DEALWRIGHT_OIDC_CLIENT_ID', '  ', 'is missing'],
    ['DEALWRIGHT_ADMINS', Array(101).fill('x').join(' '), 'more than 100'],
  ])('%s: %s', (name, value, said) => {
    const lacks = lacksOf(() => readSignInSettings(HOME, { ...PROVIDER, [name]: value }));
    expect(lacks).toEqual([expect.stringContaining(said)]);
    expect(lacks[0]).toContain(name);
  });

  test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])('on this machine both may be plain: %s', (url) =>
    expect(readSignInSettings(HOME, { ...PROVIDER, DEALWRIGHT_OIDC_ISSUER: url, DEALWRIGHT_PUBLIC_URL: url })).toMatchObject({
      issuer: new URL(url),
      publicUrl: new URL(url),
    }),
  );

  test('no message shows the secret', () => {
    const env = { ...PROVIDER, DEALWRIGHT_OIDC_CLIENT_SECRET: 'hush-hush', DEALWRIGHT_OIDC_ISSUER: 'x' };
    expect(lacksOf(() => readSignInSettings(HOME, env)).join()).not.toContain('hush-hush');
  });
});

test.each(['10.0.0.1', '128.0.0.1', '0.0.0.0', '::', '::2', 'localhost.', 'localhost.evil', '127.0.0.256', '0x7f.0.0.1', '2130706433', ''])(
  '%s is not taken for this machine',
  (host) => expect(isLoopback(host)).toBe(false),
);
