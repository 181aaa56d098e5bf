import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Editor, expectAccessible, expectQuiet, openEditor, picture, type Scheme } from './support.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
}, 600_000);
afterAll(() => editor.close());

interface DraftAnswer {
  readonly id: string;
  readonly revision: number;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

async function newDraft(name: string): Promise<string> {
  const { versions } = await editor.ask<{ versions: readonly { hash: string }[] }>('/v1/programs/northwind');
  const from = { version: versions.at(-1)?.hash };
  return (await editor.ask<DraftAnswer>('/v1/drafts', { program: 'northwind', name, from })).id;
}

const draftOf = (id: string): Promise<DraftAnswer> => editor.ask(`/v1/drafts/${id}`);
const textOf = async (id: string, path: string): Promise<string> =>
  (await draftOf(id)).files.find((file) => file.path === path)?.text ?? '';

const REBATE = 'part=rules%2F70-incentives-reseller.json%23%2F3';
const open = async (page: Page, id: string, search = REBATE): Promise<void> => {
  await page.goto(`/programs/northwind/drafts/${id}?${search}`);
  await page.getByRole('navigation', { name: 'Parts of the program' }).waitFor();
};
const saved = (page: Page) => page.getByRole('status').filter({ hasText: /^\s*Saved\s*$/ });
const settled = async (page: Page): Promise<void> => {
  await page.getByText('Not saved yet').or(page.getByText('Saving…')).waitFor();
  await saved(page).waitFor();
};

test('a draft is begun from a version, renamed, and found again', async () => {
  const page = await editor.signedIn();
  await page.goto('/');
  await page.getByRole('link', { name: 'Northwind Partner Program' }).click();
  await page.getByRole('button', { name: 'New draft' }).click();
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.getByText('Say what it is about').waitFor();
  await page.getByLabel('What it is about').fill('Gold from $400,000');
  await expectAccessible(page);
  await picture(page, 'new-draft-light');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.waitForURL('**/drafts/*');
  await page.getByLabel('Name of the draft').fill('Gold from $450,000');
  await settled(page);
  await page.getByRole('link', { name: 'Drafts' }).click();
  await page.getByRole('link', { name: 'Gold from $450,000' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'program-light');
  expectQuiet(page);
  await page.context().close();
});

test('a form changes what it changes, and nothing else of the text; undo brings it back', async () => {
  const id = await newDraft('By form');
  const before = await textOf(id, 'rules/70-incentives-reseller.json');
  const page = await editor.signedIn();
  await open(page, id);
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('menuitem', { name: 'Compare a fact' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('5000.00');
  await page.keyboard.press('Enter');
  await settled(page);
  const added = ',\n        { "fact": "deal.amount", "operator": "greaterThan", "value": "5000.00" }';
  const after = await textOf(id, 'rules/70-incentives-reseller.json');
  const inline = added.replace(',\n        ', ', ');
  expect([after.replace(added, ''), after.replace(inline, '')]).toContain(before);
  // what was typed without a pause is one step
  const undo = page.getByRole('button', { name: 'Undo' });
  while (await undo.isEnabled()) await undo.click();
  await settled(page);
  expect(await textOf(id, 'rules/70-incentives-reseller.json')).toBe(before);
  expectQuiet(page);
  await page.context().close();
});

test('a formula is completed in its field as in the text, and says what is wrong with it', async () => {
  const id = await newDraft('By formula');
  const page = await editor.signedIn();
  await open(page, id);
  const amount = page.getByLabel('Amount', { exact: true });
  await amount.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' + measure.revenueY');
  await page.getByRole('option', { name: /^measure.revenueYtd/ }).waitFor();
  await expectAccessible(page);
  await picture(page, 'formula-complete-light');
  await page.keyboard.press('Enter');
  // without a pause, as whoever knows what is offered types
  await page.keyboard.type('x');
  await expect.poll(() => amount.inputValue()).toMatch(/ \+ measure\.revenueYtdx$/);
  await page.keyboard.press('Escape');
  await page.getByText('There is no fact measure.revenueYtdx.').first().waitFor();
  await expect.poll(() => amount.getAttribute('aria-invalid')).toBe('true');
  await page.keyboard.press('Backspace');
  await expect.poll(() => amount.getAttribute('aria-invalid')).not.toBe('true');
  await saved(page).waitFor();
  await expect.poll(() => textOf(id, 'rules/70-incentives-reseller.json')).toContain('measure.revenueYtd) + measure.revenueYtd"');
  expectQuiet(page);
  await page.context().close();
});

test('scenarios run by themselves; a rule that none makes hold is marked', async () => {
  const { files } = await draftOf(await newDraft('With scenarios'));
  const path = 'rules/70-incentives-reseller.json';
  const changed = files.map((file) => {
    if (file.path !== path) return file;
    const rules = JSON.parse(file.text) as { readonly name: string }[];
    const rebate = rules.find(({ name }) => name === 'volume-rebate');
    const conditions = { all: [{ fact: 'deal.amount', operator: 'greaterThan', value: '900000000.00' }] };
    return { path, text: JSON.stringify([...rules, { ...rebate, name: 'giant-rebate', conditions }], null, 2) };
  });
  const { id } = await editor.ask<DraftAnswer>('/v1/drafts', { program: 'northwind', name: 'With giants', from: { files: changed } });
  const page = await editor.signedIn();
  await open(page, id);
  await page.getByRole('button', { name: 'giant-rebate no scenario' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'volume-rebate', exact: true }).waitFor();
  await expectAccessible(page);
  await picture(page, 'write-untried-light');
  await page.getByRole('link', { name: /^\d+ pass$/ }).click();
  await page.getByText('Rules that no scenario makes hold').waitFor();
  expectQuiet(page);
  await page.context().close();
});

test('the palette leads to every part, and the text to what stands in its file', async () => {
  const id = await newDraft('By palette');
  const page = await editor.signedIn();
  await open(page, id, `view=text&${REBATE}`);
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Search and commands' }).fill('goldRevenue');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^goldRevenue/ })
    .waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.locator('.view-line').filter({ hasText: '"goldRevenue"' }).first().click();
  await page.keyboard.press('Control+Shift+o');
  await page.keyboard.type('goldSellers');
  await page
    .getByRole('option', { name: /goldSellers/ })
    .first()
    .waitFor();
  await picture(page, 'outline-light');
  await page.keyboard.press('Enter');
  await page.waitForURL(/goldSellers/);
  expectQuiet(page);
  await page.context().close();
});

test('bands are a table, and a curve', async () => {
  const id = await newDraft('By bands');
  const before = await textOf(id, 'parameters.json');
  const page = await editor.signedIn();
  await open(page, id, 'part=parameters.json%23%2FvolumeBands');
  await page.getByLabel('Band 2 rate').fill('0.025');
  await page.getByRole('img', { name: /2.5%/ }).waitFor();
  await settled(page);
  expect(await textOf(id, 'parameters.json')).toBe(
    before.replace('"from": "250000.00", "rate": "0.02"', '"from": "250000.00", "rate": "0.025"'),
  );
  await page.context().close();
});

test('a number is dragged, and the text follows', async () => {
  const id = await newDraft('By number');
  const page = await editor.signedIn();
  await open(page, id, 'view=numbers');
  const slider = page.getByRole('region', { name: 'goldSellers' }).getByRole('slider');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await settled(page);
  expect(await textOf(id, 'parameters.json')).toContain('"goldSellers": { "type": "count", "value": 6,');
  await page.getByText('Changed 1').click();
  await expectAccessible(page);
  await page.context().close();
});

test('what is typed as text is checked while it is typed, saved, and shown by the form', async () => {
  const id = await newDraft('By text');
  const before = await textOf(id, 'rules/70-incentives-reseller.json');
  const page = await editor.signedIn();
  await open(page, id, `view=both&${REBATE}`);
  const line = page.locator('.view-line').first();
  await line.waitFor();
  await line.click();
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find', exact: true }).fill('parameter.volumeBands');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.type('parameter.volumeBandz');
  await page.keyboard.press('Escape');
  await page.locator('.squiggly-error').first().waitFor();
  await page.getByRole('button', { name: /^1 errors/ }).click();
  await page
    .getByText(/volumeBandz/)
    .first()
    .waitFor();
  await picture(page, 'fault-light');
  await page.keyboard.press('Escape');
  await settled(page).catch(() => undefined);
  await saved(page).waitFor();
  expect(await textOf(id, 'rules/70-incentives-reseller.json')).toContain('marginal(parameter.volumeBandz, ');
  await page.getByLabel('Amount').filter({ hasText: 'volumeBandz' }).waitFor();

  // and is mended where it is marked
  await page.locator('.view-line').getByText('volumeBandz').click();
  await page.keyboard.press('Control+.');
  const fix = page.getByText('Replace by parameter.volumeBands', { exact: true });
  await fix.waitFor();
  await picture(page, 'fault-fix-light');
  await fix.click();
  await page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
  await page.getByText('Sound').waitFor();
  await saved(page).waitFor();
  await expect.poll(() => textOf(id, 'rules/70-incentives-reseller.json')).toBe(before);
  expectQuiet(page);
  await page.context().close();
});

test('two people write the same draft: nothing is lost, and a person decides', async () => {
  const id = await newDraft('By two');
  const page = await editor.signedIn();
  await open(page, id, 'part=parameters.json%23%2FvolumeBands');
  const theirs = await draftOf(id);
  const files = theirs.files.map(({ path, text }) => ({
    path,
    text: path === 'parameters.json' ? text.replace('"rate": "0.01"', '"rate": "0.012"') : text,
  }));
  await editor.ask(`/v1/drafts/${id}`, { files }, 'PUT', { 'if-match': `"${theirs.revision}"` });
  await page.getByLabel('Band 3 rate').fill('0.035');
  await page.getByText('Somebody else has saved this draft meanwhile').waitFor();
  await expectAccessible(page);
  await picture(page, 'conflict-light');
  await page.getByRole('button', { name: 'Look at both' }).click();
  // what both have is folded away once it is known where they differ
  await page
    .getByText(/hidden lines/)
    .first()
    .waitFor();
  await picture(page, 'both-sides-light');
  await page.getByRole('button', { name: 'Save what stands on the right' }).click();
  await saved(page).waitFor();
  const text = await textOf(id, 'parameters.json');
  expect(text).toContain('"rate": "0.035"');
  expectQuiet(page);
  await page.context().close();
});

test('a draft is discarded, and can still be read', async () => {
  const id = await newDraft('Put aside');
  const page = await editor.signedIn();
  await open(page, id);
  await page.getByRole('button', { name: 'More of the draft' }).click();
  await page.getByRole('menuitem', { name: 'Discard the draft…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the draft' }).click();
  await page.waitForURL('**/programs/northwind');
  await open(page, id);
  await page.getByText('Read only').waitFor();
  await page.context().close();
});

describe.each<Scheme>(['light', 'dark'])('in %s colours', (scheme) => {
  test('every part of a program can be read and used by everybody', async () => {
    const id = await newDraft('A picture of it');
    const page = await editor.signedIn({ scheme });
    const places = {
      form: REBATE,
      both: `view=both&${REBATE}`,
      text: `view=text&${REBATE}`,
      numbers: 'view=numbers',
      partner: 'part=program.json%23%2FpartnerTypes%2Freseller',
      bands: 'part=parameters.json%23%2FvolumeBands',
      measure: 'part=measures.json%23%2FharborThisQuarter',
      condition: 'part=conditions.json%23%2FnewCustomer',
      program: 'part=program.json%23%2F',
    };
    for (const [name, search] of Object.entries(places)) {
      await open(page, id, search);
      if (search.includes('both') || search.includes('text')) await page.locator('.view-line').first().waitFor();
      await page.getByText('Sound').waitFor();
      // Monaco's own text area is its own affair
      await expectAccessible(page, ['.monaco-editor']);
      await picture(page, `write-${name}-${scheme}`);
      expectQuiet(page);
    }
    await page.context().close();
  });

  test('on a phone it can be read', async () => {
    const id = await newDraft('On a phone');
    const page = await editor.signedIn({ scheme, size: 'phone' });
    await page.goto(`/programs/northwind/drafts/${id}?${REBATE}`);
    await page.getByRole('heading', { name: 'volume-rebate' }).waitFor();
    await expectAccessible(page);
    await picture(page, `write-phone-${scheme}`);
    await page.getByText('Parts').click();
    await page.getByRole('navigation', { name: 'Parts of the program' }).waitFor();
    await picture(page, `write-phone-parts-${scheme}`);
    await page.context().close();
  });
});
