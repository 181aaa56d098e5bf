import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(?:js|css|svg|html|json)$/;
/** Below that headers weigh more than what is saved. */
const LEAST_BYTES = 1_024;
/** The highest takes a minute for Monaco and saves three in a hundred more. */
const BROTLI_QUALITY = 6;

const squeeze = { gz: promisify(gzip), br: promisify(brotliCompress) };

/** Writes a compressed file beside each: the server sends what is there, and compresses nothing while it answers. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle: async ({ dir = '' }) => {
      const files = await readdir(dir, { recursive: true, withFileTypes: true });
      for (const file of files) {
        if (!file.isFile() || !TEXT.test(file.name) || file.name === 'manifest.json') continue;
        const path = join(file.parentPath, file.name);
        const content = await readFile(path);
        if (content.length < LEAST_BYTES) continue;
        await writeFile(`${path}.gz`, await squeeze.gz(content, { level: 9 }));
        await writeFile(`${path}.br`, await squeeze.br(content, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }));
      }
    },
  };
}
