import { afterAll, describe, expect, test } from 'vitest';
import { BATCH, deal, post, problemOf, quote, testApp } from './support.ts';

const app = testApp();
afterAll(() => app.close());

interface Answers {
  readonly answers: readonly {
    readonly decision?: { activity: { id: string } };
    readonly due?: unknown;
    readonly problem?: { code: string; findings: { pointer: string }[] };
  }[];
}

describe('batch', () => {
  test('answers each as it would be answered alone', async () => {
    const quotes = [
      quote(),
      quote({ activity: deal('d2', '2026-04-02', '7000.00') }),
      quote({ explain: true }),
      quote({ explain: 'sentences' }),
    ];
    const alone = await Promise.all(quotes.map(async (each) => (await post(app, each)).json()));
    expect((await post(app, { quotes }, BATCH)).json()).toEqual({ answers: alone });
  });

  test('explain is for those that say nothing of it', async () => {
    const { answers } = (await post(app, { quotes: [quote(), quote({ explain: false })], explain: true }, BATCH)).json<Answers>();
    expect(answers.map(({ due }) => due !== undefined)).toEqual([true, false]);
  });

  test('one bad quote spoils none of the others, and is told where', async () => {
    const quotes = [
      quote(),
      quote({ activity: deal('d2', '2026-03-02', 5) }),
      'not a quote',
      quote({ earlier: [deal('later', '2026-12-01', '1.00')] }),
      quote({ surprise: true }),
      quote(),
    ];
    const { answers } = (await post(app, { quotes }, BATCH)).json<Answers>();
    expect(answers.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      'invalid-activity',
      'invalid-request',
      'invalid-history',
      'invalid-request',
      undefined,
    ]);
    expect(answers.flatMap(({ problem }) => problem?.findings.map(({ pointer }) => pointer) ?? [])).toEqual([
      '/quotes/1/activity/facts/deal.amount',
      '/quotes/2',
      '/quotes/3/earlier/0/occurredOn',
      '/quotes/4/surprise',
    ]);
  });

  test('what its time does not suffice for is to be asked again', async () => {
    const hurried = testApp({ limits: { batchMs: 0 } });
    const { answers } = (await post(hurried, { quotes: [quote(), quote()] }, BATCH)).json<Answers>();
    expect(answers.map(({ problem }) => problem?.code)).toEqual(['too-much-work', 'too-much-work']);
    await hurried.close();
  });

  test('10,000 quotes, in the order asked, while others are answered too', async () => {
    const quotes = Array.from({ length: 10_000 }, (_, index) => quote({ activity: deal(`d${index}`, '2026-03-02', `${index}.00`) }));
    const started = performance.now();
    const batch = post(app, { quotes }, BATCH);
    const health = app.inject('/health').then(() => performance.now() - started);
    const [response, healthMs] = await Promise.all([batch, health]);
    const { answers } = response.json<Answers>();
    expect(answers).toHaveLength(10_000);
    expect(answers.every(({ decision }, index) => decision?.activity.id === `d${index}`)).toBe(true);
    expect(healthMs).toBeLessThan(performance.now() - started);
  });

  test.each([
    ['no quotes', { quotes: [] }, '/quotes'],
    ['10,001 quotes', { quotes: Array(10_001).fill(1) }, '/quotes'],
    ['a field too many', { quotes: [1], explain: true, dryRun: true }, '/dryRun'],
    ['explain of another kind', { quotes: [1], explain: 'fully' }, '/explain'],
  ])('%s is refused as a whole', async (_name, body, pointer) => {
    const problem = problemOf(await post(app, body, BATCH), 'invalid-request');
    expect(problem.findings.map((finding) => finding.pointer)).toEqual([pointer]);
  });
});
