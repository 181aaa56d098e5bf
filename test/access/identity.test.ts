import { describe, expect, test } from 'vitest';
import { type Claims, claimAt, IdentityError, readIdentity } from '../../server/access/identity.ts';
import type { ProviderSettings } from '../../server/access/sign-in-settings.ts';

const settings: ProviderSettings = {
  way: 'provider',
  issuer: new URL('https://id.example.com'),
  clientId: 'dealwright',
  clientSecret: 'secret',
  publicUrl: new URL('https://dealwright.example.com'),
  rolesClaim: 'roles',
  admins: new Set(['ana@example.com', '248']),
};
const identityOf = (claims: Claims, changes: Partial<ProviderSettings> = {}) =>
  readIdentity({ iss: 'https://id.example.com', sub: 's', ...claims }, { ...settings, ...changes });

describe('what a provider says of somebody', () => {
  test.each<[claims: Claims, name: string]>([
    [{ name: ' Ana Weber ', preferred_username: 'ana' }, 'Ana Weber'],
    [{ name: '', preferred_username: 'ana' }, 'ana'],
    [{ name: 7, email: 'ana@example.com' }, 'ana@example.com'],
    [{ name: 'A\0na\nWe\ud800ber' }, 'AnaWeber'],
    [{ name: 'x'.repeat(500) }, 'x'.repeat(200)],
    [{ name: `${'x'.repeat(199)}\u{1f600}` }, 'x'.repeat(199)],
    [{ name: '\u202eana', preferred_username: 'u' }, 'ana'],
    [{ name: '\u200b\u2060', preferred_username: 'ana' }, 'ana'],
    [{ sub: '\u202e' }, 'Somebody'],
    [{}, 's'],
  ])('%j is called %s', (claims, name) => expect(identityOf(claims).name).toBe(name));

  test.each([undefined, '', 7, 'x'.repeat(256), 'a\0b', '\ud800'])('the subject %j is none', (sub) =>
    expect(() => identityOf({ sub })).toThrow(IdentityError),
  );

  test.each<[claims: Claims, email: string | undefined, admin: boolean]>([
    [{ email: 'Ana@example.com', email_verified: true }, 'Ana@example.com', true],
    [{ email: 'ana@example.com', email_verified: false }, undefined, false],
    [{ email: 'ana@example.com', email_verified: 'true' }, undefined, false],
    [{ email: 'ana@example.com' }, undefined, false],
    [{ email: 'ana example.com', email_verified: true }, undefined, false],
    [{ email: ['ana@example.com'], email_verified: true }, undefined, false],
    [{ email: 'ana\u0001@example.com', email_verified: true }, undefined, false],
    [{ sub: '248' }, undefined, true],
    [{ sub: 'ana@example.com' }, undefined, true],
  ])('%j has the address %s; admin: %s', (claims, email, admin) =>
    expect(identityOf(claims)).toMatchObject({ ...(email && { email }), admin }),
  );

  test.each<[given: unknown, roles: readonly string[]]>([
    [
      ['designer', 'viewer', 'staff', 7, null],
      ['viewer', 'designer'],
    ],
    ['approver operator', ['approver', 'operator']],
    ['approver,admin', ['approver', 'admin']],
    [['partner', 'system'], []],
    [['Admin', 'ADMIN', ' admin'], []],
    [{ admin: true }, []],
    [undefined, []],
  ])('%j gives %j', (given, roles) => expect(identityOf({ roles: given }).roles).toEqual(roles));

  test('roles that nobody asked it for are none of its', () => {
    const { rolesClaim: _none, ...without } = settings;
    expect(readIdentity({ sub: 's', roles: ['admin'] }, without)).not.toHaveProperty('roles');
  });

  test('a claim is found by its name, else by dots into others, and nowhere else', () => {
    const claims = { 'https://example.com/roles': ['a'], 'a.b': 1, a: { b: 2, c: { d: 3 } }, list: ['x'] };
    const found = [
      'https://example.com/roles',
      'a.b',
      'a.c.d',
      'a.x',
      'list.0',
      'list.length',
      'toString',
      'a.constructor.name',
      '__proto__',
      '',
    ];
    expect(found.map((name) => claimAt(claims, name))).toEqual([
      ['a'],
      1,
      3,
      undefined,
      'x',
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
