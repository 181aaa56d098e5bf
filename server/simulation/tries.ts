import type { CandidateProgram, ParameterValues, SimulationRequest } from '../../schemas/types.ts';
import { cutOf } from '../engine/columns/cut.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Crew, CrewOptions, Job } from './crew.ts';
import { readSimulation } from './read-request.ts';
import { RequestRefused } from './refusal.ts';
import type { ProgramSource, Side, Simulation } from './request.ts';
import type { Tally } from './tally.ts';

/** Candidates that one request may have. */
const AT_ONCE = 8;

/** A question asked again and again with other values of one candidate's parameters. */
export interface Trying {
  readonly request: SimulationRequest;
  /** Place of the candidate whose parameters vary. */
  readonly candidate: number;
  readonly history: HistoryColumns;
  readonly source: ProgramSource;
  readonly crew: Crew;
  readonly options: CrewOptions;
}

export async function readOrRefuse(json: unknown, history: HistoryColumns, source: ProgramSource): Promise<Simulation> {
  const read = await readSimulation(json, history, source);
  if (!read.ok) throw new RequestRefused(read.findings);
  return read.simulation;
}

/** Jobs only need what is counted; what bars, and what edits cost, is asked of a whole simulation. */
export function jobOf(side: Side, { selection, until }: Pick<Simulation, 'selection' | 'until'>, bars = false): Job {
  return { name: side.name, task: { programs: side.documents, selection, until, bars }, cut: cutOf(side.timeline) };
}

/** What the baseline comes to, of which every try is the difference. */
export async function foldBaseline({ request, history, source, crew, options }: Trying): Promise<Tally> {
  const simulation = await readOrRefuse({ ...request, edits: false, bars: false }, history, source);
  const [tally] = await crew.fold(history, [jobOf(simulation.baseline, simulation)], options);
  if (tally === undefined) throw new Error('a crew has left a job out');
  return tally;
}

/**
 * What `use` makes of the candidate's tally with each of these settings, in their order: exactly the candidate of a
 * simulation with `set` so. Few at a time, so that a long row of them holds little memory. Throws RequestRefused,
 * with findings placed at `pointer`.
 */
export async function tryEach<T>(
  trying: Trying,
  settings: readonly ParameterValues[],
  pointer: string,
  use: (tally: Tally) => T,
  onProgress: (done: number, all: number) => void = () => undefined,
): Promise<readonly T[]> {
  const { crew, history, options } = trying;
  const made: T[] = [];
  const rows = history.rows.count;
  for (let from = 0; from < settings.length; from += AT_ONCE) {
    const some = settings.slice(from, from + AT_ONCE);
    const simulation = await readTries(trying, some, pointer);
    const jobs = simulation.candidates.map((side) => jobOf(side, simulation));
    const progress = (done: number): void => onProgress(from * rows + done, settings.length * rows);
    made.push(...(await crew.fold(history, jobs, { ...options, onProgress: progress })).map(use));
  }
  return made;
}

async function readTries(
  { request, candidate, history, source }: Trying,
  settings: readonly ParameterValues[],
  pointer: string,
): Promise<Simulation> {
  const base: CandidateProgram = request.candidates[candidate] ?? { of: 'baseline' };
  const candidates = settings.map((set, index) => ({ ...base, name: nameOf(set, index), set: { ...base.set, ...set } }));
  const read = await readSimulation({ ...request, candidates, edits: false, bars: false }, history, source);
  if (read.ok) return read.simulation;
  // What is wrong with many points alike is said once.
  const alike = new Map<string, { readonly found: Finding; readonly settings: ParameterValues[] }>();
  for (const found of read.findings) {
    const set = settings[Number(/^\/candidates\/(\d+)/.exec(found.pointer)?.[1] ?? Number.NaN)];
    const key = set === undefined ? `${found.pointer} ${found.message}` : found.message;
    const told = alike.get(key) ?? { found, settings: [] };
    if (set !== undefined) told.settings.push(set);
    alike.set(key, told);
  }
  const placed = [...alike.values()].map(({ found, settings: [first, ...others] }): Finding => {
    if (first === undefined) return found;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return { ...found, pointer, message: `With ${settingInWords(first)}${more}: ${found.message}` };
  });
  throw new RequestRefused(placed);
}

export const settingInWords = (set: ParameterValues): string =>
  Object.entries(set)
    .map(([path, value]) => `${path} = ${String(value)}`)
    .join(', ');

const nameOf = (set: ParameterValues, index: number): string => `${settingInWords(set).slice(0, 150)} (${index})`;
