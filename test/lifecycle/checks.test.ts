import { describe, expect, test } from 'vitest';
import { checkDraft } from '../../server/lifecycle/check.ts';
import { beginDraft } from '../../server/lifecycle/drafts.ts';
import type { Life } from '../../server/lifecycle/life.ts';
import { readySubmission } from '../../server/lifecycle/submit.ts';
import { testDraft } from '../../server/lifecycle/tests.ts';
import { databases } from '../support/databases.ts';
import { hostileFiles } from '../support/hostile-program.ts';
import { ann, change, draftOf, filesOf, newLife, scenario, withFile } from './support.ts';

describe.each(databases)('checks of drafts in $name', (database) => {
  test('tell all that is wrong, where it stands, and run every scenario on both evaluators', async () => {
    const life = await newLife(database);
    const draft = async (files: Parameters<typeof withFile>[0], program = 'small') =>
      (await change(life, (tx) => beginDraft(life, tx, ann, { program, name: 'one', files }))).value.id;
    const good = await draft(filesOf());
    expect(await checkDraft(life, good)).toMatchObject({
      ok: true,
      revision: 1,
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      diagnostics: [],
    });
    expect(await testDraft(life, good)).toMatchObject({ ok: true, passed: 1, failed: 0, untried: ['reseller-gold'] });
    const dated = await draft(filesOf({ changes: { effectiveFrom: '2027-01-01' } }));
    // its day is only proposed: it names no version, and scenarios of any day are run
    expect((await checkDraft(life, dated)).version).toBe((await checkDraft(life, good)).version);
    expect(await testDraft(life, dated)).toMatchObject({ ok: true, passed: 1 });

    const failing = await draft(
      withFile(withFile(filesOf(), 'scenarios/a.json', '{'), 'scenarios/b.json', JSON.stringify(scenario('9.99'))),
    );
    expect(await checkDraft(life, failing)).toMatchObject({ ok: true });
    expect(await testDraft(life, failing)).toMatchObject({
      ok: false,
      passed: 1,
      failed: 2,
      scenarios: [
        { file: 'scenarios/a.json', passed: false, diagnostics: [{ range: { file: 'scenarios/a.json' } }] },
        { name: 'pays 9.99', passed: false, diagnostics: [{ code: 'not-as-expected', pointer: '/expect/0/lines/commission' }] },
        { passed: true },
      ],
    });

    const broken = await draft(withFile(filesOf(), 'rules/10.json', '[ { "name": "x" } ]'));
    const found = await checkDraft(life, broken);
    expect(found).toMatchObject({ ok: false, diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) });
    expect(found.version).toBeUndefined();
    expect(await testDraft(life, broken)).toMatchObject({ ok: false, scenarios: [], diagnostics: found.diagnostics });
    expect(await checkDraft(life, await draft([]))).toMatchObject({ ok: false, diagnostics: [{ code: 'program-missing' }] });
    expect(await checkDraft(life, await draft(filesOf(), 'large'))).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'program-id', pointer: '/id', range: { file: 'program.json' } }],
    });
    await expect(checkDraft(life, 'x')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('are asked of a submission too, which runs no scenario again', async () => {
    const life = await newLife(database);
    const { id } = await draftOf(life, ann);
    const answers: object[] = [];
    const threads: Life['threads'] = {
      ...life.threads,
      test: async (content) => {
        const tested = await life.threads.test(content);
        answers.push(tested);
        return tested;
      },
    };
    const watched = { ...life, threads };
    expect(await testDraft(watched, id)).toMatchObject({ ok: true, passed: 1 });
    const submission = { revision: 1, simulation: 'none', effectiveFrom: '2027-01-01', note: '' };
    await expect(readySubmission(watched, id, submission)).rejects.toMatchObject({ findings: [{ pointer: '/simulation' }] });
    expect(answers).toHaveLength(2);
    expect(answers[1]).toBe(answers[0]);
  });

  test('that reach their limit submit nothing', async () => {
    const life = await newLife(database, { testMs: 500 });
    const { id } = (await change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'one', files: hostileFiles() }))).value;
    expect(await testDraft(life, id)).toMatchObject({ ok: false, passed: 0, failed: 2 });
    const submission = { revision: 1, simulation: 'none', effectiveFrom: '2027-01-01', note: '' };
    await expect(readySubmission(life, id, submission)).rejects.toMatchObject({
      findings: [{ message: '2 of 2 scenarios fail: scenarios/a.json; scenarios/b.json.' }, { pointer: '/simulation' }],
    });
  });
});
