import type { TextTable } from './text-table.ts';

/** A column of more different texts than this has none that come again and again. */
const MOST_FAMILIAR = 1024;

/** Codes of the texts of one column. While they are few a Map has them: it finds a string that was met before several times as quickly. */
export class FamiliarTexts {
  private readonly texts: TextTable;
  private known: Map<string, number> | undefined = new Map();

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  add(text: string): number {
    const known = this.known?.get(text);
    if (known !== undefined) return known;
    const code = this.texts.add(text);
    if (this.known?.size === MOST_FAMILIAR) this.known = undefined;
    this.known?.set(text, code);
    return code;
  }
}
