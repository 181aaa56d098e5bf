import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import { excerptOf } from '../../../server/engine/compiled/excerpt.ts';
import { prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';

const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 60), seed: 20260701, endOnFailure: true };
const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));

test('what comes of an enrollment alone comes in its excerpt as in the whole, which stays as it was', () => {
  let met = 0;
  fc.assert(
    fc.property(numbers, (stream) => {
      const choices = new Choices(stream);
      const program = aProgram(choices, false);
      const { activities, ...prepared } = prepare({ program, ...aHistory(choices, program) });
      const cut = choices.below(activities.length + 1);
      const evaluator = createCompiled(prepared.timeline);
      const state = evaluator.begin(prepared.enrollments);
      for (const activity of activities.slice(0, cut)) evaluator.remember(state, activity);
      const [{ partner, partnerType } = { partner: '', partnerType: '' }] = prepared.enrollments;
      const excerpt = excerptOf(state, partner, partnerType);
      if (excerpt === undefined) throw new Error('nobody');
      const before = evaluator.save(state);
      const alone = activities
        .slice(cut)
        .filter(({ parties }) => parties.every((party) => party.partner === partner && party.partnerType === partnerType));
      const until = Math.max(prepared.until, ...activities.map(({ day }) => day)) + 400;
      const run = (on: typeof state) => [...alone.flatMap((activity) => evaluator.step(on, activity)), ...evaluator.advance(on, until)];
      const inExcerpt = run(excerpt);
      expect(evaluator.save(state)).toBe(before);
      const own = run(state).filter(
        ({ parties }) => parties.length === 0 || parties.some((party) => party.partner === partner && party.partnerType === partnerType),
      );
      expect(inExcerpt).toEqual(own);
      met += own.length;
    }),
    RUNS,
  );
  expect(met).toBeGreaterThan(500);
});
