import { expect, test } from 'vitest';
import { showPreview } from '../../server/cli/import-preview.ts';

test('what a terminal would obey is shown, not sent', () => {
  const evil = 'a\u001b[2J\u0007\u009bm\rb\tc';
  const text = showPreview({
    files: [{ file: 'a.csv', format: 'csv', encoding: 'utf-8', guessed: [], columns: [{ name: evil, samples: [evil] }] }],
    findings: [],
    rows: [{ file: 'a.csv', line: 2, text: evil, becomes: 'refused', reason: evil }],
    documents: [{ file: 'a.csv', lines: [2], document: { id: evil } }],
  });
  expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(text).toContain('  a·[2J··m·b·c: a·[2J··m·b·c\na.csv:2 refused: a·[2J··m·b·c\n    a·[2J··m·b·c\na.csv, line 2:\n{\n');
});
