import { openHistory } from '../../../server/history/open-history.ts';

/** In a process of its own: opens the folder named by the first argument, and tells how long that took and what it found. */
const before = process.cpuUsage();
const started = performance.now();
const history = await openHistory(process.argv[2] ?? '');
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
process.send?.({ seconds, work: (user + system) / 1e6, activities: history.activities, hash: history.hash });
