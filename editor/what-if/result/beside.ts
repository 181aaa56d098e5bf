import type { Result } from '../queries.ts';

/** A candidate beside the baseline: what every part of a result shows. */
export interface Beside {
  readonly result: Result;
  readonly before: Result['sides'][number];
  readonly after: Result['sides'][number];
  readonly difference: Result['differences'][number];
}
