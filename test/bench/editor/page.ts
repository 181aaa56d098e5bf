import type { Browser, Page } from 'playwright-core';
import type { SourceFile } from '../../../server/engine/program/source.ts';
import { launchChromium } from '../../editor/chromium.ts';
import { type Figures, median, percentile } from '../figures.ts';
import { enlarged, inOneFile, lines, readFiles } from './programs.ts';
import { type Served, serve } from './served.ts';

const ACTIVITIES = 100_000;
const LARGE = 5_000;
/** Words with a pause behind each, in which all that was put off while they were typed is done; then the next key comes. */
const WORDS = 12;
const WORD = 'partners ';
const BETWEEN_KEYS_MS = 90;
/** Each falls into another part of what is done after a pause. */
const PAUSES_MS = [260, 300, 400, 520, 940, 1_000] as const;
const PATIENCE_MS = 120_000;
const ROUNDS = 10;
const EDITED = '"name": "volume-rebate", "description": "';

/** What somebody feels who types into a real Chromium, with the real server behind it and a history of 100,000 activities. */
export async function benchPage(say: (line: string) => void): Promise<Figures> {
  const served = await serve(ACTIVITIES);
  let browser: Browser | undefined;
  try {
    browser = await launchChromium();
    const context = await browser.newContext({ baseURL: served.origin, viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(() => localStorage.setItem('dealwright-shown-around', 'true'));
    await context.addInitScript(watchKeys);
    const page = await context.newPage();
    await page.goto(served.link);
    const northwind = readFiles('rules/northwind');
    const many = enlarged(northwind, LARGE);
    const figures: Record<string, number> = {};
    for (const [name, files] of [
      ['ManyFiles', many],
      ['OneFile', inOneFile(many)],
    ] as const) {
      const { clock, thread } = await keystrokes(page, served, files);
      figures[`editor.keystroke${name}P50Ms`] = median(clock);
      figures[`editor.keystroke${name}P95Ms`] = percentile(clock, 0.95);
      figures[`editor.keystroke${name}WorkP95Ms`] = percentile(thread, 0.95);
      say(
        `${lines(files)} lines in ${files.length} files: ${clock.length} keys, the slowest painted after ${Math.max(...clock).toFixed(0)} ms`,
      );
    }
    const worse = (what: string): number => Math.max(...['ManyFiles', 'OneFile'].map((of) => figures[`editor.keystroke${of}${what}`] ?? 0));
    figures['editor.keystrokeP95Ms'] = worse('P95Ms');
    figures['editor.keystrokeWorkP95Ms'] = worse('WorkP95Ms');
    figures['editor.keystrokeToDiagnosticsMs'] = median(await diagnostics(page, served, northwind));
    figures['editor.keystrokeToImpactMs'] = median(await impacts(page, served, northwind, 'goldRevenue'));
    figures['editor.keystrokeToImpactOfLinesMs'] = median(await impacts(page, served, northwind, 'dealCap'));
    return figures;
  } finally {
    await browser?.close();
    await served.close();
  }
}

/** In the page: when a key came, when it was painted, and when something that is looked for was there. */
interface Watched {
  painted: number[];
  lastKey: number;
}

function watchKeys(): void {
  const watched: Watched = { painted: [], lastKey: 0 };
  Object.assign(globalThis, { watched });
  globalThis.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      watched.lastKey = timeStamp;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => watched.painted.push(performance.now() - timeStamp);
        port2.postMessage(undefined);
      });
    },
    true,
  );
}

