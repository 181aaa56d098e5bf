import { SingleBar } from 'cli-progress';

/** How far something has come, for a person who waits. */
export interface Progress {
  reach(done: number): void;
  end(): void;
}

const SILENT: Progress = { reach: () => undefined, end: () => undefined };
/** Pictures a second are enough. */
const FPS = 5;

/** A bar on the terminal; nothing where the messages go elsewhere. */
export function showProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const bar = new SingleBar({
    format: `${what} {bar} {percentage} % | {value} of {total} | {eta_formatted} left`,
    stream: process.stderr,
    fps: FPS,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { reach: (done) => bar.update(done), end: () => bar.stop() };
}
