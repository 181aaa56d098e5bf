import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Run after each build: makes the command executable and puts it where npx looks. package.json has no
 * "bin" on purpose: npm links the commands of a project's dependencies, not the project's own, and npx
 * would answer to a "bin" by installing the project into its cache, where it builds it once more, and
 * stumbles over what an earlier attempt left behind.
 */

const main = fileURLToPath(new URL('../main.js', import.meta.url));
const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const target = relative(bin, main);
const link = join(bin, 'dealwright');

await chmod(main, 0o755);
await mkdir(bin, { recursive: true });
await rm(link, { force: true });
if (process.platform === 'win32') {
  await writeFile(link, `#!/bin/sh\nexec node "$(dirname "$0")/${target.replaceAll('\\', '/')}" "$@"\n`);
  await writeFile(`${link}.cmd`, `@node "%~dp0\\${target}" %*\r\n`);
} else {
  await symlink(target, link);
}
