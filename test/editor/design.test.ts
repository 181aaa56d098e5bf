import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, expectAccessible, expectQuiet, openEditor, picture, type Scheme } from './support.ts';

/* From a first visit to a deal that is decided by what was changed; and an answer that is shared by its address. */

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
}, 600_000);
afterAll(() => editor.close());

/** The whole history under both programs, a sample of it by the reference too, beside other work. */
const SIMULATED_MS = 200_000;
/** From the first visit to the deal. */
const WALK_MS = 900_000;

/** In the program's zone: what is decided from today on is asked of today. */
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date());

interface Result {
  readonly sides: readonly { readonly totals: { readonly paid: string } }[];
}

const dollars = (amount: string): string => new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(Number(amount));

const historyOf = async (): Promise<string> => {
  const { histories } = await editor.ask<{ readonly histories: readonly { readonly id: string }[] }>('/v1/histories');
  return histories[0]?.id ?? '';
};

/** As the tour has it: a rate is changed, its effect is seen, a losing partner found. The draft, and its address. */
async function changeRates(page: Page): Promise<string> {
  const rates = page.getByRole('region', { name: 'registrationCommission', exact: true });
  await rates.scrollIntoViewIfNeeded();
  const before = await page.getByTestId('paid').textContent();
  for (const [tier, rate] of [
    ['gold', '0.03'],
    ['registered', '0.05'],
  ] as const) {
    const field = rates.getByRole('textbox', { name: `registrationCommission, ${tier}` });
    await field.fill(rate);
    await field.press('Tab');
  }
  await page.getByText('Not saved yet').or(page.getByText('Saving…')).waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /^\s*Saved\s*$/ })
    .waitFor();
  await page.waitForFunction((text) => document.querySelector('[data-testid="paid"]')?.textContent !== text, before);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

