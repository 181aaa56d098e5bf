/** Where the field behind the first `count` ones starts, in a row as it was written. */
export function skipFields(raw: string, count: number, delimiter: string, quote: string): number {
  let at = 0;
  for (let field = 0; field < count; field += 1) {
    if (quote !== '' && raw[at] === quote) {
      at += 1;
      while (at < raw.length && (raw[at] !== quote || raw[at + 1] === quote)) at += raw[at] === quote ? 2 : 1;
    }
    const next = raw.indexOf(delimiter, at);
    if (next < 0) return raw.length;
    at = next + delimiter.length;
  }
  return at;
}

/** What seems to stand in a field of a row that breaks the rules of quoting; undefined: nothing. */
export function roughField(raw: string, index: number, delimiter: string, quote: string): string | undefined {
  const text = raw
    .replace(/[\r\n]+$/, '')
    .split(delimiter)
    [index]?.trim();
  if (text === undefined) return undefined;
  const bare = quote === '' ? text : text.replaceAll(quote, '');
  return bare === '' ? undefined : bare;
}
