import type { JsonDifference } from '../engine/decisions/difference.ts';

/** Both evaluators decide; where they differ one of them is wrong, and nothing is posted. */
export class DecidersDiffer extends Error {
  override readonly name = 'DecidersDiffer';

  constructor(what: string, difference: JsonDifference | undefined) {
    const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200));
    const where = difference && `: at ${difference.pointer} one says ${shown(difference.left)}, the other ${shown(difference.right)}`;
    super(`The two evaluators decide ${what} differently${where ?? ''}. Nothing was recorded or posted.`);
  }
}
