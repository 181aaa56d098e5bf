import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { comment } from '../../server/lifecycle/comments.ts';
import { publish } from '../../server/lifecycle/publish.ts';
import { databases } from '../support/databases.ts';
import { monthlyDeals } from './simulations.ts';
import { ann, approved, change, cleo, dora, draftOf, newLife, submitted, takeSmall } from './support.ts';

/* What holds in the database itself, whoever asks it. */

describe.each(databases)('the database $name', (database) => {
  test('keeps what was decided, and lets nobody approve their own', async () => {
    const life = await newLife(database);
    const first = await takeSmall(life, { approval: { payoutRise: '0.05', approvers: 2 } });
    const history = await monthlyDeals(life);
    const submission = await submitted(life, ann, await draftOf(life, ann, { percent: 12 }), { history, effectiveFrom: '2026-06-01' });
    await change(life, (tx) => comment(life, tx, cleo, submission.id, 'Well.'));
    const { id, evidenceHash, version } = submission;
    const run = (statement: ReturnType<typeof sql>) => life.store.transaction((tx) => statement.execute(tx));
    const approval = (person: string, evidence = evidenceHash) =>
      sql`insert into approvals values (${id}, ${person}, ${person}, now(), '', ${evidence}, 's')`;
    const entry = (from: string | null, submitted: string | null, hash = version) =>
      sql`insert into timeline (id, program, version, effective_from, submission, person, person_name, at)
          values (gen_random_uuid(), 'small', ${hash}, ${from}, ${submitted}, 'x', 'x', now())`;

    await expect(run(approval('ann'))).rejects.toThrow(/who wrote it does not approve it/);
    await expect(run(approval('cleo', 'f'.repeat(64)))).rejects.toThrow(/not what was submitted/);
    await expect(run(sql`update submissions set state = 'approved' where id = ${id}`)).rejects.toThrow(/needs 2 approvals/);
    await expect(run(sql`update submissions set state = 'published' where id = ${id}`)).rejects.toThrow(
      /pending does not become published/,
    );
    await expect(run(entry('2026-06-01', id))).rejects.toThrow();
    await expect(run(entry(null, null, first))).rejects.toThrow(/timeline_one_a_day/);

    await approved(life, cleo, submission);
    await expect(run(sql`insert into submission_authors values (${id}, 'zoe', 'Zoe')`)).rejects.toThrow(/when a draft is submitted/);
    await expect(run(sql`update submissions set state = 'approved' where id = ${id}`)).rejects.toThrow(/needs 2 approvals/);
    await approved(life, dora, submission);
    await expect(run(approval('emil'))).rejects.toThrow(/approved is not approved/);
    await expect(run(entry('2026-06-01', id))).rejects.toThrow();
    await change(life, (tx) => publish(life, tx, cleo, id));

    for (const table of ['contents', 'submission_authors', 'approvals', 'comments', 'versions'])
      for (const verb of ['delete from', 'truncate'])
        await expect(run(sql`${sql.raw(`${verb} ${table}${verb === 'truncate' ? ' cascade' : ''}`)}`)).rejects.toThrow(
          /what was decided stays/,
        );
    for (const table of ['programs', 'drafts', 'draft_authors', 'submissions', 'timeline'])
      await expect(run(sql`${sql.raw(`delete from ${table}`)}`)).rejects.toThrow(/what was decided stays/);
    await expect(run(sql`update approvals set comment = 'x'`)).rejects.toThrow(/what was decided stays/);
    await expect(run(sql`update versions set name = 'x'`)).rejects.toThrow(/what was decided stays/);
    await expect(run(sql`update contents set bytes = ''`)).rejects.toThrow(/what was decided stays/);
    await expect(run(sql`update submissions set note = 'x'`)).rejects.toThrow(/stays as it was/);
    await expect(run(sql`update submissions set evidence = '{}', because = 'x'`)).rejects.toThrow();
    await expect(run(sql`update submissions set state = 'pending'`)).rejects.toThrow(/published does not become pending/);
    await expect(run(sql`update timeline set effective_from = '2020-01-01'`)).rejects.toThrow(/stays, or ends/);
    await expect(run(sql`update timeline set version = ${first}`)).rejects.toThrow(/stays, or ends/);
    expect(life.book.timeline('small')?.versions.map(({ hash }) => hash)).toEqual([first, version]);
  });

  test('takes an approval that was put in by hand, and nothing is published by it', async () => {
    const life = await newLife(database);
    const before = await takeSmall(life);
    const history = await monthlyDeals(life);
    const { id, evidenceHash } = await submitted(life, ann, await draftOf(life, ann, { percent: 12 }), {
      history,
      effectiveFrom: '2026-06-01',
    });
    const other = await submitted(life, ann, await draftOf(life, ann, { percent: 13 }), { history, effectiveFrom: '2026-06-01' });
    const [{ signature = '' } = {}] = (await approved(life, cleo, other)).approvals;
    await life.store.transaction(async (tx) => {
      await sql`insert into approvals values (${id}, 'cleo', 'Cleo', now(), '', ${evidenceHash}, ${signature})`.execute(tx);
      await sql`update submissions set state = 'approved' where id = ${id}`.execute(tx);
    });
    await expect(change(life, (tx) => publish(life, tx, cleo, id))).rejects.toMatchObject({
      code: 'state',
      message: expect.stringContaining('put one in by hand'),
    });
    expect(life.book.timeline('small')?.versions.map(({ hash }) => hash)).toEqual([before]);
  });
});
