import { expect, test } from 'vitest';
import { documentSchemas } from '../../schemas/ajv.ts';

/** Ajv compares all pairs of a list whose entries may be objects, however long it is; of others it looks each up once. */
test('what must not stand twice in a list is of one plain type, so that a long list is refused at once', () => {
  const lists: unknown[] = [];
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('uniqueItems' in part) lists.push(part);
    for (const each of Object.values(part)) walk(each);
  };
  walk(documentSchemas);
  expect(lists.length).toBeGreaterThan(10);
  for (const list of lists) expect(list).toMatchObject({ maxItems: expect.any(Number), items: { type: 'string' } });
});
