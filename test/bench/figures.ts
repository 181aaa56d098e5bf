import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Figures by name, as written with --json. */
export type Figures = Readonly<Record<string, number>>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('no values to take the median of');
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (found === undefined) throw new Error('no values to take a percentile of');
  return found;
}

/**
 * Milliseconds of work of this process, on whatever thread: collecting garbage and optimizing code count too. That is what
 * one core would take, and it hardly depends on what else the machine does. What whoever came before left is collected first.
 */
export async function work<Of>(run: () => Of | Promise<Of>): Promise<{ readonly ms: number; readonly of: Of }> {
  collectGarbage();
  const before = process.cpuUsage();
  const of = await run();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, of };
}
