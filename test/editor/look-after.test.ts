import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEALS_CSV, prepare } from './look-after-data.ts';
import { type Editor, expectAccessible, expectQuiet, openEditor, picture, type Scheme } from './support.ts';

let editor: Editor;
/** Ids of what was prepared. */
let caseId: string;
let decisionId: string;

beforeAll(async () => {
  editor = await openEditor();
  await prepare(editor);
  const { cases } = await editor.ask<{ cases: readonly { id: string }[] }>('/v1/cases?reference=REG-7');
  const { decisions } = await editor.ask<{ decisions: readonly { id: string }[] }>('/v1/decisions?activity=deal-1');
  [caseId, decisionId] = [cases[0]?.id ?? '', decisions[0]?.id ?? ''];
}, 600_000);
afterAll(() => editor.close());

async function look(page: Page, name: string, scheme: Scheme): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expectAccessible(page);
  await picture(page, `look-after-${name}-${scheme}`, { whole: true });
  expectQuiet(page);
}

describe.each<Scheme>(['light', 'dark'])('in %s colours', (scheme) => {
  test('what waits, and a case with its life', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/registrations');
    await page.getByRole('link', { name: 'REG-7' }).waitFor();
    expect(await page.getByRole('link', { name: 'REG-8' }).count()).toBe(0);
    await look(page, 'waiting', scheme);
    await page.getByText('Activities set aside or late').click();
    await page.getByText('No activity waits').waitFor();
    await page.getByText('All cases').click();
    await page.getByRole('link', { name: 'REG-8' }).waitFor();
    await page.goto(`/registrations/${caseId}`);
    await page.getByText('Registration submitted').waitFor();
    await look(page, 'case', scheme);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByRole('dialog').getByLabel('Why').waitFor();
    await look(page, 'case-refuse', scheme);
    await page.context().close();
  });

  test('decisions, one of them as a tree and in sentences, and decided again to the same bytes', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/decisions?partner=bluewater');
    await page.getByRole('link', { name: 'deal-1' }).waitFor();
    await look(page, 'decisions', scheme);
    await page.goto(`/decisions/${decisionId}`);
    await page.getByRole('heading', { name: 'Rules' }).first().waitFor();
    await page.getByRole('button', { name: 'Decide again' }).click();
    await page.getByText('The same bytes came out').waitFor();
    await look(page, 'decision', scheme);
    await page.getByRole('tab', { name: 'In sentences' }).click();
    await page.waitForURL(/view=sentences/);
    await look(page, 'decision-sentences', scheme);
    await page.context().close();
  });

  test('partners, and where one stands', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/partners');
    await page.getByRole('link', { name: 'Bluewater Systems, Inc.' }).click();
    await page.getByRole('heading', { name: 'To the next tier' }).waitFor();
    await page.getByRole('heading', { name: 'Measures' }).waitFor();
    await look(page, 'partner', scheme);
    await page.goto('/partners?search=nobody-of-that-name');
    await page.getByText('No partner fits these filters').waitFor();
    await look(page, 'partners-none', scheme);
    await page.context().close();
  });

  test('a key is shown once, and revoked', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/access');
    await page.getByRole('button', { name: 'Change Local owner' }).waitFor();
    await look(page, 'people', scheme);
    await page.getByRole('tab', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Make a key' }).click();
    const name = `portal in ${scheme}`;
    await page.getByLabel('What it is for').fill(name);
    await page.getByText('A partner', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Partner' }).fill('bluewater');
    await page.getByRole('option', { name: /bluewater/ }).click();
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = await page.getByText(/^dw_[0-9a-f]{20}_/).textContent();
    const asked = await fetch(`${editor.origin}/v1/partners`, { headers: { authorization: `Bearer ${key}` } });
    expect(asked.status).toBe(200);
    await look(page, 'key', scheme);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: `Revoke ${name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText(`${name} is revoked.`).waitFor();
    expect((await fetch(`${editor.origin}/v1/partners`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);
    await look(page, 'keys', scheme);
    await page.context().close();
  });

  test('the trail, and one entry of it', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/audit');
    await page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .waitFor();
    await look(page, 'audit', scheme);
    await page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .click();
    await page.getByRole('region', { name: 'After' }).waitFor();
    await look(page, 'audit-entry', scheme);
    await page.context().close();
  });

  test('a file with bad rows: sketched, looked at, imported, its rejects told', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/imports');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByLabel('Files').click()]);
    await chooser.setFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(DEALS_CSV) });
    await page.getByLabel('What each column is').and(page.locator('textarea')).waitFor();
    await page.getByRole('button', { name: 'See what the first rows become' }).click();
    await page.getByText('2 of 5 are refused').waitFor();
    await look(page, 'import-preview', scheme);
    await page.getByLabel('Its name').fill(`Deals in ${scheme}`);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Rows that were refused' }).waitFor();
    await page.getByText('O-2,2026-01-16,acme,zenith,twelve').waitFor();
    await look(page, 'import', scheme);
    const { histories } = await editor.ask<{ histories: readonly { name: string; activities: number }[] }>('/v1/histories');
    expect(histories.find(({ name }) => name === `Deals in ${scheme}`)).toMatchObject({ activities: 3 });
    // it stands among the earlier ones, and opens from there
    await page.goto('/imports');
    const earlier = page.getByRole('region', { name: 'Earlier imports' });
    await earlier.getByRole('cell', { name: `Deals in ${scheme}`, exact: true }).waitFor();
    await look(page, 'imports', scheme);
    await earlier.getByRole('cell', { name: `Deals in ${scheme}`, exact: true }).click();
    await page.getByRole('heading', { name: 'Rows that were refused' }).waitFor();
    await page.context().close();
  });
});

test('a person at a partner is added: found by its name, with the role of partners alone', async () => {
  const page = await editor.signedIn();
  await page.goto('/access');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a person' });
  await dialog.getByText('At a partner').click();
  await dialog.getByLabel('Name').fill('Nia Okafor');
  await dialog.getByLabel('Email').fill('nia@harborline.example');
  const partner = dialog.getByRole('combobox', { name: 'Partner' });
  await partner.fill('nobody at all');
  await page.getByText('No partner goes by that.').waitFor();
  await partner.fill('harborl');
  await page.getByRole('option', { name: 'Harborline Networks (harborline)' }).click();
  await expectAccessible(page);
  await picture(page, 'person-at-partner-light');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Nia Okafor is added.').waitFor();
  await page.getByText('partner: harborline').waitFor();
  const { people } = await editor.ask<{ readonly people: readonly { readonly name: string }[] }>('/v1/people');
  expect(people.find(({ name }) => name === 'Nia Okafor')).toMatchObject({ roles: ['partner'], partner: 'harborline' });
  // and changed: their roles are not for choosing
  await page.getByRole('button', { name: 'Change Nia Okafor' }).click();
  await page.getByRole('dialog', { name: 'Nia Okafor' }).getByRole('textbox', { name: 'Name' }).waitFor();
  expect(await page.getByRole('dialog').getByLabel('Roles').count()).toBe(0);
  expectQuiet(page);
  await page.context().close();
});

test('a person approves what waits, and it moves to its next stage', async () => {
  const page = await editor.signedIn();
  await page.goto(`/registrations/${caseId}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').getByLabel('Why, if there is something to say').fill('The plan is sound.');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await page.getByText('REG-7 is now: review.').waitFor();
  await page.getByText('review: regional director').first().waitFor();
  expect(await editor.ask(`/v1/cases/${caseId}`)).toMatchObject({ stage: 'regional director' });
  expectQuiet(page);
  await page.context().close();
});

test('a line is disputed, held and let go; an override waits for another person, who approves it', async () => {
  const page = await editor.signedIn();
  await page.goto('/partners/bluewater');
  const line = page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: /^What to do about margin, deal-1/ }) })
    .first();
  const steps = line.getByRole('button', { name: /^What to do/ });
  const does = async (step: string, verb: string, words?: readonly [string, string]): Promise<void> => {
    await steps.press('Enter');
    // what was told may lie over it
    await page.getByRole('menuitem', { name: step }).press('Enter');
    if (words !== undefined) await page.getByRole('dialog').getByLabel(words[0]).fill(words[1]);
    await page.getByRole('dialog').getByRole('button', { name: verb }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await does('Hold back…', 'Hold it', ['Why', 'The invoice is missing.']);
  await line.getByText('held', { exact: true }).waitFor();
  await does('Let it be paid…', 'Let it be paid');
  await line.getByText('held', { exact: true }).waitFor({ state: 'hidden' });
  await does('Dispute…', 'Open the dispute', ['What is wrong with it', 'The amount.']);
  await line.getByText('disputed', { exact: true }).waitFor();
  await steps.press('Enter');
  await page.getByRole('menuitem', { name: 'Override…' }).press('Enter');
  await page.getByLabel('It comes to').fill('7000.00');
  await page.getByLabel('Why; it stands on the statement').fill('As agreed.');
  await expectAccessible(page);
  await picture(page, 'override-light');
  await page.getByRole('button', { name: 'Propose it' }).click();
  await page.getByText('Waits for another person', { exact: true }).waitFor();
  await page.getByText('Waits for another person', { exact: true }).scrollIntoViewIfNeeded();
  await expectAccessible(page);
  await picture(page, 'lines-light');

  const zoe = await editor.as('Zoe', ['approver']);
  await zoe.goto('/partners/bluewater');
  await zoe.getByRole('button', { name: 'Reject' }).click();
  await zoe.getByLabel('What was found').fill('It is as agreed.');
  await zoe.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await zoe.getByText('A disputed line', { exact: true }).waitFor({ state: 'hidden' });
  await zoe.getByRole('button', { name: 'Approve' }).click();
  await zoe.getByText('Waits for another person', { exact: true }).waitFor({ state: 'hidden' });
  expectQuiet(zoe);
  await zoe.context().close();
  expectQuiet(page);
  await page.context().close();
});
