import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { folderOf } from '../support/folder.ts';
import { smallProgram } from '../support/small-program.ts';
import { build, dealwright, start } from './support.ts';

beforeAll(build, 300_000);

const LINK = /^Sign in, once and within 15 minutes: (http:\/\/127\.0\.0\.1:\d+)(\/sign-in\/once\?token=\S+)$/m;

/** A folder with a program, and how to serve it. */
async function served(): Promise<{ readonly data: string; readonly args: readonly string[] }> {
  const folder = await folderOf({ 'rules/small/program.json': smallProgram() });
  const data = join(folder, 'data');
  return { data, args: ['serve', '--port', '0', '--no-demo', '--rules', join(folder, 'rules'), '--data', data] };
}

describe('serve', () => {
  test('prints a link and a key, and knows the browser again after a new start', async () => {
    const { args, data } = await served();
    const first = start(args);
    const [, address = '', path = ''] = await first.said(LINK);
    const [, key] = await first.said(/^export DEALWRIGHT_KEY=(dw_\S+)$/m);
    const signedIn = await fetch(address + path, { redirect: 'manual' });
    expect(signedIn.status).toBe(302);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const who = async (at: string, headers: Record<string, string>) => (await fetch(`${at}/v1/session`, { headers })).json();
    expect(await who(address, { cookie })).toMatchObject({ kind: 'person', id: 'local', csrfToken: expect.any(String) });
    expect(await who(address, { authorization: `Bearer ${key}` })).toMatchObject({ kind: 'key', id: 'local' });
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);

    const second = start(args);
    const [, again = '', otherPath = ''] = await second.said(LINK);
    expect(await who(again, { cookie })).toMatchObject({ kind: 'person', id: 'local' });
    expect((await fetch(again + path, { redirect: 'manual' })).status).toBe(400);
    expect((await fetch(again + otherPath, { redirect: 'manual' })).status).toBe(302);
    second.child.kill('SIGTERM');
    await second.ended;

    // cookies that a lost secret signed are nobody's
    const file = join(data, 'keys', 'cookies.key');
    const secret = await readFile(file);
    expect(secret).toHaveLength(32);
    await writeFile(file, Buffer.from(secret).reverse());
    const third = start(args);
    const [, last = ''] = await third.said(LINK);
    expect(await who(last, { cookie })).toMatchObject({ code: 'not-signed-in' });
    third.child.kill('SIGTERM');
    await third.ended;
    await writeFile(file, 'short');
    const { code, err } = await dealwright(args);
    expect([code, err]).toEqual([2, expect.stringContaining('is shorter than 32 bytes')]);
  });

  test('is open to nobody: elsewhere it does not start without sign-in, and says all that it lacks', async () => {
    const { args } = await served();
    const lacks = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) => `DEALWRIGHT_OIDC_${name} is missing`);
    const { code, err, out } = await dealwright([...args, '--host', '0.0.0.0']);
    expect([code, out]).toEqual([2, '']);
    for (const lack of [...lacks, 'DEALWRIGHT_PUBLIC_URL is missing', '0.0.0.0 is no loopback address']) expect(err).toContain(lack);
    vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1:1/none');
    const shared = await dealwright(args.slice(0, args.indexOf('--data')));
    vi.unstubAllEnvs();
    expect([shared.code, shared.err]).toEqual([2, expect.stringContaining('people have to sign in')]);
  });

  test('starts where the provider is away, and says where people sign in', async () => {
    const { args } = await served();
    vi.stubEnv('DEALWRIGHT_OIDC_ISSUER', 'http://127.0.0.1:1');
    vi.stubEnv('DEALWRIGHT_OIDC_CLIENT_ID', 'dealwright');
    vi.stubEnv('DEALWRIGHT_OIDC_CLIENT_SECRET', 'secret');
    vi.stubEnv('DEALWRIGHT_PUBLIC_URL', 'https://dealwright.example.com');
    const { child, said, ended } = start(args);
    vi.unstubAllEnvs();
    const [, address = ''] = await said(/serves 1 program on (\S+) /);
    await said(/People sign in at https:\/\/dealwright\.example\.com\/v1\/sign-in\/oidc, by http:\/\/127\.0\.0\.1:1\/\./);
    await said(/Nobody is an admin/);
    expect((await fetch(`${address}/health`)).status).toBe(200);
    const away = await fetch(`${address}/v1/sign-in/oidc`, { redirect: 'manual' });
    expect([away.status, ((await away.json()) as { code: string }).code]).toEqual([503, 'sign-in-unavailable']);
    child.kill('SIGTERM');
    const { out } = await ended;
    expect(out).not.toContain('dw_');
    expect(out).not.toContain('/sign-in/once');
  });
});
