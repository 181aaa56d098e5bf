import { expect, test } from 'vitest';
import type { ProgramDocument, SimulationRequest } from '../../schemas/types.ts';
import { readSimulation } from '../../server/simulation/read-request.ts';
import type { ProgramSource, Simulation } from '../../server/simulation/request.ts';
import { activities, partners, shop } from './shop.ts';
import { historyOf, refusalsOf, sourceOf } from './support.ts';

const history = historyOf(shop(), partners, activities);
const [first, later] = [shop(), { ...shop(), name: 'Later', effectiveFrom: '2027-01-01' }];
const drafted = { ...shop(), name: 'Drafted', effectiveFrom: '2026-06-01' };

const source = (document: ProgramDocument = drafted): ProgramSource => ({
  ...sourceOf({ shop: [first, later] }),
  draft: async (id) => (id === 'd' ? { ok: true, document } : id === 'broken' ? { ok: false, message: 'It has an error.' } : undefined),
});

async function read(asked: Partial<SimulationRequest>, from = source()): Promise<Simulation> {
  const result = await readSimulation(
    { baseline: { program: 'shop' }, candidates: [{ draft: 'd' }], history: 'h', ...asked },
    history,
    from,
  );
  if (!result.ok) throw new Error(result.findings.map(({ message }) => message).join(' '));
  return result.simulation;
}

const versions = ({ candidates }: Simulation) => candidates[0]?.documents.map(({ name, effectiveFrom = null }) => [name, effectiveFrom]);

test('a draft was always in force, whatever day it proposes', async () => {
  expect(versions(await read({}))).toEqual([['Drafted', null]]);
});

test('a draft in force from a day ends no later version', async () => {
  expect(versions(await read({ inForceFrom: '2026-03-01' }))).toEqual([
    [first.name, null],
    ['Drafted', '2026-03-01'],
    ['Later', '2027-01-01'],
  ]);
  // one of that very day gives way
  expect(versions(await read({ inForceFrom: '2027-01-01' }))).toEqual([
    [first.name, null],
    ['Drafted', '2027-01-01'],
  ]);
});

test('a draft of another program stands alone', async () => {
  const simulation = await read({ inForceFrom: '2026-03-01' }, source({ ...drafted, id: 'rival' }));
  expect(simulation.candidates[0]).toMatchObject({ rival: true });
  expect(versions(simulation)).toEqual([['Drafted', null]]);
});

test('parameters are set in a draft like in any candidate', async () => {
  const simulation = await read({ candidates: [{ draft: 'd', set: { goldRevenue: '123.00' } }] });
  expect(simulation.candidates[0]?.documents[0]?.parameters?.goldRevenue).toMatchObject({ value: '123.00' });
});

test('a draft that isn’t there, or is no program, is told', async () => {
  const refused = (asked: object, from: ProgramSource = source()) => refusalsOf(history, shop(), asked, from);
  expect(await refused({ candidates: [{ draft: 'x' }] })).toEqual(['/candidates/0/draft There is no draft “x”.']);
  expect(await refused({ baseline: { draft: 'broken' } })).toEqual(['/baseline/draft It has an error.']);
  expect(await refused({ candidates: [{ draft: 'd' }] }, sourceOf({}))).toEqual(['/candidates/0/draft There is no draft “d”.']);
  expect(await refused({ candidates: [{ draft: 'd', program: 'shop' }] })).toEqual([
    '/candidates/0 A program is given by one of program, draft, documents, of; found program and draft.',
  ]);
});

test('the same versions from other days on are another question', async () => {
  const ask = (effectiveFrom: string) => read({ candidates: [{ documents: [{ ...drafted, effectiveFrom }] }] });
  const hashes = [(await ask('2026-03-01')).hash, (await ask('2026-04-01')).hash, (await read({ inForceFrom: '2026-03-01' })).hash];
  expect(new Set(hashes).size).toBe(3);
});
