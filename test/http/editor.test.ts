import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { openSignIn } from '../../server/access/sign-in.ts';
import { folderOf } from '../support/folder.ts';
import { access, problemOf, testApp } from './support.ts';

const signIn = openSignIn(access, { way: 'owner' }, randomBytes(32));
const bare = testApp({ signIn });
afterAll(() => bare.close());

const stranger = { authorization: '' };

/** As little as a build has. */
const BUILT = {
  'index.html': '<!doctype html><title>page</title>',
  'index.html.gz': 'gzip of it',
  'pages.json': JSON.stringify(['/', '/worth', '/programs/:program']),
  'manifest.json': '{}',
  'mark.svg': '<svg/>',
  'assets/index-1a2b.js': 'run()',
  'assets/index-1a2b.js.br': 'brotli of it',
};

describe('the editor', () => {
  test('is served at its pages, and nowhere else', async () => {
    const app = testApp({ signIn, editor: await folderOf(BUILT) });
    for (const url of ['/', '/worth', '/worth?history=3', '/programs/northwind']) {
      const response = await app.inject({ url, headers: stranger });
      expect([url, response.statusCode, response.body]).toEqual([url, 200, BUILT['index.html']]);
      expect(response.headers['content-type']).toMatch(/^text\/html/);
      expect(response.headers['cache-control']).toBe('public, max-age=0');
      const policy = response.headers['content-security-policy'];
      for (const part of ["default-src 'none'", "script-src 'self';", "worker-src 'self'", "connect-src 'self'"])
        expect(policy).toContain(part);
      expect(policy).not.toContain('unsafe-eval');
      expect((await app.inject({ method: 'HEAD', url, headers: stranger })).statusCode).toBe(200);
      problemOf(await app.inject({ method: 'POST', url, headers: stranger }), 'method-not-allowed');
    }
    for (const url of ['/nowhere', '/programs', '/worth/more', '/v1/nowhere', '/pages.json', '/manifest.json', '/index.html'])
      problemOf(await app.inject({ url, headers: stranger }), 'unknown-route');
    await app.close();
  });

  test('sends what never changes once, and compressed where that is there', async () => {
    const app = testApp({ signIn, editor: await folderOf(BUILT) });
    const asset = await app.inject({ url: '/assets/index-1a2b.js', headers: stranger });
    expect([asset.statusCode, asset.body, asset.headers['cache-control']]).toEqual([200, 'run()', 'public, max-age=31536000, immutable']);
    expect(asset.headers['content-type']).toMatch(/^(?:text|application)\/javascript/);
    const small = await app.inject({ url: '/assets/index-1a2b.js', headers: { ...stranger, 'accept-encoding': 'gzip, br' } });
    expect([small.body, small.headers['content-encoding'], small.headers['content-type']]).toEqual([
      'brotli of it',
      'br',
      asset.headers['content-type'],
    ]);
    const mark = await app.inject({ url: '/mark.svg', headers: stranger });
    expect([mark.body, mark.headers['cache-control']]).toEqual(['<svg/>', 'public, max-age=0']);
    const again = await app.inject({ url: '/mark.svg', headers: { ...stranger, 'if-none-match': String(mark.headers.etag) } });
    expect(again.statusCode).toBe(304);
    await app.close();
  });

  test('gives no file that is not its own', async () => {
    const app = testApp({ signIn, editor: await folderOf(BUILT) });
    for (const url of [
      '/assets/..%2fpages.json',
      '/assets/..%2f..%2fetc%2fpasswd',
      '/assets/%2e%2e%2fmanifest.json',
      '/assets/none.js',
      '/assets/%00',
      '/assets/',
    ]) {
      const { statusCode, body } = await app.inject({ url, headers: stranger });
      expect([url, statusCode >= 400 && statusCode < 500, body.includes('worth')]).toEqual([url, true, false]);
    }
    await app.close();
  });

  test('is not there where it was not built: the door leads to the description', async () => {
    const response = await bare.inject({ url: '/', headers: stranger });
    expect([response.statusCode, response.headers.location]).toEqual([302, '/docs/']);
  });
});
