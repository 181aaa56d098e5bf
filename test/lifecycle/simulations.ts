import type { SimulationRequest } from '../../schemas/types.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import { ask } from '../../server/jobs/question.ts';
import type { Life } from '../../server/lifecycle/life.ts';
import { programSource } from '../../server/lifecycle/program-source.ts';
import { inlineCrew } from '../../server/simulation/inline-crew.ts';
import { simulate } from '../../server/simulation/simulate.ts';
import { createHistory } from '../../server/store/histories.ts';
import { beginImport, importInto } from '../../server/store/imports.ts';
import { endSimulation, keepQuestion, startSimulation } from '../../server/store/simulations.ts';
import { batch, deal, firm } from '../store/support.ts';
import { smallProgram } from '../support/small-program.ts';

/** Deals of the small program: 100.00 each, one on the tenth of every month from 2025-01 to 2026-04; all together 1600.00. */
export async function monthlyDeals(life: Life, currency = 'USD'): Promise<string> {
  const loaded = loadProgramDocument(smallProgram({ currency }));
  if (!loaded.ok) throw new Error(loaded.diagnostics[0]?.message);
  const timeline = { id: 'small', versions: [loaded.program] };
  const { id } = await createHistory(life.store, { name: 'deals', timeline });
  const activities = Array.from({ length: 16 }, (_, index) =>
    deal(`d-${index}`, {
      partner: `p-${index % 3}`,
      occurredOn: `${2025 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-10`,
    }),
  );
  const options = { history: id, timeline, name: 'deals.csv' };
  const partners = [firm('p-0'), firm('p-1'), firm('p-2')];
  await importInto(life.store, await beginImport(life.store, options), [batch({ partners, activities })], options);
  return id;
}

/** A simulation that was asked, answered and kept; its id. */
export async function simulated(life: Life, request: SimulationRequest): Promise<string> {
  const asked = await ask(life.store, { edits: false, bars: false, ...request }, programSource(life.book, life));
  if (!asked.ok) throw new Error(asked.findings.map(({ message }) => message).join(' '));
  const { id, isNew } = await life.store.transaction((tx) => keepQuestion(tx, asked.question));
  if (!isNew) return id;
  await startSimulation(life.store, id);
  const result = JSON.stringify(await simulate(asked.simulation, inlineCrew(), { shards: 1 }));
  await life.store.transaction((tx) => endSimulation(tx, id, { result }));
  return id;
}
