import { expect, test } from 'vitest';
import type { Timeline } from '../../server/engine/program/model.ts';
import { loadDocuments } from '../../server/simulation/read-program.ts';
import { TimelinesByText } from '../../server/simulation/timelines-by-text.ts';
import { shop } from './shop.ts';

const origin = { pointer: '', documents: [], set: new Map<string, string>() };
const aTimeline = (id: string): Timeline => ({ id, versions: [] });

test('what a request says once more is not read once more; what differs in a word is', () => {
  const [first, again] = [loadDocuments([shop()], origin), loadDocuments([structuredClone(shop())], origin)];
  const other = loadDocuments([{ ...shop(), name: 'another' }], origin);
  if (!first.ok || !again.ok || !other.ok) throw new Error('the shop has errors');
  expect(again.timeline).toBe(first.timeline);
  expect(other.timeline).not.toBe(first.timeline);
});

test('those asked for last are kept, as many as there is room for', () => {
  const kept = new TimelinesByText();
  for (let at = 0; at < 16; at += 1) kept.set([String(at)], aTimeline(String(at)));
  expect(kept.get(['0'])?.id).toBe('0');
  kept.set(['more'], aTimeline('more'));
  expect([kept.get(['0'])?.id, kept.get(['1'])?.id, kept.get(['more'])?.id]).toEqual(['0', undefined, 'more']);
  // two versions aren't one that says both
  kept.set(['a', 'b'], aTimeline('two'));
  expect(kept.get(['ab'])).toBeUndefined();
  kept.set(['x'.repeat(15_999_990)], aTimeline('long'));
  kept.set(['y'.repeat(100)], aTimeline('y'));
  expect([kept.get(['x'.repeat(15_999_990)]), kept.get(['y'.repeat(100)])?.id]).toEqual([undefined, 'y']);
});
