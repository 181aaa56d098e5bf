import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/** Names the engine that decides: the hash of its files, as they run. Two that differ in a letter are two. */
export function engineHash(): string {
  if (known !== undefined) return known;
  const folder = fileURLToPath(new URL('../engine', import.meta.url));
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'),
  );
  for (const name of files.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  known = hash.digest('hex');
  return known;
}
