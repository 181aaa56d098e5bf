import type { AppOptions } from '../http/app.ts';
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

/** Of a request no more than its name: bodies and headers are nobody's to keep. */
function plain(details: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details instanceof Error ? { err: details } : details)) {
    if (value instanceof Error) kept[name] = { name: value.name, message: value.message, stack: value.stack };
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
  }
  return kept;
}
