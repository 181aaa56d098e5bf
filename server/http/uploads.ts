/** Files that arrive as multipart/form-data, written to a folder of their own as they come. */
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
  /** Where they lie; the receiver's to remove. */
  readonly folder: string;
}

/** A name in a mapping: no way out of its folder. */
const FILE_NAME = /^(?!\.)[^/\\\0:*?"<>|\p{Cc}]{1,200}$/u;
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

export async function receive(request: FastifyRequest, { importBytes }: Limits): Promise<Upload> {
  if (!request.isMultipart()) {
    throw new Problem('unsupported-media-type', 'Send the mapping and the files as multipart/form-data.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-import-'));
  const fields = new Map<string, string>();
  const files: string[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (part.valueTruncated) throw new Problem('body-too-large', `The part ${part.fieldname} has more than ${FIELD_BYTES} bytes.`);
        fields.set(part.fieldname, String(part.value));
        continue;
      }
      const { filename } = part;
      if (!FILE_NAME.test(filename)) {
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
      await pipeline(part.file, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      if (part.file.truncated) throw new Problem('body-too-large', `${filename} has more than ${importBytes} bytes. Import it in parts.`);
    }
    return { fields, files, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
