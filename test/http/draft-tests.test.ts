import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { lifeOf, takeSmall } from '../lifecycle/support.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { hostileFiles } from '../support/hostile-program.ts';
import { keysOfTest } from '../support/trail.ts';
import { serveOf } from './life-support.ts';

const [database] = databases;

test('scenarios that never end become findings, and others are answered meanwhile', async () => {
  if (database === undefined) throw new Error('there is no database');
  const life = await lifeOf(await emptyStore(database), await keysOfTest(), { testMs: 4_000 });
  await takeSmall(life);
  const { dana, bert } = await serveOf(life);
  const begun = await dana.ask('POST /v1/drafts', { program: 'small', name: 'hostile', from: { files: hostileFiles() } });
  const { id } = begun.json();
  const order: string[] = [];
  const ask = async (by: typeof dana, line: string, payload?: object) => {
    const answer = await by.ask(line, payload);
    order.push(line);
    return answer;
  };

  const tests = `GET /v1/drafts/${id}/tests`;
  const asked = [ask(dana, tests), ask(bert, tests)];
  while (life.threads.workers.length === 0) await setImmediate();
  const quote = {
    partner: { id: 'p-1', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] },
    activity: {
      ...{ id: 'd-1', kind: 'deal-closed', occurredOn: '2026-03-01', partner: 'p-1', partnerType: 'reseller' },
      facts: { 'deal.amount': '100.00', 'customer.id': 'c-1' },
    },
  };
  const quoted = 'POST /v1/programs/small/evaluate';
  expect((await ask(bert, quoted, quote)).statusCode).toBe(200);

  // the limit is a timer of the thread that answers: where that one decides the scenarios itself, it never comes to it
  const [first, second] = await Promise.all(asked);
  expect(order).toEqual([quoted, tests, tests]);
  expect(first?.json()).toMatchObject({
    ok: false,
    passed: 0,
    failed: 2,
    scenarios: [
      { file: 'scenarios/a.json', diagnostics: [{ code: 'timed-out', message: expect.stringContaining('4 seconds together') }] },
      { file: 'scenarios/b.json', diagnostics: [{ code: 'timed-out', hint: expect.stringContaining('earlier end') }] },
    ],
  });
  // it was one run for both, and is for whoever asks after
  expect(second?.body).toBe(first?.body);
  const workers = life.threads.workers;
  expect((await dana.ask(tests)).body).toBe(first?.body);
  expect(life.threads.workers).toEqual(workers);
});
