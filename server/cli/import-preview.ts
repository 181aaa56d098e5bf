import type { Preview } from '../history/import/preview.ts';
import { counted } from './output.ts';

const MOST_DOCUMENTS = 3;
const WIDTH = 100;
/** What a terminal would obey; files have anything. */
const OBEYED = /(?!\n)\p{Cc}/gu;

/** A preview for a person: how the files look, their columns, what becomes of each row, and some documents. */
export function showPreview({ files, rows, documents }: Preview): string {
  const lines: string[] = [];
  for (const { file, format, encoding, delimiter, guessed, columns } of files) {
    const separated = delimiter === undefined ? '' : `, fields separated by ${JSON.stringify(delimiter)}`;
    lines.push(`${file}: ${format}, ${encoding}${separated}${guessed.length > 0 ? ` (guessed: ${guessed.join(', ')})` : ''}`);
    for (const { name, samples, dates } of columns) {
      const hint = dates === undefined ? '' : `  [date: ${dates.join(' or ')}]`;
      lines.push(cut(`  ${name}: ${samples.join(' | ')}`) + hint);
    }
  }
  for (const { file, line, text, becomes, reason } of rows) {
    lines.push(cut(`${file}:${line} ${becomes}: ${text}`));
    if (reason !== undefined) lines.push(`    ${reason}`);
  }
  for (const { file, lines: from, document } of documents.slice(0, MOST_DOCUMENTS)) {
    lines.push(
      `${file}, ${from.length === 1 ? `line ${from[0]}` : `lines ${from[0]} to ${from.at(-1)}`}:`,
      JSON.stringify(document, null, 2),
    );
  }
  if (documents.length > MOST_DOCUMENTS)
    lines.push(`… and ${counted(documents.length - MOST_DOCUMENTS, 'document')} more; --json prints all.`);
  return `${lines.join('\n').replaceAll(OBEYED, '·')}\n`;
}

const cut = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text);
