import { availableParallelism } from 'node:os';
import type { SimulationRequest, SimulationResult } from '../../schemas/types.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { didYouMean } from '../engine/program/wording.ts';
import { HistoryError } from '../history/history-error.ts';
import { openHistory } from '../history/open-history.ts';
import { loadProgramFolder } from '../programs/program-folder.ts';
import { findPrograms } from '../programs/programs-folder.ts';
import { type CrewOptions, FoldCancelled, FoldTimedOut, type LocalCrew, PieceFailed, PieceLost } from '../simulation/crew.ts';
import { CSV_TABLES, type CsvTable, resultCsv } from '../simulation/csv.ts';
import { explainPair } from '../simulation/explain-pair.ts';
import { goalSeek } from '../simulation/goal-seek.ts';
import { inlineCrew } from '../simulation/inline-crew.ts';
import { RequestRefused } from '../simulation/refusal.ts';
import type { ProgramSource } from '../simulation/request.ts';
import { simulate as simulateAll } from '../simulation/simulate.ts';
import { sweep } from '../simulation/sweep.ts';
import { sweepCsv } from '../simulation/sweep-csv.ts';
import { threadCrew } from '../simulation/threads.ts';
import { foldBaseline, readOrRefuse, type Trying } from '../simulation/tries.ts';
import { showDiagnostics } from './check.ts';
import { EXIT, type Output, toJson, UsageError } from './output.ts';
import { showProgress } from './progress.ts';
import { axisOf, goalOf, type NamedProgram, optionAt, requestOf, type SimulateOptions, sideOptions, wholeOf } from './simulate-options.ts';
import { showPair } from './simulate-pair.ts';
import { showSimulation } from './simulate-report.ts';
import { showGoal, showSweep } from './simulate-tables.ts';

const MOST_THREADS = 64;
const MOST_SECONDS = 86_400;
/** Below so many rows a thread takes longer to start than to fold. */
const FEW_ROWS = 20_000;

/** Decides a history again by other programs, and says what would have been. */
export async function simulate(options: SimulateOptions, output: Output): Promise<number> {
  const axes = (options.sweep ?? []).map(axisOf);
  const goal = options.goal === undefined ? undefined : goalOf(options.goal, options.by);
  if (options.goal === undefined && options.by !== undefined) throw new UsageError('--by needs a goal: add --goal measure=target.');
  if ([axes.length > 0, goal !== undefined, options.activity !== undefined].filter(Boolean).length > 1) {
    throw new UsageError('--sweep, --goal and --activity are questions of their own: ask one at a time.');
  }
  const csv = csvOf(options.csv);
  if (options.json && csv !== undefined) throw new UsageError('--json and --csv are two forms: take one.');
  const threads = options.threads === undefined ? undefined : wholeOf('--threads', options.threads, MOST_THREADS);
  const seconds = options.maxSeconds === undefined ? undefined : wholeOf('--max-seconds', options.maxSeconds, MOST_SECONDS);
  const programs = await loadAll(options, output);
  if (programs === undefined) return EXIT.findings;
  const { baseline, candidates, rivals } = programs;
  const history = await open(options.history);
  const request = requestOf(options, baseline, candidates, rivals, history);
  const crew = crewFor(history, threads);
  const ended = new AbortController();
  const interrupt = (): void => ended.abort();
  process.once('SIGINT', interrupt);
  const how = { signal: ended.signal, ...(seconds !== undefined && { deadline: Date.now() + seconds * 1000 }) };
  try {
    const asking = { request, history, crew, how, output, csv, json: options.json === true };
    if (axes.length > 0) return await askSweep(asking, axes);
    if (goal !== undefined) return await askGoal(asking, goal);
    if (options.activity !== undefined) return await askActivity(asking, { id: options.activity, source: options.source });
    return await askAll(asking);
  } catch (error) {
    return told(error, sideOptions(options, candidates, rivals), output);
  } finally {
    process.off('SIGINT', interrupt);
    await crew.close();
  }
}

interface Asking {
  readonly request: SimulationRequest;
  readonly history: HistoryColumns;
  readonly crew: LocalCrew;
  readonly how: CrewOptions;
  readonly output: Output;
  readonly csv: CsvTable | undefined;
  readonly json: boolean;
}

async function askAll({ request, history, crew, how, output, csv, json }: Asking): Promise<number> {
  const simulation = await readOrRefuse(request, history, NO_PROGRAMS);
  const result = await withProgress('folding', history, (onProgress) => simulateAll(simulation, crew, { ...how, onProgress }));
  output.out(json ? toJson(result) : csv !== undefined ? resultCsv(result, csv) : showSimulation(result));
  return agrees(result, output) ? EXIT.fine : EXIT.findings;
}

/** The table that is asked for; `--csv` alone asks for the totals. */
function csvOf(asked: string | boolean | undefined): CsvTable | undefined {
  if (asked === undefined || asked === false) return undefined;
  if (asked === true) return 'totals';
  const table = CSV_TABLES.find((name) => name === asked);
  if (table !== undefined) return table;
  throw new UsageError(`--csv ${asked} is none of the tables ${CSV_TABLES.join(', ')}. ${didYouMean(asked, CSV_TABLES) ?? ''}`.trim());
}

