import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGES } from '../../editor/app/pages.ts';
import { type Editor, expectAccessible, expectQuiet, openEditor, picture, type Scheme } from './support.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
}, 600_000);
afterAll(() => editor.close());

/** Pages without a parameter; those of one thing are tested where the thing is. */
const places = Object.entries(PAGES).filter(([, { path }]) => !path.includes('$'));

describe.each<Scheme>(['light', 'dark'])('in %s colours', (scheme) => {
  test('who is not signed in is shown the way in', async () => {
    const page = await editor.stranger({ scheme });
    await page.goto('/worth');
    await page.getByRole('heading', { name: 'Sign in to Dealwright' }).waitFor();
    await expectAccessible(page);
    await picture(page, `sign-in-${scheme}`);
    expectQuiet(page);
    await page.context().close();
  });

  test('every room can be entered, read and used by everybody', async () => {
    const page = await editor.signedIn({ scheme });
    for (const [name, { path }] of places) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
      await picture(page, `${name}-${scheme}`);
      expectQuiet(page);
    }
    await page.context().close();
  });

  test('on a phone', async () => {
    const page = await editor.signedIn({ scheme, size: 'phone' });
    for (const [name, { path }] of places) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await picture(page, `${name}-phone-${scheme}`);
      const isCut = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      expect([path, isCut]).toEqual([path, false]);
    }
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await page.getByRole('link', { name: 'Audit' }).waitFor();
    await expectAccessible(page);
    await picture(page, `navigation-phone-${scheme}`);
    await page.context().close();
  });
});

test('the palette leads anywhere, by keyboard alone', async () => {
  const page = await editor.signedIn();
  await page.goto('/worth');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+K');
  await page.getByPlaceholder('Where to, or what to do').waitFor();
  await expectAccessible(page);
  await picture(page, 'palette-light');
  await page.keyboard.type('audit');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/audit');
  expectQuiet(page);
  await page.context().close();
});

test('whoever signs out is out', async () => {
  const page = await editor.signedIn();
  await page.goto('/worth');
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Dealwright' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to Dealwright' }).waitFor();
  await page.context().close();
});
