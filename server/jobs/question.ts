import type { CandidateProgram, ProgramChoice, SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { schemaFindings } from '../engine/program/schema.ts';
import { type Beside, chooseDocuments } from '../simulation/read-program.ts';
import { readSimulation } from '../simulation/read-request.ts';
import type { ProgramSource, Side, Simulation } from '../simulation/request.ts';
import type { SimulationSide } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import type { StoredHistory } from '../store/histories.ts';
import { currentColumns, snapshotOf } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';
import type { NewQuestion, Question } from '../store/simulations.ts';

export type Asked =
  | { readonly ok: true; readonly question: NewQuestion; readonly simulation: Simulation; readonly history: StoredHistory }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** A request as JSON → a question that can be kept, or all that is wrong with it. */
export async function ask(store: Store, json: unknown, source: ProgramSource): Promise<Asked> {
  const findings = schemaFindings('simulation', json);
  if (findings.length > 0) return { ok: false, findings };
  const request = json as SimulationRequest;
  let known: { readonly history: StoredHistory; readonly columns: HistoryColumns };
  try {
    known = await currentColumns(store, request.history);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'not-found')) throw error;
    const hint = 'Give the id of a history, or the hash of its content.';
    return { ok: false, findings: [{ code: 'unknown-history', severity: 'error', message: error.message, pointer: '/history', hint }] };
  }
  const { history, columns } = known;
  const read = await readSimulation(request, columns, source);
  if (!read.ok) return read;
  const question: NewQuestion = {
    snapshot: snapshotOf(history),
    historyHash: columns.hash,
    requestHash: read.simulation.hash,
    request: canonicalJson(await withDocuments(request, read.simulation, source)),
    sides: [read.simulation.baseline, ...read.simulation.candidates].map(sideOf),
  };
  return { ok: true, question, simulation: read.simulation, history };
}

const sideOf = ({ name, timeline: { id, versions }, rival }: Side): SimulationSide => ({
  name,
  program: id,
  rival,
  versions: versions.map(({ hash, effectiveFrom }) => ({
    hash,
    effectiveFrom: effectiveFrom === undefined ? null : dayToIso(effectiveFrom),
  })),
});

/** Programs and drafts named by id may change, or be another node's to know; their documents don't. */
async function withDocuments(
  request: SimulationRequest,
  { baseline: side, inForceFrom }: Simulation,
  source: ProgramSource,
): Promise<SimulationRequest> {
  const whole = async <C extends ProgramChoice & CandidateProgram>(choice: C, beside?: Beside): Promise<C> => {
    if (choice.program === undefined && choice.draft === undefined) return choice;
    const chosen = await chooseDocuments(choice, '', source, beside);
    if (!chosen.ok) throw new Error(`a program that was read is gone: ${chosen.findings[0]?.message ?? ''}`);
    const { program: _, on: __, draft: ___, ...rest } = choice;
    return { ...rest, documents: chosen.documents } as unknown as C;
  };
  const beside = { baseline: side.documents, inForceFrom };
  const candidates = [];
  for (const candidate of request.candidates) candidates.push(await whole(candidate, beside));
  return { ...request, baseline: await whole(request.baseline), candidates: candidates as SimulationRequest['candidates'] };
}

/** Kept questions name no program. */
const NO_PROGRAMS: ProgramSource = { program: async () => undefined, ids: async () => [] };

/** A kept question, to be answered. */
export async function reread({ request, requestHash, historyHash }: Question, columns: HistoryColumns): Promise<Simulation> {
  if (columns.hash !== historyHash) throw new Error(`the history is ${columns.hash} and was ${historyHash}`);
  const read = await readSimulation(JSON.parse(request), columns, NO_PROGRAMS);
  if (!read.ok) throw new Error(`a request that was accepted is refused: ${read.findings[0]?.message ?? ''}`);
  if (read.simulation.hash !== requestHash) throw new Error(`the request means ${read.simulation.hash} and meant ${requestHash}`);
  return read.simulation;
}
