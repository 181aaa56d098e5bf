import { afterAll, onTestFinished } from 'vitest';
import type { Access } from '../../server/access/access.ts';
import { openAnalytics } from '../../server/analytics/analytics.ts';
import type { WhatIf } from '../../server/http/app.ts';
import { openImports } from '../../server/jobs/imports.ts';
import { openSimulations } from '../../server/jobs/simulations.ts';
import { openTries } from '../../server/jobs/tries.ts';

/** What-if over the store of a test file, until the file is done. */
export const whatIfOf = (access: Recorded): Promise<WhatIf> => until(afterAll, access);

/** What-if over the store of a test, until the test is over. */
export const whatIfOfTest = (access: Recorded): Promise<WhatIf> => until(onTestFinished, access);

/** A store with its trail. */
type Recorded = Pick<Access, 'store' | 'trail'>;

async function until(end: (close: () => Promise<void>) => void, { store, trail }: Recorded): Promise<WhatIf> {
  const simulations = await openSimulations(store, trail, { threads: 1 });
  const [imports, tries] = [openImports(store, trail), openTries(store, 1)];
  end(async () => {
    await tries.close();
    await imports.close();
    await simulations.close();
  });
  return { store, trail, simulations, imports, tries, analytics: openAnalytics({ store, trail }) };
}
