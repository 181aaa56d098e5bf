import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Editor, expectAccessible, expectQuiet, openEditor, picture, type Scheme } from './support.ts';

/* What changed, what a simulated program would be worth, and what moving a sum would bring: with the figures of the interface. */

let editor: Editor;
/** In which the program's rules were others, and from then on. */
let published: Published;

beforeAll(async () => {
  editor = await openEditor();
  published = await publishLowerGold();
}, 600_000);
afterAll(() => editor.close());

const WORTH = '/v1/analytics/programs/northwind';
/** What a page comes to show. */
const PATIENT = { timeout: 60_000, interval: 200 } as const;
/** A fiscal quarter of the example program begins. */
const LOWER_FROM = '2025-08-01';

interface Published {
  readonly simulation: string;
  readonly before: string;
  readonly after: string;
}

/** A second version, of a day that is past: gold asks for less. What it costs was simulated for its submission. */
async function publishLowerGold(): Promise<Published> {
  const [before] = await versions();
  const begun = { program: 'northwind', name: 'Lower gold', from: { version: before } };
  const { id: made } = await editor.ask<{ readonly id: string }>('/v1/drafts', begun);
  const draft = await editor.ask<DraftAnswer>(`/v1/drafts/${made}`);
  const files = draft.files.map(({ path, text }) => ({
    path,
    text: text.replace(/("goldRevenue": .*?"value": )"500000.00"/, '$1"300000.00"'),
  }));
  const { revision } = await editor.ask<DraftAnswer>(`/v1/drafts/${draft.id}`, { files }, 'PUT', { 'if-match': `"${draft.revision}"` });
  const { histories } = await editor.ask<{ readonly histories: readonly { readonly id: string }[] }>('/v1/histories');
  const question = { baseline: { program: 'northwind' }, candidates: [{ draft: draft.id, name: 'lower' }], history: histories[0]?.id };
  const { id: simulation } = await editor.ask<{ readonly id: string }>('/v1/simulations', {
    ...question,
    inForceFrom: LOWER_FROM,
    edits: false,
    bars: false,
  });
  await vi.waitFor(async () => expect(await editor.ask(`/v1/simulations/${simulation}`)).toMatchObject({ state: 'done' }), {
    timeout: 200_000,
    interval: 1_000,
  });
  const submitted = { revision, simulation, effectiveFrom: LOWER_FROM, note: 'Gold is too far away.' };
  const submission = await editor.ask<SubmissionAnswer>(`/v1/drafts/${draft.id}/submissions`, submitted);
  const ben = await editor.as('Ben', ['approver']);
  const approved = await ben.request.post(`/v1/submissions/${submission.id}/approvals`, { data: { evidence: submission.evidenceHash } });
  expect(approved.status()).toBe(201);
  await ben.context().close();
  const confirmPast = submission.evidence.liability.difference;
  await editor.ask(`/v1/submissions/${submission.id}/publication`, { confirmPast });
  const [, after] = await versions();
  return { simulation, before: before ?? '', after: after ?? '' };
}

const versions = async (): Promise<readonly string[]> =>
  (await editor.ask<{ readonly versions: readonly { readonly hash: string }[] }>('/v1/programs/northwind')).versions.map(
    ({ hash }) => hash,
  );

