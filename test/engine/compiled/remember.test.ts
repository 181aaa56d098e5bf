import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import { compiledVersion } from '../../../server/engine/compiled/version.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';

const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 200), seed: 20260702, endOnFailure: true };
const numbers = fc.noBias(fc.uint16Array({ minLength: 2500, maxLength: 2500 }));

/** Without the rules and budgets that look back on lines. */
function forgetful({ rules, budgets: _, ...program }: ProgramDocument): ProgramDocument {
  const kept = rules.filter((rule) => !/"reverses"|cancelled\./.test(JSON.stringify(rule)));
  const text = JSON.stringify(kept, (key, value) => (key === 'balances' ? undefined : value));
  return { ...program, rules: JSON.parse(text) as ProgramDocument['rules'] };
}

test('what was remembered leaves the state that deciding it leaves, also where lines are passed over', () => {
  const met = { passedOver: 0, lines: 0 };
  fc.assert(
    fc.property(numbers, (stream) => {
      const choices = new Choices(stream);
      const whole = aProgram(choices);
      const less = forgetful(whole);
      const program = choices.oneIn(4) || !loadProgramDocument(less).ok ? whole : less;
      const { timeline, enrollments, activities } = prepare({ program, ...aHistory(choices, program) });
      const evaluator = createCompiled(timeline);
      const [remembering, deciding] = [evaluator.begin(enrollments), evaluator.begin(enrollments)];
      const passesOver = timeline.versions.every((version) => !compiledVersion(version).looksBackOnLines);
      for (const activity of activities) {
        evaluator.remember(remembering, activity);
        const decisions = evaluator.step(deciding, activity);
        if (passesOver) met.lines += decisions.flatMap(({ parties }) => parties.flatMap(({ lines }) => lines)).length;
      }
      expect(evaluator.save(remembering)).toBe(evaluator.save(deciding));
      if (passesOver) met.passedOver += 1;
    }),
    RUNS,
  );
  expect(met.passedOver).toBeGreaterThan(20);
  expect(met.lines).toBeGreaterThan(200);
});