/** Two evaluators that don't agree are a fault of ours: no figure is to be trusted then. */
function agrees({ sides }: SimulationResult, output: Output): boolean {
  const wrong = sides.filter(({ sample }) => sample !== undefined && sample.agreed < sample.lines);
  for (const { name } of wrong) output.err(`${name}: the evaluators don't agree on the sample; don't rely on these figures.\n`);
  return wrong.length === 0;
}

async function askSweep({ request, history, crew, how, output, csv, json }: Asking, axes: ReturnType<typeof axisOf>[]): Promise<number> {
  const trying: Trying = { request, candidate: 0, history, source: NO_PROGRAMS, crew, options: how };
  const baseline = await foldBaseline(trying);
  const result = await withProgress('sweeping', history, (onProgress) => sweep(trying, { axes }, baseline, onProgress));
  output.out(json ? toJson(result) : csv !== undefined ? sweepCsv(result) : showSweep(result));
  return EXIT.fine;
}

async function askGoal({ request, history, crew, how, output, csv, json }: Asking, goal: ReturnType<typeof goalOf>): Promise<number> {
  if (csv !== undefined) throw new UsageError('A goal has no CSV: take --json.');
  const trying: Trying = { request, candidate: 0, history, source: NO_PROGRAMS, crew, options: how };
  const result = await goalSeek(trying, goal, await foldBaseline(trying));
  output.out(json ? toJson(result) : showGoal(result));
  return EXIT.fine;
}

/** Both decisions, and before them where they part. */
async function askActivity(
  { request, history, crew, how, output, csv, json }: Asking,
  { id, source }: { readonly id: string; readonly source: string | undefined },
): Promise<number> {
  if (csv !== undefined) throw new UsageError('An activity has no CSV: take --json.');
  const simulation = await readOrRefuse({ ...request, edits: false, bars: false }, history, NO_PROGRAMS);
  const pair = await explainPair(simulation, { id, ...(source !== undefined && { source }) }, crew, how);
  output.out(json ? toJson(pair) : showPair(pair));
  return EXIT.fine;
}

async function withProgress<T>(
  what: string,
  history: HistoryColumns,
  work: (onProgress: (done: number, all: number) => void) => Promise<T>,
): Promise<T> {
  let bar: ReturnType<typeof showProgress> | undefined;
  try {
    return await work((done, all) => {
      bar ??= showProgress(what, Math.max(all, history.rows.count));
      bar.reach(done);
    });
  } finally {
    bar?.end();
  }
}

/** Programs on a command line are folders; none is asked for by its id. */
const NO_PROGRAMS: ProgramSource = { program: () => Promise.resolve(undefined), ids: () => Promise.resolve([]) };

function crewFor({ rows }: HistoryColumns, threads: number | undefined): LocalCrew {
  const count = threads ?? (rows.count < FEW_ROWS ? 1 : Math.min(MOST_THREADS, availableParallelism()));
  return threads === undefined && count === 1 ? inlineCrew() : threadCrew(count);
}

async function open(folder: string): Promise<HistoryColumns> {
  try {
    return await openHistory(folder);
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(error.message);
    throw error;
  }
}

/** All programs that are named; undefined where one has errors, which are told. */
async function loadAll(
  { baseline, candidate = [], rival = [] }: SimulateOptions,
  output: Output,
): Promise<
  { readonly baseline: NamedProgram; readonly candidates: readonly NamedProgram[]; readonly rivals: readonly NamedProgram[] } | undefined
> {
  const loaded: (NamedProgram | undefined)[] = [];
  for (const path of [baseline, ...candidate, ...rival]) loaded.push(await loadOne(path, output));
  const sound = loaded.filter((each) => each !== undefined);
  const [first, ...others] = sound;
  if (first === undefined || sound.length < loaded.length) {
    output.err('Nothing is simulated.\n');
    return undefined;
  }
  return { baseline: first, candidates: others.slice(0, candidate.length), rivals: others.slice(candidate.length) };
}

async function loadOne(path: string, output: Output): Promise<NamedProgram | undefined> {
  const [folder] = await findPrograms(path);
  if (folder !== path) {
    const hint = folder === undefined ? '' : ` Name one of the programs in it, such as ${folder}.`;
    throw new UsageError(`${path} has no program.json.${hint}`);
  }
  const program = await loadProgramFolder(path);
  if (program.timeline !== undefined) return { path, timeline: program.timeline };
  output.err(showDiagnostics(program));
  return undefined;
}

/** What ended it, for the person who asked. */
function told(error: unknown, sides: readonly string[], output: Output): number {
  if (error instanceof RequestRefused) {
    for (const finding of error.findings) output.err(shown(finding, sides));
    return EXIT.wrongUse;
  }
  const expected = [FoldCancelled, FoldTimedOut, PieceFailed, PieceLost].some((kind) => error instanceof kind);
  if (!expected || !(error instanceof Error)) throw error;
  output.err(`${error.message}\n`);
  return EXIT.findings;
}

const shown = ({ pointer, severity, message, code, hint }: Finding, sides: readonly string[]): string =>
  `${optionAt(pointer, sides)}: ${severity}: ${message} [${code}]\n${hint === undefined ? '' : `    hint: ${hint}\n`}`;