interface DraftAnswer {
  readonly id: string;
  readonly revision: number;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

interface SubmissionAnswer {
  readonly id: string;
  readonly evidenceHash: string;
  readonly evidence: { readonly liability: { readonly difference: string } };
}

interface Comparison {
  readonly measures: readonly {
    readonly id: string;
    readonly figures: readonly { readonly before: { readonly value: string }; readonly after: { readonly value: string } }[];
  }[];
}

interface Moved {
  readonly of: { readonly partnerType?: string };
  readonly before: { readonly value: string } | null;
}

interface Incentive {
  readonly incentive: string;
  readonly paid: string;
  readonly moves?: string;
  readonly moved: readonly Moved[];
}

interface Incentives {
  readonly incentives: readonly Incentive[];
}

interface Portfolio {
  readonly rows: readonly { readonly name: string; readonly contribution: string; readonly cost: string }[];
}

/** Fiscal quarters that are over. */
const YEAR = { from: '2025-08-01', to: '2026-07-31' };
const NOTHING: Incentive & { readonly moved: readonly [Moved] } = { incentive: 'none', paid: '', moved: [{ of: {}, before: null }] };

interface Figures {
  readonly measures: readonly {
    readonly figures: readonly {
      readonly value: string;
      readonly difference?: { readonly value: string };
      readonly beside?: Readonly<Record<string, { readonly value: string }>>;
    }[];
  }[];
}

interface Views {
  readonly views: readonly { readonly view: object }[];
}

interface Worth {
  readonly before: { readonly costRatio: string };
  readonly unchanged: { readonly cost: string; readonly costRatio: string };
  readonly assumed: { readonly cost: string };
}

const percent = (value: string): string =>
  new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 4 }).format(Number(Number(value).toFixed(4)));
const dollars = (amount: string): string => new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(Number(amount));

const wholeDollars = (amount: string): string =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 }).format(Number(amount));

const points = (difference: string): string =>
  new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, signDisplay: 'exceptZero' }).format(Number(difference) * 100);

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** Of what is compared: what stands in the row of a measure. */
const rowOf = (page: Page, measure: string) => region(page, 'Then and now').getByRole('row').filter({ hasText: measure });
const compareWith = async (page: Page, what: string): Promise<void> => {
  await page.getByRole('combobox', { name: 'Compared with' }).click();
  await page.getByRole('option', { name: what }).click();
};

const addressed = (page: Page): object => Object.fromEntries(new URL(page.url()).searchParams);

/** The row of win rates says what the interface says. */
async function expectCompared(page: Page): Promise<void> {
  const { measures } = await editor.ask<Comparison>(`${WORTH}/comparison${new URL(page.url()).search}`);
  const figure = measures.find(({ id }) => id === 'win-rate')?.figures[0];
  const row = rowOf(page, 'Win rate').filter({ hasText: percent(figure?.after.value ?? '') });
  await row.filter({ hasText: percent(figure?.before.value ?? '') }).waitFor();
}

interface RecordsAnswer {
  readonly records: readonly { readonly id: string }[];
  readonly next?: string;
}

/** That the first records of the interface, and as many of them as it gives at a time, are those that are shown. */
async function expectOpened(page: Page, query: string): Promise<void> {
  const { records, next } = await editor.ask<RecordsAnswer>(`${WORTH}/measures/${query}&limit=200`);
  const behind = region(page, 'Records behind it');
  const [first] = records;
  if (first === undefined) return behind.getByText('None.', { exact: true }).waitFor();
  await behind.getByRole('cell', { name: first.id, exact: true }).waitFor();
  await behind.getByText(String(records.length), { exact: true }).waitFor();
  if (next === undefined) return;
  const { records: more } = await editor.ask<RecordsAnswer>(`${WORTH}/measures/${query}&limit=200&after=${encodeURIComponent(next)}`);
  await behind.getByRole('button', { name: 'Fetch more records' }).click();
  await behind.getByText(String(records.length + more.length), { exact: true }).waitFor();
}

/** Of direct deals, beside those with a partner, the records that the interface has. */
async function expectRecords(page: Page): Promise<void> {
  const behind = region(page, 'Records behind it');
  await behind.getByRole('combobox', { name: 'Which records' }).click();
  await page.getByRole('option', { name: /^Win rate: denominator$/ }).waitFor();
  await page.getByRole('option', { name: /without a partner.*: numerator$/i }).click();
  const quarter = '2026-05-01';
  const { records } = await editor.ask<{ readonly records: readonly { readonly id: string }[] }>(
    `${WORTH}/measures/win-rate/records?quarter=${quarter}&figure=without-partner&part=numerator`,
  );
  await behind.getByText(records[0]?.id ?? 'no record', { exact: true }).waitFor();
}

