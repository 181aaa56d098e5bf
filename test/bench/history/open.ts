import { openHistory } from '../../../server/history/open-history.ts';

/** In a process of its own: opens the folder named by the first argument, and tells how long that took and what it found. */
const started = performance.now();
const history = await openHistory(process.argv[2] ?? '');
const seconds = (performance.now() - started) / 1000;
process.send?.({ seconds, activities: history.activities, hash: history.hash });
