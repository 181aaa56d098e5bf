import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { loadProgramDocument } from '../../../../server/engine/program/load.ts';
import type { Program } from '../../../../server/engine/program/model.ts';
import { Choices } from '../../../differential/generate/choices.ts';
import { aColumnCase, randomNumbers } from '../cases.ts';
import { aPlainCase } from '../straight/plain-case.ts';
import { changed, unmoving } from './changes.ts';
import { again, foldWhole, keep } from './kept.ts';

/** A few are too few to meet what is looked for. */
const CASES = Math.max(20, Number(process.env.DEALWRIGHT_CASES ?? 2000) / 100);

const loadedOf = (document: Parameters<typeof loadProgramDocument>[0]): Program | undefined => {
  const loaded = loadProgramDocument(document);
  return loaded.ok ? loaded.program : undefined;
};

test.each([
  ['programs of which all is shared', (seed: number) => aColumnCase(seed, true)],
  ['programs that stay with their enrollments', aPlainCase],
])('lines decided anew are those of a whole fold, whatever changed: %s', (what, make) => {
  const met = { anew: 0, whole: 0, otherLines: 0, lines: 0 };
  for (let index = 0; index < CASES; index += 1) {
    const seed = 5 + index * 104_729;
    const one = make(seed);
    const before = loadedOf(unmoving(one.timeline.versions[0]?.document ?? expect.fail('a timeline without versions')));
    if (before === undefined) continue;
    const kept = keep(before, one);
    const paid = new Set(before.rules.filter((_, place) => (kept.outcome.rules[0]?.due[place] ?? 0) > 0).map(({ name }) => name));
    // several changes of one program: what is kept serves them all
    for (let change = 1; change <= 3; change += 1) {
      const program = loadedOf(changed(new Choices(randomNumbers(seed + change)), before.document, paid));
      if (program === undefined) continue;
      const anew = again(kept, program);
      if (anew === undefined) {
        met.whole += 1;
        continue;
      }
      const whole = foldWhole(program, one);
      if (!isDeepStrictEqual({ ...anew }, { ...whole })) expect(anew, `seed ${seed}, change ${change}`).toEqual(whole);
      met.anew += 1;
      met.lines += whole.lines.count;
      if (!isDeepStrictEqual(kept.outcome.lines.amount, whole.lines.amount)) met.otherLines += 1;
    }
  }
  console.info(`${what}: ${met.anew} of ${met.anew + met.whole} changes were decided from what was kept; ${met.otherLines} changed lines`);
  for (const [of, count] of Object.entries(met)) expect(count, of).toBeGreaterThan(0);
});
