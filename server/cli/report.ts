import { writeFile } from 'node:fs/promises';
import { openAnalytics, renewed } from '../analytics/analytics.ts';
import { AskingError, askingOf } from '../analytics/asking.ts';
import { reportContent } from '../analytics/report/content.ts';
import { reportCsv } from '../analytics/report/csv.ts';
import { reportHtml } from '../analytics/report/html.ts';
import { openBook } from '../lifecycle/open-book.ts';
import { systemReason } from '../programs/files.ts';
import { SLICES, type Slice } from '../store/analytics/asked.ts';
import { EXIT, type Output, UsageError } from './output.ts';
import { openExisting, storeOptions, telling } from './store.ts';

export interface ReportOptions {
  readonly data?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly method?: string;
  readonly only?: readonly string[];
  readonly csv?: boolean;
  readonly out?: string;
}

/** Tells what a program is worth, as a page to print or as CSV. */
export async function report(
  program: string,
  { data, only = [], csv = false, out, ...texts }: ReportOptions,
  output: Output,
): Promise<number> {
  const store = await openExisting(storeOptions(data));
  try {
    const book = await openBook(store, { pollMs: 0 });
    try {
      const timeline = book.timeline(program);
      if (timeline === undefined) {
        const there = book.timelines().map(({ id }) => id);
        throw new UsageError(`There is no program ${program} in the store; there are ${there.join(', ') || 'none'}.`);
      }
      // nobody's change is recorded: what is made can be made again
      const analytics = openAnalytics({ store, trail: { record: () => Promise.reject(new Error('a report changes nothing')) } });
      const reckoning = await telling(() => renewed(analytics, timeline));
      const content = await reportContent(analytics, reckoning, timeline, askingOf({ ...texts, ...alone(only) }, reckoning));
      const text = csv ? reportCsv(content) : reportHtml(content);
      if (out === undefined) output.out(text);
      else {
        await writeFile(out, text).catch((error: unknown) => {
          throw new UsageError(`${out} can't be written: ${systemReason(error)}.`);
        });
        output.out(`${content.name}, ${content.quarters.from} to ${content.quarters.to}: ${out}\n`);
      }
      return EXIT.fine;
    } finally {
      await book.close();
    }
  } catch (error) {
    throw error instanceof AskingError ? new UsageError(error.message) : error;
  } finally {
    await store.close();
  }
}

/** What alone is counted, by slice. */
function alone(only: readonly string[]): Partial<Record<Slice, string>> {
  return Object.fromEntries(
    only.map((text) => {
      const at = text.indexOf('=');
      const slice = SLICES.find((each) => each === text.slice(0, at));
      if (at < 0 || slice === undefined)
        throw new UsageError(`--only is ${JSON.stringify(text.slice(0, 80))}; slice=value was expected, one of ${SLICES.join(', ')}.`);
      return [slice, text.slice(at + 1)];
    }),
  );
}
