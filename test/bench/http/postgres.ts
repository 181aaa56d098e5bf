import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START_MS = 60_000;

/** A PostgreSQL that keeps what is committed on the disk, as long as this process lives. */
export async function startPostgres(): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), 'dealwright-bench-postgres-'));
  // the server's user has to get in
  await chmod(above, 0o755);
  const script = fileURLToPath(new URL('../../../../test/support/postgres-server.mjs', import.meta.url));
  spawn(process.execPath, [script, above, String(process.pid), 'durable'], { detached: true, stdio: 'ignore' }).unref();
  for (const until = Date.now() + START_MS; Date.now() < until; await setTimeout(50)) {
    const url = await textOf(join(above, 'url'));
    if (url !== undefined) return url;
    const failure = await textOf(join(above, 'failed'));
    if (failure !== undefined) throw new Error(`PostgreSQL does not start: ${failure}`);
  }
  throw new Error(`PostgreSQL did not start in ${START_MS / 1000} seconds`);
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);
