import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Run after each build: makes the command executable and puts it where npx looks first. npm links the
 * commands of a project's dependencies there, but not the project's own; npx would then go and install
 * the project into its cache.
 */

const main = fileURLToPath(new URL('../main.js', import.meta.url));
const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const target = relative(bin, main);

await chmod(main, 0o755);
await mkdir(bin, { recursive: true });
if (process.platform === 'win32') {
  await writeFile(join(bin, 'dealwright.cmd'), `@node "%~dp0\\${target}" %*\r\n`);
} else {
  const link = join(bin, 'dealwright');
  await rm(link, { force: true });
  await symlink(target, link);
}
