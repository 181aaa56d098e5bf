/*
 * Text of files. Whatever its encoding a file is read as bytes in which ASCII stands for itself, so that line ends,
 * delimiters and quotes are found without decoding, and a row that is refused is written as the very bytes it was.
 * Rows hold those bytes as text of one character a byte (“byte text”); only fields that are used are decoded. UTF-16
 * isn't like that: it is read as UTF-8, and what is written is turned back.
 */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-15' | 'iso-8859-2' | 'windows-1250';

export interface ByteOrderMark {
  readonly encoding: Encoding;
  readonly length: number;
}

export function byteOrderMark(bytes: Uint8Array): ByteOrderMark | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/** The encoding that a mapping names. Latin-1 is read as the superset of it that everybody writes. */
export function encodingNamed(name: string, mark: ByteOrderMark | undefined): Encoding {
  if (name === 'utf-16') return mark?.encoding === 'utf-16be' ? 'utf-16be' : 'utf-16le';
  return name === 'latin-1' ? 'windows-1252' : (name as Encoding);
}

export const isWide = (encoding: Encoding): encoding is 'utf-16le' | 'utf-16be' => encoding === 'utf-16le' || encoding === 'utf-16be';

const NOT_ASCII = /[^\0-\x7f]/;

/** Byte text → text; undefined where the bytes are none of the encoding. */
export type Decode = (byteText: string) => string | undefined;

export function decoderOf(encoding: Encoding): Decode {
  const decoder = new TextDecoder(isWide(encoding) ? 'utf-8' : encoding, { fatal: true, ignoreBOM: true });
  return (byteText) => {
    if (!NOT_ASCII.test(byteText)) return byteText;
    try {
      return decoder.decode(Buffer.from(byteText, 'latin1'));
    } catch {
      return undefined;
    }
  };
}

/** Text → byte text; what the encoding doesn't have becomes “?”. */
export function encode(text: string, encoding: Encoding): string {
  if (!NOT_ASCII.test(text)) return text;
  if (encoding === 'utf-8' || isWide(encoding)) return Buffer.from(text, 'utf8').toString('latin1');
  const table = singleBytes(encoding);
  return Array.from(text, (character) => table.get(character) ?? '?').join('');
}

const tables = new Map<Encoding, ReadonlyMap<string, string>>();

function singleBytes(encoding: Encoding): ReadonlyMap<string, string> {
  const before = tables.get(encoding);
  if (before !== undefined) return before;
  const decoder = new TextDecoder(encoding);
  const table = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), String.fromCharCode(byte)]));
  tables.set(encoding, table);
  return table;
}

/** Byte text as it goes into a file of the encoding. */
export function fileBytes(byteText: string, encoding: Encoding): Buffer {
  const bytes = Buffer.from(byteText, 'latin1');
  if (!isWide(encoding)) return bytes;
  const wide = Buffer.from(bytes.toString('utf8'), 'utf16le');
  return encoding === 'utf-16be' ? wide.swap16() : wide;
}

export function markOf(encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from([0xef, 0xbb, 0xbf]);
  if (encoding === 'utf-16le') return Buffer.from([0xff, 0xfe]);
  return encoding === 'utf-16be' ? Buffer.from([0xfe, 0xff]) : Buffer.alloc(0);
}

/** Bytes of a file without its byte-order mark, UTF-16 as UTF-8. Counts what went in. */
export async function* plainBytes(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  counted: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const wide = isWide(encoding) ? new TextDecoder(encoding, { ignoreBOM: true }) : undefined;
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    counted(chunk.length);
    let bytes = chunk;
    if (start !== undefined) {
      bytes = Buffer.concat([start, chunk]);
      if (bytes.length < 3) {
        start = bytes;
        continue;
      }
      start = undefined;
      bytes = withoutMark(bytes, encoding);
    }
    yield wide === undefined ? bytes : Buffer.from(wide.decode(bytes, { stream: true }), 'utf8');
  }
  const rest = start === undefined ? Buffer.alloc(0) : withoutMark(start, encoding);
  if (wide === undefined) yield rest;
  else yield Buffer.from(wide.decode(rest), 'utf8');
}

function withoutMark(bytes: Buffer, encoding: Encoding): Buffer {
  const mark = byteOrderMark(bytes);
  return mark !== undefined && mark.encoding === encoding ? bytes.subarray(mark.length) : bytes;
}
