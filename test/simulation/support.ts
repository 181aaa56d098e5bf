import type { ActivityDocument, PartnerDocument, ProgramDocument, SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import type { Enrollment } from '../../server/engine/facts/activity.ts';
import { readActivity, readPartner } from '../../server/engine/facts/intake.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Program } from '../../server/engine/program/model.ts';
import { HistoryBuilder } from '../../server/history/builder.ts';
import { settingOf } from '../../server/history/setting.ts';
import { readSimulation } from '../../server/simulation/read-request.ts';
import type { ProgramSource, Simulation } from '../../server/simulation/request.ts';

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
    for (const enrollment of read.enrollments as readonly Enrollment[]) builder.enroll(enrollment);
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

const NOWHERE = sourceOf({});

export async function simulationOf(
  history: HistoryColumns,
  baseline: ProgramDocument,
  candidates: SimulationRequest['candidates'],
  more: Partial<SimulationRequest> = {},
): Promise<Simulation> {
  const request = { baseline: { documents: [baseline] }, candidates, history: 'here', ...more };
  const read = await readSimulation(request, history, NOWHERE);
  if (!read.ok) throw new Error(read.findings.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'));
  return read.simulation;
}
