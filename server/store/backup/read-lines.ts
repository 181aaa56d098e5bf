/** Longer ones are no text any more; the largest result that is kept is shorter. */
const MOST_LINE_BYTES = 500_000_000;

/** Lines, each with its end, of bytes that come in pieces; the last may have none. undefined: one is too long. */
export async function* linesIn(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield begun.length === 0 ? piece.subarray(from, end + 1) : Buffer.concat([...begun, piece.subarray(from, end + 1)]);
      begun = [];
      length = 0;
      from = end + 1;
    }
    if (from === piece.length) continue;
    begun.push(piece.subarray(from));
    length += piece.length - from;
    if (length > MOST_LINE_BYTES) {
      yield undefined;
      return;
    }
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}
