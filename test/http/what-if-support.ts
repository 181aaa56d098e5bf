import { afterAll, onTestFinished } from 'vitest';
import type { WhatIf } from '../../server/http/app.ts';
import { openImports } from '../../server/jobs/imports.ts';
import { openSimulations } from '../../server/jobs/simulations.ts';
import { openTries } from '../../server/jobs/tries.ts';
import type { Store } from '../../server/store/open-store.ts';

/** What-if over the store of a test file, until the file is done. */
export const whatIfOf = (store: Store): Promise<WhatIf> => until(afterAll, store);

/** What-if over the store of a test, until the test is over. */
export const whatIfOfTest = (store: Store): Promise<WhatIf> => until(onTestFinished, store);

async function until(end: (close: () => Promise<void>) => void, store: Store): Promise<WhatIf> {
  const simulations = await openSimulations(store, { threads: 1 });
  const [imports, tries] = [openImports(store), openTries(store, 1)];
  end(async () => {
    await tries.close();
    await imports.close();
    await simulations.close();
  });
  return { store, simulations, imports, tries };
}
