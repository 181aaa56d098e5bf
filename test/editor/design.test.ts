import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, expectAccessible, expectQuiet, openEditor, picture } from './support.ts';

/* A first visit, as far as to the question whether to submit; and an answer that is shared by its address. */

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
}, 600_000);
afterAll(() => editor.close());

interface Result {
  readonly sides: readonly { readonly totals: { readonly paid: string } }[];
}

const dollars = (amount: string): string => new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(Number(amount));

const historyOf = async (): Promise<string> => {
  const { histories } = await editor.ask<{ readonly histories: readonly { readonly id: string }[] }>('/v1/histories');
  return histories[0]?.id ?? '';
};

test('a first visit is shown around: a rate is changed, its effect is seen, a losing partner found, saved, about to be submitted', async () => {
  const page = await editor.signedIn({ isFirst: true });
  await page.goto('/');
  await page.getByRole('heading', { name: 'Write a rule, see what it does' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'welcome-light');
  await page.getByRole('button', { name: /^Show me/ }).click();
  await page.getByText('1. Change a rate').waitFor();
  await picture(page, 'tour-light');

  const bonus = page.getByRole('region', { name: 'platformBonus', exact: true }).getByRole('textbox').first();
  await page.keyboard.press('Escape');
  await bonus.scrollIntoViewIfNeeded();
  const before = await page.getByTestId('paid').textContent();
  await bonus.fill('1500.00');
  await bonus.press('Tab');
  await page.getByText('Not saved yet').or(page.getByText('Saving…')).waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /^\s*Saved\s*$/ })
    .waitFor();
  await page.waitForFunction((text) => document.querySelector('[data-testid="paid"]')?.textContent !== text, before);
  const draft = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const today = new Date().toISOString().slice(0, 10);
  const { sides } = await editor.ask<Result>('/v1/impacts', {
    simulation: { baseline: { program: 'northwind', on: today }, candidates: [{ draft }], history: await historyOf() },
  });
  expect(await page.getByTestId('paid').textContent()).toBe(dollars(sides[1]?.totals.paid ?? ''));
  await picture(page, 'live-light');

  const lose = page.getByRole('heading', { name: 'Lose most' }).locator('..').getByRole('button').first();
  await lose.click();
  await page.getByRole('heading', { name: 'This draft' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'picked-partner-light');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Submit…' }).click();
  await page.getByRole('dialog', { name: 'Submit for approval' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'submit-light');
  expectQuiet(page);
  await page.context().close();
});

test('an answer is shared by its address, with the figures of the interface', async () => {
  const simulation = await editor.ask<{ readonly id: string }>('/v1/simulations', {
    baseline: { program: 'northwind' },
    candidates: [{ of: 'baseline', name: 'lower', set: { goldRevenue: '300000.00' } }],
    history: await historyOf(),
    edits: false,
  });
  const page = await editor.signedIn();
  await page.goto(`/what-if/${simulation.id}`);
  await page.getByTestId('candidate-paid').waitFor({ timeout: 110_000 });
  const { result } = await editor.ask<{ readonly result: Result }>(`/v1/simulations/${simulation.id}`);
  expect(await page.getByTestId('candidate-paid').textContent()).toBe(dollars(result.sides[1]?.totals.paid ?? ''));
  for (const tab of ['Paid', 'Partners', 'Tiers and gates', 'Rules', 'Edits', 'What keeps out', 'One activity']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
    await picture(page, `simulation-${tab.toLowerCase().replaceAll(' ', '-')}-light`);
  }
  expectQuiet(page);
  await page.context().close();
});
