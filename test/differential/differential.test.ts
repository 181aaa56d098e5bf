import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Case, compare, type Difference } from './compare.ts';
import { Coverage } from './coverage.ts';
import { Choices } from './generate/choices.ts';
import { aHistory } from './generate/history.ts';
import { aProgram } from './generate/program.ts';
import { reduce } from './reduce.ts';

/** More with DEALWRIGHT_CASES; another start with DEALWRIGHT_SEED. */
const CASES = Number(process.env.DEALWRIGHT_CASES ?? 2000);
const SEED = Number(process.env.DEALWRIGHT_SEED ?? 20260201);
/** Numbers a case may use; past them everything is at its plainest. */
const NUMBERS_A_CASE = 2500;

const numbers = fc.noBias(fc.uint16Array({ minLength: NUMBERS_A_CASE, maxLength: NUMBERS_A_CASE }));

function aCase(stream: ArrayLike<number>): Case {
  const choices = new Choices(stream);
  const program = aProgram(choices);
  return { program, ...aHistory(choices, program) };
}

test(
  'reference and compiled agree on random programs and histories, in reasoning and cents',
  async () => {
    const coverage = new Coverage();
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        const one = aCase(stream);
        coverage.addProgram(one.program);
        const { decisions, difference } = await compare(one);
        for (const decision of decisions) coverage.addDecision(decision);
        if (difference !== undefined) throw new Error(await report(one, difference));
      }),
      { numRuns: CASES, seed: SEED, endOnFailure: true },
    );
    console.log(`${CASES} random programs with histories, seed ${SEED}; what they met, and how often:\n${coverage}`);
    expect(coverage.missing()).toEqual([]);
  },
  20 * 60_000,
);

/** Makes the case small, keeps it as a file that can become a fixture, and says where it is. */
async function report(one: Case, difference: Difference): Promise<string> {
  const smallest = await reduce(one, async (candidate) => (await compare(candidate)).difference !== undefined);
  const found = (await compare(smallest)).difference ?? difference;
  const file = join(await mkdtemp(join(tmpdir(), 'dealwright-')), 'case.json');
  await writeFile(file, `${JSON.stringify(smallest, null, 1)}\n`);
  return `the evaluators differ at ${found.what}\nreference: ${JSON.stringify(found.reference)}\ncompiled:  ${JSON.stringify(found.compiled)}\nsmallest case: ${file}`;
}

const fixtures = new URL('fixtures/', import.meta.url);
test('reference and compiled agree on every case that once told them apart', async () => {
  for (const name of (await readdir(fixtures)).filter((file) => file.endsWith('.json'))) {
    const one = JSON.parse(await readFile(new URL(name, fixtures), 'utf8')) as Case;
    expect((await compare(one)).difference, name).toBeUndefined();
  }
});
