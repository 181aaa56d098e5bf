import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { getHistory } from '../../server/store/histories.ts';
import { beginImport, getImport, importInto } from '../../server/store/imports.ts';
import { openStore } from '../../server/store/open-store.ts';
import { build } from '../cli/support.ts';
import { databases, opened } from '../support/databases.ts';
import { smallProgram } from '../support/small-program.ts';
import { batch, deal, newHistory, timeline } from './support.ts';

const script = fileURLToPath(new URL('import-and-wait.mjs', import.meta.url));

describe.each(databases)('a kill in the middle of an import in $name', (database) => {
  beforeAll(build, 300_000);

  test('leaves the history as it was, and open to the next process', async () => {
    const options = await database.empty();
    const store = await openStore(options);
    const { id } = await newHistory(store);
    const importing = { history: id, timeline, name: 'first.csv' };
    await importInto(store, await beginImport(store, importing), [batch({ activities: [deal('d-1')] })], importing);
    const before = await getHistory(store, id);
    await store.close();

    const documents = Array.from({ length: 5000 }, (_, index) => deal(`k-${index}`));
    const child = fork(script);
    child.send({ options, history: id, program: smallProgram(), documents });
    const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    expect(child.exitCode).toBeNull();
    if (database.kind === 'embedded') {
      await expect(openStore(options)).rejects.toMatchObject({ code: 'in-use', message: expect.stringContaining(`process ${child.pid}.`) });
    }
    child.kill('SIGKILL');
    await once(child, 'exit');

    const again = await opened(options);
    expect(await getHistory(again, id)).toEqual(before);
    expect(await again.db.selectFrom('history_activities').select('id').execute()).toEqual([{ id: 'd-1' }]);
    expect(await again.db.selectFrom('import_rejects').selectAll().execute()).toEqual([]);
    const killed = await getImport(again, String(said));
    // elsewhere it is only known by its silence that a process has ended
    if (database.kind === 'embedded') expect(killed).toMatchObject({ state: 'failed', error: expect.stringContaining('ended midway') });
    else expect(killed.state).toBe('running');
    const next = await importInto(again, await beginImport(again, importing), [batch({ activities: documents })], importing);
    expect(next).toMatchObject({ accepted: 5000, known: 0 });
  });
});