/** A draft of these files, open as text with the cursor behind a piece of it. */
async function opened(page: Page, served: Served, files: readonly SourceFile[], behind: string): Promise<void> {
  const { id } = await served.ask<{ readonly id: string }>('/v1/drafts', { program: 'northwind', name: 'Typed into', from: { files } });
  const file = files.find(({ text }) => text.includes(behind));
  if (file === undefined) throw new Error(`nowhere is ${behind}`);
  const part = file.path === 'program.json' ? 'program.json#/rules/3' : `${file.path}#/0`;
  await page.goto(`/programs/northwind/drafts/${id}?view=text&part=${encodeURIComponent(part)}`);
  await page.getByText('Sound').waitFor();
  await page.locator('aside[data-behind="false"]').waitFor();
  await page.getByTestId('text').click({ position: { x: 200, y: 200 } });
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find', exact: true }).fill(behind);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
}

const watchedOf = (page: Page): Promise<Watched> => page.evaluate(() => (globalThis as unknown as { readonly watched: Watched }).watched);

interface Keystrokes {
  /** From each key to the frame that shows it. */
  readonly clock: readonly number[];
  /** What the page's thread did meanwhile, whatever else the machine does. */
  readonly thread: readonly number[];
}

async function keystrokes(page: Page, served: Served, files: readonly SourceFile[]): Promise<Keystrokes> {
  await opened(page, served, files, EDITED);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const thread: number[] = [];
  const words = async (count: number): Promise<void> => {
    for (let word = 0; word < count; word += 1) {
      for (const key of WORD) {
        const [before, { painted }] = [await spent(), await watchedOf(page)];
        await page.keyboard.press(key);
        await page.waitForFunction(
          (count) => (globalThis as unknown as { watched: Watched }).watched.painted.length > count,
          painted.length,
        );
        thread.push((await spent()) - before);
        await page.waitForTimeout(BETWEEN_KEYS_MS);
      }
      await page.waitForTimeout((PAUSES_MS[word % PAUSES_MS.length] ?? 0) - BETWEEN_KEYS_MS);
    }
  };
  // until the code is as fast as it gets
  await words(PAUSES_MS.length);
  thread.length = 0;
  const { painted: before } = await watchedOf(page);
  await words(WORDS);
  await session.detach();
  return { clock: (await watchedOf(page)).painted.slice(before.length), thread };
}

/** From a key that makes a name unknown, or known again, to the mark under it, or its end. */
async function diagnostics(page: Page, served: Served, files: readonly SourceFile[]): Promise<readonly number[]> {
  await opened(page, served, files, 'measure.revenueYtd');
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const key of ['x', 'Backspace']) {
      const isFaulty = key === 'x';
      const marked = page.evaluate(
        (wanted) =>
          new Promise<number>((resolve) => {
            const look = (): void => {
              if ((document.querySelector('.squiggly-error') !== null) === wanted) resolve(performance.now());
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }),
        isFaulty,
      );
      await page.keyboard.press(key);
      const at = await marked;
      if (round >= 0) times.push(at - (await watchedOf(page)).lastKey);
      await page.keyboard.press('Escape');
      await page.waitForTimeout(600);
    }
  }
  return times;
}

/** From a key on the slider of a parameter to what it pays. */
async function impacts(page: Page, served: Served, files: readonly SourceFile[], parameter: string): Promise<readonly number[]> {
  const { id } = await served.ask<{ readonly id: string }>('/v1/drafts', { program: 'northwind', name: 'Dragged', from: { files } });
  await page.goto(`/programs/northwind/drafts/${id}?view=numbers`);
  await page.locator('aside[data-behind="false"]').waitFor();
  await page.getByRole('region', { name: parameter, exact: true }).getByRole('slider').focus();
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const shown = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const panel = document.querySelector('aside[data-behind]');
          let wasBehind = false;
          const look = (): void => {
            const isBehind = panel?.getAttribute('data-behind') === 'true';
            wasBehind ||= isBehind;
            if (wasBehind && !isBehind) resolve(performance.now());
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
    );
    await page.keyboard.press('ArrowRight');
    const at = await shown;
    if (round >= 0) times.push(at - (await watchedOf(page)).lastKey);
    await page.waitForTimeout(1_500);
  }
  return times;
}
