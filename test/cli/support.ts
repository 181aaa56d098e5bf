import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const execute = (file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}, timeout = 110_000): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(file, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 64_000_000, timeout }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, out, err });
    });
  });

/** Builds what is tested, so that an earlier build isn't. Incremental: little to do where nothing changed. */
export async function build(): Promise<void> {
  const { code, out, err } = await execute('npm', ['run', '--silent', 'build'], root, {}, 500_000);
  if (code !== 0) throw new Error(`the build failed: ${out}${err}`);
}

/** The command for real, as a process of its own. */
export const dealwright = (args: readonly string[], cwd = root, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  execute(process.execPath, [main, ...args], cwd, env);

/** One that goes on until it is told to stop. */
export function start(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly said: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, [main, ...args], { cwd: root });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const heard = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    heard();
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
    heard();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(out + err);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`ended without saying ${pattern}: ${out}${err}`)));
    });
  return { child, said, ended };
}
