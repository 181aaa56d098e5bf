import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../../../schemas/types.ts';
import { loadProgramDocument } from '../../../../server/engine/program/load.ts';
import type { Program } from '../../../../server/engine/program/model.ts';
import { Choices } from '../../../differential/generate/choices.ts';
import { aColumnCase, randomNumbers } from '../cases.ts';
import { foldWhole, keep, someAnew } from './kept.ts';
import { edgesOf, movedTo, withThresholds } from './thresholds.ts';

/** A few are too few to meet what is looked for. */
const CASES = Math.max(40, Number(process.env.DEALWRIGHT_CASES ?? 2000) / 50);

const loadedOf = (document: ProgramDocument): Program | undefined => {
  const loaded = loadProgramDocument(document);
  return loaded.ok ? loaded.program : undefined;
};

/** Of one program, so that each run meets many. */
const MOVES = 8;

test('enrollments decided anew are those of a whole fold, wherever thresholds move', () => {
  const met = { anew: 0, whole: 0, otherwise: 0, alike: 0, together: 0, saidByRules: 0 };
  for (let index = 0; index < CASES; index += 1) {
    const seed = 11 + index * 104_729;
    const choices = new Choices(randomNumbers(seed));
    const one = aColumnCase(seed, true);
    const before = loadedOf(withThresholds(one.timeline.versions[0] ?? expect.fail('a timeline without versions')));
    if (before === undefined) continue;
    const kept = keep(before, one);
    const edges = edgesOf(before, kept.notes.thresholds);
    for (let move = 0; move < MOVES && edges.length > 0; move += 1) {
      const moves = choices.times(choices.oneIn(4) ? 2 : 1, () => choices.pick(edges));
      const program = loadedOf(movedTo(before, moves));
      if (program === undefined) continue;
      const anew = someAnew(kept, program);
      if (anew === undefined) {
        met.whole += 1;
        continue;
      }
      const whole = foldWhole(program, one);
      if (!isDeepStrictEqual(plain(anew), plain(whole)))
        expect(plain(anew), `seed ${seed}, ${JSON.stringify(moves)}`).toEqual(plain(whole));
      met.anew += 1;
      if (isDeepStrictEqual(plain(kept.outcome), plain(whole))) met.alike += 1;
      else met.otherwise += 1;
      if (moves.length > 1) met.together += 1;
      if (moves.some(({ threshold }) => threshold.startsWith('/'))) met.saidByRules += 1;
    }
  }
  console.info(
    `${met.anew} of ${met.anew + met.whole} moves of thresholds were decided from what was noted; ${met.otherwise} changed something`,
  );
  for (const [of, count] of Object.entries(met)) expect(count, of).toBeGreaterThan(0);
});

/** Columns of lines are made when they are asked for. */
const plain = (outcome: ReturnType<typeof foldWhole>) => ({ ...outcome, lines: { ...outcome.lines } });