/** What stands beside a win rate, and the records of that, to which whoever opens them is taken. */
async function expectBeside(page: Page): Promise<void> {
  const { measures } = await editor.ask<Figures>(`${WORTH}/figures?from=2026-05-01&to=2026-05-01&measures=win-rate`);
  const { difference, beside } = measures[0]?.figures[0] ?? {};
  const figure = region(page, 'The figure');
  await figure.getByText(`With a partner less without: ${points(difference?.value ?? '')} points`).waitFor();
  const without = figure.getByRole('row').filter({ hasText: percent(beside?.['without-partner']?.value ?? '') });
  await without.getByRole('button').last().press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), PATIENT).toBe('Records behind it');
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Which records' }).inputValue(), PATIENT)
    .toMatch(/without a partner.*: denominator$/i);
}

async function look(page: Page, name: string, scheme: Scheme): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expectAccessible(page);
  await picture(page, `worth-${name}-${scheme}`, { whole: true });
  expectQuiet(page);
}

describe.each<Scheme>(['light', 'dark'])('in %s colours', (scheme) => {
  test('two times beside each other, in the address and in a view, each measure with what is behind it', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/worth');
    await region(page, 'Ecosystem health').waitFor();
    await compareWith(page, 'The year before');
    await page.waitForURL(/beforeFrom=/);
    await rowOf(page, 'Win rate').waitFor();
    await expectCompared(page);
    await look(page, 'compared', scheme);

    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save what is shown…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(`A year on, ${scheme}`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const address = addressed(page);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.goto('/worth');
    await page.getByRole('button', { name: 'Report' }).click();
    const addressOf = async (name: string): Promise<string> => (await page.getByRole('menuitem', { name }).getAttribute('href')) ?? '';
    const [csv, print] = [await addressOf('CSV'), await addressOf('Page to print')];
    // on a machine with much to do the server says so
    await expect.poll(async () => (await page.request.get(csv)).text(), PATIENT).toContain('win-rate,difference,');
    await expect.poll(async () => (await page.goto(print))?.status(), PATIENT).toBe(200);
    await page.getByRole('heading', { name: 'Northwind Partner Program: what it is worth' }).waitFor();
    if (scheme === 'light') await look(page, 'report', scheme);
    await page.goto('/worth');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: `A year on, ${scheme}` }).click();
    await rowOf(page, 'Win rate').waitFor();
    expect(addressed(page)).toEqual(address);

    await rowOf(page, 'Win rate').getByRole('button', { name: 'Win rate' }).click();
    await page.getByRole('heading', { name: 'Records behind it' }).waitFor();
    await expectRecords(page);
    await look(page, 'compared-opened', scheme);
    await expectBeside(page);

    await page.goto('/worth');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Change or delete…' }).click();
    const kept = page.getByRole('dialog', { name: 'Views' });
    await kept.getByRole('button', { name: `Make A year on, ${scheme} what is shown` }).click();
    await expect.poll(async () => (await editor.ask<Views>(`${WORTH}/views`)).views.map(({ view }) => view), PATIENT).toEqual([{}]);
    await kept.getByRole('button', { name: `Delete A year on, ${scheme}` }).click();
    await look(page, 'views', scheme);
    await kept.getByRole('button', { name: 'Delete', exact: true }).click();
    await kept.getByText('None is saved.').waitFor();
    await page.context().close();
  });

  test('of one region alone: in the address, the figures and their records', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/worth?from=2026-05-01&to=2026-05-01');
    const cards = region(page, 'Commercial contribution');
    await cards.waitFor();
    for (const [field, option] of [
      ['Only of one', 'Region'],
      ['Only of region', 'emea'],
    ] as const) {
      await page.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    }
    await page.waitForURL(/region=emea/);
    const { measures } = await editor.ask<Figures>(`${WORTH}/figures?from=2026-05-01&to=2026-05-01&measures=win-rate&region=emea`);
    const card = cards.getByRole('button', { name: 'Win rate' }).filter({ hasText: percent(measures[0]?.figures[0]?.value ?? '') });
    await card.waitFor();
    await page.getByText('What follows counts everything, not region emea alone').waitFor();
    await look(page, 'of-region', scheme);
    await card.click();
    await expectOpened(page, 'win-rate/records?quarter=2026-05-01&part=numerator&region=emea');
    await page.context().close();
  });

  test('the times of two versions', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/worth?by=region');
    await region(page, 'Ecosystem health').waitFor();
    await compareWith(page, 'Two versions');
    await page.waitForURL(new RegExp(`version=.*${published.after}`));
    expect(new URL(page.url()).searchParams.get('beforeVersion')).toContain(published.before);
    await page.getByText(/^Then is .* – Jul 31, 2025, now is Aug 1, 2025 – /).waitFor();
    await look(page, 'versions', scheme);
    await page.context().close();
  });

  test('a sum that is moved, and what it supposes', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/worth?from=2025-08-01&to=2026-07-31');
    const move = region(page, 'Move a sum');
    // lists stay open once nothing moves any more
    await page.waitForLoadState('networkidle');
    await move.getByRole('textbox', { name: 'Sum' }).fill('50000.00');
    for (const [name, type] of [
      ['From', 'reseller'],
      ['To', 'isv'],
    ] as const) {
      await move.getByRole('combobox', { name, exact: true }).click();
      await page.getByRole('option', { name: type, exact: true }).click();
    }
    await move.getByRole('button', { name: 'Try it' }).click();
    await move.getByText('What it supposes').waitFor();
    const asked = { amount: '50000.00', fromType: 'reseller', toType: 'isv', from: '2025-08-01', to: '2026-07-31' };
    const { types } = await editor.ask<{ readonly types: readonly { readonly after: { readonly return: string } }[] }>(
      `${WORTH}/portfolio/moves`,
      asked,
    );
    for (const { after } of types) await move.getByText(percent(after.return)).first().waitFor();
    await look(page, 'moved', scheme);
    await page.context().close();
  });

  test('rows of incentives and of the portfolio open into their records, by keyboard too', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto(`/worth?from=${YEAR.from}&to=${YEAR.to}`);
    const range = `quarter=${YEAR.from}&to=${YEAR.to}`;
    const { incentives } = await editor.ask<Incentives>(`${WORTH}/incentives?from=${YEAR.from}&to=${YEAR.to}`);
    const { incentive, paid, moved } = incentives.find(({ moves }) => moves === 'customer-retention') ?? NOTHING;
    const listed = region(page, 'Incentives and what they move').getByRole('row').filter({ hasText: incentive });
    await listed.getByRole('button', { name: wholeDollars(paid) }).press('Enter');
    const opened = page.getByRole('dialog', { name: incentive });
    await expectOpened(page, `roi-by-partner-type/records?${range}&part=denominator&incentive=${incentive}`);
    await look(page, 'incentive', scheme);
    const { of, before } = moved.find(({ of: { partnerType } }) => partnerType !== undefined) ?? NOTHING.moved[0];
    const row = opened.getByRole('row').filter({ hasText: `with ${of.partnerType}` });
    await row
      .getByRole('button', { name: percent(before?.value ?? '') })
      .first()
      .click();
    await expect.poll(() => opened.getByRole('combobox', { name: 'Which records' }).inputValue(), PATIENT).toContain('then: numerator');
    const yearBefore = 'quarter=2024-08-01&to=2025-07-31';
    await expectOpened(page, `customer-retention/records?${yearBefore}&part=numerator&partnerType=${of.partnerType}`);
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'hidden' });

    const portfolio = region(page, 'Portfolio');
    for (const [whose, name] of [
      ['Partners', 'partner'],
      ['Integrations', 'integration'],
    ] as const) {
      await portfolio.getByText(whose, { exact: true }).click();
      const { rows } = await editor.ask<Portfolio>(`${WORTH}/portfolio?from=${YEAR.from}&to=${YEAR.to}&of=${name}`);
      await portfolio.getByText('Table', { exact: true }).click();
      const [first = { name: '', contribution: '', cost: '' }] = rows.filter((each) => each.name !== null);
      const member = portfolio.getByRole('row').filter({ has: page.getByRole('button', { name: first.name, exact: true }) });
      await member.getByRole('button', { name: wholeDollars(first.contribution) }).press('Enter');
      await expectOpened(page, `program-cost-ratio/records?${range}&part=denominator&${name}=${first.name}`);
      await look(page, `portfolio-${name}`, scheme);
      await page.keyboard.press('Escape');
      await member.getByRole('button', { name: wholeDollars(first.cost) }).click();
      await expectOpened(page, `program-cost-ratio/records?${range}&part=numerator&${name}=${first.name}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.context().close();
  });

  test('what a simulated program would be worth, at unchanged behaviour and under a response that is assumed', async () => {
    const page = await editor.signedIn({ scheme });
    await page.goto('/worth');
    await region(page, 'What a simulated program would be worth')
      .getByRole('link', { name: /ago|now|second/ })
      .first()
      .click();
    const unchanged = region(page, 'At unchanged behaviour');
    const quarters = { from: '2023-02-01', to: '2026-07-31' };
    const asked = { simulation: published.simulation, ...quarters };
    const told = await editor.ask<Worth>(`${WORTH}/what-if`, asked);
    const table = unchanged.getByRole('table', { name: 'Worth at unchanged behaviour' });
    await table.getByText(dollars(told.unchanged.cost)).waitFor();
    await table.getByText(percent(told.unchanged.costRatio)).first().waitFor();
    await look(page, 'simulated', scheme);

    const assuming = region(page, 'Under an assumed response');
    expect(await assuming.getByRole('table').count()).toBe(0);
    await assuming.getByRole('textbox', { name: 'Revenue with reseller' }).fill('5');
    await assuming.getByRole('button', { name: 'Assume it' }).click();
    await assuming.getByText('An assumption, no forecast: reseller +5%').waitFor();
    const { assumed } = await editor.ask<Worth>(`${WORTH}/what-if`, { ...asked, response: [{ partnerType: 'reseller', change: '0.05' }] });
    await assuming.getByRole('table', { name: 'Worth under the assumed response' }).getByText(dollars(assumed.cost)).waitFor();
    // of the same deals nothing has changed by it
    await table.getByText(dollars(told.unchanged.cost)).waitFor();
    await look(page, 'assumed', scheme);
    await page.reload();
    await assuming.getByText('An assumption, no forecast: reseller +5%').waitFor();
    await page.context().close();
  });

  test('on a phone nothing is cut off', async () => {
    const page = await editor.signedIn({ scheme, size: 'phone' });
    const places = {
      compared: `/worth?version=${published.after}&beforeVersion=${published.before}&by=region`,
      assumed: `/what-if/${published.simulation}?tab=worth&response=reseller:0.05`,
    };
    for (const [name, path] of Object.entries(places)) {
      await page.goto(path);
      const shown = page.getByText(/^Then is |^An assumption, no forecast/);
      await shown.waitFor();
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
      await shown.scrollIntoViewIfNeeded();
      await picture(page, `worth-${name}-phone-${scheme}`);
      expectQuiet(page);
      const isCut = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      expect([path, isCut]).toEqual([path, false]);
    }
    await page.goto('/worth');
    const paid = region(page, 'Incentives and what they move').getByRole('button', { name: /^\$/ }).first();
    await paid.click();
    await page.getByRole('dialog').getByRole('table').last().waitFor();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
    await picture(page, `worth-incentive-phone-${scheme}`);
    expectQuiet(page);
    await page.context().close();
  });
});