test('a first visit is shown around, and what was changed goes its way until a deal is decided by it', { timeout: WALK_MS }, async () => {
  const page = await editor.signedIn({ isFirst: true });
  await page.goto('/');
  await page.getByRole('heading', { name: 'Write a rule, see what it does' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'welcome-light');
  await page.getByRole('button', { name: /^Show me/ }).click();
  for (const [index, title] of ['Change a rate', 'See the effect', 'Find a losing partner', 'It is saved', 'Submit'].entries()) {
    await page.getByText(`${index + 1}. ${title}`, { exact: true }).waitFor();
    await picture(page, `tour-${index + 1}-light`);
    if (index === 0) expect(await page.locator('.driver-active-element').getAttribute('aria-label')).toBe('registrationCommission');
    await page.getByRole('button', { name: index < 4 ? 'Next' : 'Done' }).click();
  }

  const draft = await changeRates(page);
  const address = page.url();
  const { sides } = await editor.ask<Result>('/v1/impacts', {
    simulation: { baseline: { program: 'northwind', on: today }, candidates: [{ draft }], history: await historyOf() },
  });
  await page.waitForFunction(
    (text) => document.querySelector('[data-testid="paid"]')?.textContent === text,
    dollars(sides[1]?.totals.paid ?? ''),
  );
  await picture(page, 'live-light');

  const lose = page.getByRole('heading', { name: 'Lose most' }).locator('..').getByRole('button').first();
  await lose.click();
  await page.getByRole('heading', { name: 'This draft' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'picked-partner-light');

  // the earliest of the deals that are shown: with what others had a part in before it, it is a scenario from now on
  await page
    .getByRole('navigation', { name: 'What it did' })
    .getByRole('button', { name: /^deal-closed/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Make it a scenario' }).click();
  await page.getByText('It is a scenario now', { exact: false }).waitFor();
  await page.keyboard.press('Escape');

  // a scenario expects the old rate: what came out is looked at, and expected from now on
  await page.getByRole('button', { name: 'Submit…' }).click();
  await page.getByRole('dialog', { name: 'Submit for approval' }).waitFor();
  await page.getByText(/scenarios expect something else/).waitFor();
  await expectAccessible(page);
  await picture(page, 'submit-not-ready-light');
  await page.getByRole('link', { name: 'See what came out, and say what you expect' }).click();
  await page
    .getByTestId('tested')
    .filter({ hasText: /[1-9]\d* failed/ })
    .waitFor();
  await expectAccessible(page);
  await picture(page, 'tests-failed-light');
  for (let left = await failures(page); left > 0; left -= 1) {
    await page.getByRole('button', { name: 'Expect what was found' }).first().click();
    await page
      .getByTestId('tested')
      .filter({ hasText: ` ${left - 1} failed` })
      .waitFor();
  }

  await page.goto(address);
  await page.getByRole('button', { name: 'Submit…' }).click();
  await page.getByText(/^All \d+ scenarios pass/).waitFor();
  await page.getByLabel('What it is for').fill('As agreed with sales.');
  await picture(page, 'submit-light');
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByRole('heading', { name: 'Evidence' }).waitFor({ timeout: SIMULATED_MS });
  await expectAccessible(page);
  await picture(page, 'submission-light');

  const ben = await editor.as('Ben', ['approver']);
  await ben.goto(page.url());
  await ben.getByRole('button', { name: 'Approve' }).click();
  await ben.getByLabel('What you say of it').fill('So be it.');
  await expectAccessible(ben);
  await ben.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await ben.getByRole('button', { name: 'Publish' }).click();
  await ben.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await ben.getByText('published', { exact: true }).waitFor();
  await picture(ben, 'published-light');
  expectQuiet(ben);
  await ben.context().close();

  // a deal of the day is decided by it
  const { versions } = await editor.ask<{ versions: readonly { readonly hash: string }[] }>('/v1/programs/northwind');
  const published = versions.at(-1)?.hash ?? '';
  const decision = await closeDeal();
  await page.goto('/timeline');
  await page.getByText(published.slice(0, 12)).waitFor();
  await page.goto(`/decisions/${decision.id}`);
  await page.getByTitle(published).waitFor();
  await page.getByText('$2,500.00').first().waitFor();
  await picture(page, 'decided-light');
  expect(decision.decision.parties[0]?.lines.find(({ incentive }) => incentive === 'deal-registration')).toMatchObject({
    amount: '2500.00',
    status: 'due',
  });
  expectQuiet(page);
  await page.context().close();
});

const failures = async (page: Page): Promise<number> =>
  Number(/(\d+) failed/.exec((await page.getByTestId('tested').textContent()) ?? '')?.[1]);

interface Decided {
  readonly id: string;
  readonly decision: { readonly parties: readonly { readonly lines: readonly { readonly incentive: string }[] }[] };
}

/** A reseller that begins closes a deal of 50,000 that it had registered. */
async function closeDeal(): Promise<Decided> {
  const partner = 'brightwater';
  const enrollments = [{ program: 'northwind', partnerType: 'reseller', enrolledOn: today, facts: { 'partner.country': 'US' } }];
  await editor.ask(`/v1/partners/${partner}`, { name: 'Brightwater', domain: 'brightwater.example', enrollments }, 'PUT');
  const activity = (id: string, kind: string, facts: object, more: object = {}): object => ({
    ...{ source: 'crm', id, kind, occurredOn: today, partner, partnerType: 'reseller', facts },
    ...more,
  });
  const deal = { 'customer.id': 'northgate', 'deal.productLine': 'harbor', 'deal.kind': 'new' };
  const activities = [
    activity('ana', 'certificate-earned', {
      ...{ 'certificate.id': 'ana', 'certificate.person': 'ana', 'certificate.role': 'sales', 'certificate.product': 'harbor' },
    }),
    activity('register', 'registration-submitted', {
      ...{ ...deal, 'registration.id': 'REG-50', 'registration.amount': '50000.00', 'registration.complete': true },
      'registration.closeOn': '2099-03-31',
    }),
    activity(
      'close',
      'deal-closed',
      { ...deal, 'deal.amount': '50000.00', 'deal.registration': 'REG-50' },
      { items: [{ 'item.productLine': 'harbor', 'item.amount': '50000.00' }] },
    ),
  ];
  const { results } = await editor.ask<{ results: readonly Partial<Decided>[] }>('/v1/activities', { program: 'northwind', activities });
  const { id, decision } = results.at(-1) ?? {};
  if (id === undefined || decision === undefined) throw new Error(JSON.stringify(results));
  return { id, decision };
}

test('a band is dragged, and the totals beside it are those of the interface', async () => {
  const { versions } = await editor.ask<{ versions: readonly { readonly hash: string }[] }>('/v1/programs/northwind');
  const begun = { program: 'northwind', name: 'By hand', from: { version: versions.at(-1)?.hash } };
  const { id } = await editor.ask<{ readonly id: string }>('/v1/drafts', begun);
  const page = await editor.signedIn();
  await page.goto(`/programs/northwind/drafts/${id}?view=numbers`);
  const bands = page.getByRole('region', { name: 'volumeBands', exact: true });
  await bands.scrollIntoViewIfNeeded();
  const before = await page.getByTestId('paid').textContent();
  const thumb = await bands.getByRole('slider').last().boundingBox();
  if (thumb === null) throw new Error('there is nothing to drag');
  const [x, y] = [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 12 });
  await page.mouse.up();
  await page
    .getByRole('status')
    .filter({ hasText: /^\s*Saved\s*$/ })
    .waitFor();
  await page.waitForFunction((text) => document.querySelector('[data-testid="paid"]')?.textContent !== text, before);
  const { sides } = await editor.ask<Result>('/v1/impacts', {
    simulation: { baseline: { program: 'northwind', on: today }, candidates: [{ draft: id }], history: await historyOf() },
  });
  await page.waitForFunction(
    (text) => document.querySelector('[data-testid="paid"]')?.textContent === text,
    dollars(sides[1]?.totals.paid ?? ''),
  );
  await picture(page, 'dragged-light');
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

/** Ask for a parameter of a form by its name. */
async function choose(within: Locator, parameter: string): Promise<void> {
  await within.getByRole('combobox', { name: 'Parameter' }).last().fill(parameter);
  await within.page().getByRole('option', { name: parameter, exact: true }).click();
}

test.each<Scheme>(['light', 'dark'])(
  'a rate over a range is a curve, two are a heat map, a goal names its value: in %s colours',
  { timeout: WALK_MS },
  async (scheme) => {
    const varied = { baseline: { program: 'northwind' }, candidates: [{ of: 'baseline' }], history: await historyOf() };
    const page = await editor.signedIn({ scheme });
    page.setDefaultTimeout(SIMULATED_MS);
    const look = async (name: string): Promise<void> => {
      await page.waitForLoadState('networkidle');
      await expectAccessible(page);
      await picture(page, `what-if-${name}-${scheme}`, { whole: true });
    };
    await page.goto('/what-if/new');
    await page.getByText('Sweep', { exact: true }).click();
    const sweep = page.getByRole('region', { name: 'Sweep' });
    const range = async (parameter: string, from: string, to: string, step: string): Promise<void> => {
      await choose(sweep, parameter);
      await sweep.getByLabel('From').last().fill(from);
      await sweep.getByLabel('To', { exact: true }).last().fill(to);
      await sweep.getByLabel('In steps of').last().fill(step);
    };
    await range('dealCap', '0.18', '0.26', '0.04');
    const asked = { simulation: varied, axes: [{ parameter: 'dealCap', from: '0.18', to: '0.26', step: '0.04' }] };
    const { points } = await editor.ask<{ readonly points: readonly { readonly measures: readonly string[] }[] }>('/v1/sweeps', asked);
    const paid = points.map(({ measures }) => dollars(measures[0] ?? ''));
    expect(new Set(paid).size).toBe(3);
    await sweep.getByRole('button', { name: 'Sweep', exact: true }).click();
    await sweep.getByRole('img', { name: /^3 points; paid lies between/ }).waitFor();
    await look('sweep-curve');
    await sweep.getByText('Table', { exact: true }).click();
    for (const amount of paid) await sweep.getByRole('cell', { name: amount }).first().waitFor();
    await look('sweep-table');

    await sweep.getByRole('switch', { name: 'Over a second parameter, too' }).click();
    await range('spiffSum', '200.00', '300.00', '100.00');
    await sweep.getByRole('button', { name: 'Sweep', exact: true }).click();
    await sweep.getByText('Chart', { exact: true }).click();
    await sweep.getByRole('img', { name: /^6 points; paid lies between/ }).waitFor();
    await look('sweep-heat-map');

    await page.getByText('Goal seek', { exact: true }).click();
    const goal = page.getByRole('region', { name: 'Goal seek' });
    await goal.getByLabel('Target').fill(points[1]?.measures[0] ?? '');
    await choose(goal, 'dealCap');
    await goal.getByRole('button', { name: 'Seek' }).click();
    await goal.getByText('Met exactly.').waitFor();
    await goal.getByRole('img', { name: /folds from/ }).waitFor();
    await look('goal');
    expectQuiet(page);
    await page.context().close();
  },
);
