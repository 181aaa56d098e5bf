import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Browser, chromium } from 'playwright-core';

/*
 * A real Chromium: an installed one; where there is none, the one that comes in a package, which works without root and
 * without downloads. DEALWRIGHT_CHROMIUM names another, or is "packaged" to have that of the package.
 */

const INSTALLED = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Without a sandbox, as in a container: it looks at pages of ours alone. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'];

export async function launchChromium(): Promise<Browser> {
  const named = process.env.DEALWRIGHT_CHROMIUM;
  const path = named === 'packaged' ? undefined : (named ?? INSTALLED.find(isThere));
  if (path !== undefined) return chromium.launch({ executablePath: path, args: ARGS });
  // it unpacks into the temporary folder, and asks for fonts there
  process.env.HOME ??= tmpdir();
  const { default: packaged } = await import('@sparticuz/chromium');
  // not with its own arguments: they are for one page in one process
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...ARGS, '--no-zygote'], headless: true });
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
