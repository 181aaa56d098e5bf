/** Files that arrive as multipart/form-data, written to a folder of their own as they come. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';

export interface Upload {
  /** Texts by name of the part. */
  readonly fields: ReadonlyMap<string, string>;
  /** Names of the files, as sent. */
  readonly files: readonly string[];
  /** SHA-256 of each, in that order, hexadecimal; of an upload that need not be known again none. */
  readonly hashes: readonly string[];
  /** Where they lie; the receiver's to remove. */
  readonly folder: string;
}

/** A name in a mapping: no way out of its folder. */
const FILE_NAME = /^(?!\.)[^/\\\0:*?"<>|\p{Cc}]{1,200}$/u;
/** Of a name in most file systems. */
const MOST_NAME_BYTES = 255;
const MOST_FILES = 20;
const MOST_FIELDS = 10;
const FIELD_BYTES = 1_048_576;

export const multipartLimits = ({ importBytes }: Limits) => ({
  fileSize: importBytes,
  files: MOST_FILES,
  fields: MOST_FIELDS,
  fieldSize: FIELD_BYTES,
  parts: MOST_FILES + MOST_FIELDS,
});

/** A text, also where it comes as a file, as `curl -F mapping=@mapping.json` sends it. */
const MAPPING = 'mapping';

/** `known`: whether it has to be known again. */
export async function receive(request: FastifyRequest, { importBytes }: Limits, known: boolean): Promise<Upload> {
  if (!request.isMultipart()) {
    throw new Problem('unsupported-media-type', 'Send the mapping and the files as multipart/form-data.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-import-'));
  const fields = new Map<string, string>();
  const files: string[] = [];
  const hashes: string[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (part.valueTruncated) throw new Problem('body-too-large', `The part ${part.fieldname} has more than ${FIELD_BYTES} bytes.`);
        fields.set((part.fieldname as string | undefined) ?? '', String(part.value));
        continue;
      }
      if (part.fieldname === MAPPING) {
        fields.set(MAPPING, await textOf(part.file));
        continue;
      }
      // a part may be bytes, and have no name
      const filename = (part.filename as string | undefined) ?? '';
      if (!FILE_NAME.test(filename) || Buffer.byteLength(filename) > MOST_NAME_BYTES) {
        const found = JSON.stringify(filename.slice(0, 80));
        throw new Problem(
          'invalid-request',
          `A file is called ${found}. Send each under the name that the mapping has for it, without folders.`,
        );
      }
      if (files.includes(filename)) throw new Problem('invalid-request', `The file ${filename} comes twice.`);
      files.push(filename);
      const path = join(folder, filename);
      await mkdir(dirname(path), { recursive: true });
      const hash = createHash('sha256');
      const written = createWriteStream(path, { flags: 'wx', mode: 0o600 });
      await (known ? pipeline(part.file, hashed(hash), written) : pipeline(part.file, written));
      if (known) hashes.push(hash.digest('hex'));
      if (part.file.truncated) throw new Problem('body-too-large', `${filename} has more than ${importBytes} bytes. Import it in parts.`);
    }
    return { fields, files, hashes, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw faultOf(error);
  }
}

async function textOf(file: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of file) {
    bytes += piece.length;
    // the rest is read away, so that the answer is heard
    if (bytes <= FIELD_BYTES) pieces.push(piece);
  }
  if (bytes > FIELD_BYTES) throw new Problem('body-too-large', `The part ${MAPPING} has more than ${FIELD_BYTES} bytes.`);
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** Passes on what comes, and takes it into the hash. */
const hashed = (hash: Hash) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };

/** What the parser can't make parts of is the sender's to mend; all else is ours. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  const code = 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'FST_PARTS_LIMIT':
    case 'FST_FILES_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new Problem(
        'body-too-large',
        `More than ${MOST_FILES} files, or ${MOST_FIELDS} other parts. Import them one after the other.`,
      );
    case 'FST_PROTO_VIOLATION':
      return new Problem('invalid-request', 'A part has a name that is not allowed.');
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem('overloaded', 'There is no room for the files. Ask again later, or import less at a time.');
    case '': // the parser's own have none; an error of this program is no plain one
      if (Object.getPrototypeOf(error) !== Error.prototype) return error;
      break;
    case 'ECONNRESET':
    case 'FST_MP_PREMATURE_CLOSE':
      break;
    default:
      return error;
  }
  return new Problem(
    'invalid-request',
    'The body can not be read as multipart/form-data: it was cut off, or has other boundaries than Content-Type says.',
  );
}
