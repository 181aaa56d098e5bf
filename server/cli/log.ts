import type { AppOptions } from '../http/app.ts';
import { isPassing } from '../store/database-faults.ts';
import type { Output } from './output.ts';

type Logger = NonNullable<AppOptions['logger']>;

/** What went wrong, a JSON object a line, on the error stream; what went well is not worth a line. */
export function errorLog(output: Output, bound: Readonly<Record<string, unknown>> = {}): Logger {
  const nothing = (): void => undefined;
  const write =
    (level: string) =>
    (first: unknown, message?: unknown): void => {
      const details = typeof first === 'object' && first !== null ? plain(first) : {};
      const text = typeof first === 'string' ? first : message;
      output.err(
        `${JSON.stringify({ time: new Date().toISOString(), level, ...bound, ...details, ...(text !== undefined && { message: text }) })}\n`,
      );
    };
  return {
    level: 'warn',
    trace: nothing,
    debug: nothing,
    info: nothing,
    silent: nothing,
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
    child: (more: object) => errorLog(output, { ...bound, ...more }),
  } as Logger;
}

/** A database that is away fails all that looks at it now and then; one line in so long tells as much. */
const TOLD_MS = 30_000;

/** What goes wrong beside requests. */
export function faultLog(log: Logger): (error: unknown) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (isPassing(error)) {
      if (performance.now() - toldAt < TOLD_MS) return;
      toldAt = performance.now();
    }
    log.error(error);
  };
}

/** Of a request no more than its name: bodies and headers are nobody's to keep. */
function plain(details: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details instanceof Error ? { err: details } : details)) {
    if (value instanceof Error) kept[name] = errorOf(value);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
  }
  return kept;
}

const errorOf = ({ name, message, stack, cause }: Error): object => ({
  name,
  message,
  ...(cause instanceof Error && { cause: cause.message }),
  stack,
});
