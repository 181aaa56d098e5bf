import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from '../../server/access/return-path.ts';

const HERE = 'https://dealwright.example.com';

test.each([
  ['/', '/'],
  ['/docs/?a=1#b', '/docs/?a=1#b'],
  ['/a/../b', '/b'],
  ['/a b', '/a%20b'],
  ['/?next=//evil.example.com', '/?next=//evil.example.com'],
])('%s leads to %s', (text, path) => expect(returnPath(text)).toBe(path));

test.each([
  '',
  'docs',
  '//evil.example.com',
  '///evil.example.com',
  '/\\evil.example.com',
  '\\\\evil.example.com',
  '/\t/evil.example.com',
  '/\n/evil.example.com',
  '/.//evil.example.com',
  '/a/..//evil.example.com',
  '/%2e//evil.example.com',
  'https://evil.example.com',
  'javascript:alert(1)',
  '/'.padEnd(2_001, 'x'),
])('%j leads elsewhere, or nowhere', (text) => expect(returnPath(text)).toBeUndefined());

test('whatever is let through stays here', () => {
  const piece = fc.constantFrom('/', '\\', '.', '..', '%2e', '%2f', '@', ':', '?', '#', '\t', '\r', 'evil.example.com', 'a', ';', ' ');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
  );
  fc.assert(
    fc.property(text, (given) => {
      const path = returnPath(given);
      if (path === undefined) return;
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(new URL(path, HERE).origin).toBe(HERE);
      // said again, it means the same
      expect(returnPath(path)).toBe(path);
    }),
    { numRuns: 5_000 },
  );
});
