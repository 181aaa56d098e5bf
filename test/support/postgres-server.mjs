// Runs a PostgreSQL for as long as a process lives: node postgres-server.mjs <folder> <pid> [durable].
// Durable: what is committed is on the disk.
// Writes its address to <folder>/url once it answers, or why it doesn't to <folder>/failed; removes the folder at the end.
import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyPrograms, freePort, makeCluster, startCluster } from './postgres-programs.mjs';

const WATCH_MS = 500;
const [folder, owner, durable] = process.argv.slice(2);

async function start() {
  const programs = await copyPrograms(folder);
  const home = join(folder, 'home');
  const password = await makeCluster(programs, home);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = await freePort();
    const child = await startCluster(programs, home, port, durable === 'durable' ? {} : { fsync: 'off' });
    if (child !== undefined) return { child, url: `postgres://dealwright:${password}@127.0.0.1:${port}/postgres` };
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
