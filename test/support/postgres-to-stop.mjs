// A PostgreSQL of one test, stopped and started as it is told by messages; it ends with the process that forked it.
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { freePort, makeCluster, startCluster } from './postgres-programs.mjs';

/** How a server is told to stop: at once as in a crash, with its connections cut, or killed together with what it started. */
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' };
const START_ATTEMPTS = 100;

let cluster;
let server;

async function start() {
  // a server that was killed leaves shared memory to its children, which take a moment to end
  for (let attempt = 0; attempt < START_ATTEMPTS && server === undefined; attempt += 1) {
    server = await startCluster(cluster.programs, cluster.home, cluster.port, {});
    if (server === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (server === undefined) throw new Error('PostgreSQL does not start');
}

async function stop(how) {
  const ended = once(server, 'exit');
  const children = how === 'kill' ? await childrenOf(server.pid) : [];
  server.kill(SIGNALS[how]);
  for (const pid of children) signal(pid, 'SIGKILL');
  await ended;
  server = undefined;
}

/** One of those that serve a connection is killed: the server ends all others, and recovers. */
async function crash() {
  const serving = [];
  for (const pid of await childrenOf(server.pid)) {
    const [name] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (/^postgres: dealwright /.test(name ?? '')) serving.push(pid);
  }
  const pid = serving[Math.floor(Math.random() * serving.length)];
  if (pid !== undefined) signal(pid, 'SIGKILL');
}

/** All processes of the server are as if their machine had gone. */
async function signalAll(name) {
  // first itself: it starts no others then
  signal(server.pid, name);
  for (const pid of await childrenOf(server.pid)) signal(pid, name);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended meanwhile
  }
}

async function childrenOf(parent) {
  const children = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (text.slice(text.lastIndexOf(')') + 2).split(' ')[1] === String(parent)) children.push(Number(name));
  }
  return children;
}

const orders = {
  make: async ({ programs, home }) => {
    const password = await makeCluster(programs, home);
    cluster = { programs, home, port: await freePort() };
    await start();
    return `postgres://dealwright:${password}@127.0.0.1:${cluster.port}/postgres`;
  },
  start,
  stop: ({ how }) => stop(how),
  crash,
  freeze: () => signalAll('SIGSTOP'),
  thaw: () => signalAll('SIGCONT'),
};

process.on('message', ({ number, order, ...rest }) => {
  orders[order](rest).then(
    (answer) => process.send({ number, answer }),
    (error) => process.send({ number, failed: String(error?.stderr ?? error?.stack ?? error) }),
  );
});
process.once('disconnect', () => {
  if (server === undefined) process.exit();
  server.once('exit', () => process.exit());
  signal(server.pid, 'SIGCONT');
  server.kill('SIGQUIT');
});
