import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysFolder } from '../../../server/access/keys-folder.ts';
import { openTrail } from '../../../server/audit/trail.ts';
import { writeDemo } from '../../../server/cli/demo.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';
import { openStore } from '../../../server/store/open-store.ts';

export interface Served {
  readonly origin: string;
  /** Opens the page as the local owner, once. */
  readonly link: string;
  ask<T>(path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

/** The server as people start it, over a folder with a demo history of so many activities. */
export async function serve(activities: number): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
  await written(folder, activities);
  const child = spawn(process.execPath, ['dist/server/main.js', 'serve', '--port', '0', '--data', folder, '--no-demo']);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  const close = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const find = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let found = pattern.exec(said); ; found = pattern.exec(said)) {
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`the server does not start: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const [, origin = '', link = ''] = await find(/(http:\/\/127\.0\.0\.1:\d+)(\/sign-in\/once\?token=\S+)$/m);
  const [, key = ''] = await find(/^export DEALWRIGHT_KEY=(dw_\S+)$/m);
  return {
    origin,
    link,
    ask: async (path, body) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const response = await fetch(origin + path, { headers, ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }) });
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
      return (await response.json()) as never;
    },
    close,
  };
}

async function written(folder: string, activities: number): Promise<void> {
  const { timeline } = await loadProgramFolder('rules/northwind');
  if (timeline === undefined) throw new Error('northwind has errors');
  const store = await openStore({ folder });
  const trail = await openTrail({ store, keys: keysFolder({ folder }) });
  await writeDemo(store, trail, [timeline], activities);
  await trail.close();
  await store.close();
}
