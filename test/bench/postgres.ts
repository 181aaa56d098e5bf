import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START_MS = 60_000;

/** The address of a PostgreSQL that is there as long as this process lives. `durable`: what is committed is on the disk. */
export async function startPostgres({ durable }: { readonly durable: boolean }): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), 'dealwright-bench-postgres-'));
  // the server's user has to get in
  await chmod(above, 0o755);
  const script = fileURLToPath(new URL('../../../test/support/postgres-server.mjs', import.meta.url));
  spawn(process.execPath, [script, above, String(process.pid), ...(durable ? ['durable'] : [])], {
    detached: true,
    stdio: 'ignore',
  }).unref();
  for (const until = Date.now() + START_MS; Date.now() < until; await setTimeout(50)) {
    const url = await textOf(join(above, 'url'));
    if (url !== undefined) return url;
    const failure = await textOf(join(above, 'failed'));
    if (failure !== undefined) throw new Error(`PostgreSQL does not start: ${failure}`);
  }
  throw new Error(`PostgreSQL did not start in ${START_MS / 1000} seconds`);
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);
