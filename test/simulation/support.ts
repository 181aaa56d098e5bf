import type { ActivityDocument, PartnerDocument, ProgramDocument, SimulationRequest, SimulationResult } from '../../schemas/types.ts';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { readActivity, readPartner } from '../../server/engine/facts/intake.ts';
import type { Finding } from '../../server/engine/program/diagnostic.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Program } from '../../server/engine/program/model.ts';
import { HistoryBuilder } from '../../server/history/builder.ts';
import { settingOf } from '../../server/history/setting.ts';
import { planSimulation } from '../../server/simulation/plan.ts';
import { readSimulation } from '../../server/simulation/read-request.ts';
import { reportSimulation } from '../../server/simulation/report.ts';
import type { ProgramSource, Simulation } from '../../server/simulation/request.ts';
import { runPlan, TallyCache } from '../../server/simulation/tally-cache.ts';

export function programOf(document: ProgramDocument): Program {
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'));
  return loaded.program;
}

/** Partners and activities as JSON → columns, read by the program's catalogue. */
export function historyOf(
  document: ProgramDocument,
  partners: readonly PartnerDocument[],
  activities: readonly ActivityDocument[],
): HistoryColumns {
  const program = programOf(document);
  const builder = new HistoryBuilder(settingOf(program));
  for (const partner of partners) {
    const read = readPartner(program, partner);
    if (!read.ok) throw new Error(read.findings[0]?.message);
    for (const enrollment of read.enrollments) builder.enroll(enrollment);
  }
  for (const activity of activities) {
    const read = readActivity(program, activity);
    if (!read.ok) throw new Error(read.findings[0]?.message);
    builder.add(read.activity);
  }
  return builder.build();
}

/** Programs by id. */
export const sourceOf = (programs: Readonly<Record<string, readonly ProgramDocument[]>>): ProgramSource => ({
  program: (id) => Promise.resolve(programs[id]),
  ids: () => Promise.resolve(Object.keys(programs)),
});

export async function simulationOf(
  history: HistoryColumns,
  baseline: ProgramDocument,
  candidates: SimulationRequest['candidates'] = [{ of: 'baseline' }],
  more: Partial<SimulationRequest> = {},
): Promise<Simulation> {
  const request = { baseline: { documents: [baseline] }, history: 'here', ...more, candidates };
  const read = await readSimulation(request, history, sourceOf({}));
  if (!read.ok) throw new Error(read.findings.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'));
  return read.simulation;
}

/** From request to result, on one thread. */
export async function resultOf(
  history: HistoryColumns,
  baseline: ProgramDocument,
  asked: Partial<SimulationRequest>,
): Promise<SimulationResult> {
  const plan = planSimulation(await simulationOf(history, baseline, asked.candidates, asked));
  return reportSimulation(plan, runPlan(plan, new TallyCache()));
}

/** All that is wrong with a request, as “pointer message hint”. */
export async function refusalsOf(
  history: HistoryColumns,
  baseline: ProgramDocument,
  asked: object,
  source = sourceOf({}),
): Promise<readonly string[]> {
  const request = { baseline: { documents: [baseline] }, candidates: [{ of: 'baseline' }], history: 'here', ...asked };
  const read = await readSimulation(request, history, source);
  if (read.ok) throw new Error('it was not refused');
  return read.findings.map(({ pointer, message, hint }: Finding) => [pointer, message, hint].filter(Boolean).join(' '));
}

/** Decimal text with two places → whole hundredths. */
export const cents = (text: string): number => Math.round(Number(text) * 100);
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
