import type { ProgramDocument } from '../../../schemas/types.ts';
import { prepareFold } from '../../../server/engine/columns/fold.ts';
import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { HistoryBuilder } from '../../../server/history/builder.ts';
import { generateHistory } from '../../../server/history/generate/generate.ts';
import { settingOf } from '../../../server/history/setting.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';
import { inlineCrew } from '../../../server/simulation/inline-crew.ts';
import { readSimulation } from '../../../server/simulation/read-request.ts';
import { simulate } from '../../../server/simulation/simulate.ts';
import { TallyCache } from '../../../server/simulation/tally-cache.ts';
import { type Figures, median, work } from '../figures.ts';

const ACTIVITIES = 100_000;
const ROUNDS = 5;
const NO_PROGRAMS = { program: () => Promise.resolve(undefined), ids: () => Promise.resolve([]) };

/**
 * The example program, which has all that real ones have, over its demo history: folded whole; and what a hand waits for that
 * moves the cap of what deals earn, from the request to the report, its baseline known.
 */
export async function benchNorthwind(say: (line: string) => void): Promise<Figures> {
  const { timeline } = await loadProgramFolder('rules/northwind');
  const [program] = timeline?.versions ?? [];
  if (timeline === undefined || program === undefined) throw new Error('rules/northwind has errors');
  const history = demoHistory(timeline);
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    whole.push((await work(() => prepareFold(timeline).fold(history, { anew: false }).decisions)).ms);
  const tries = await tried(
    program.document,
    history,
    whole.map((_, round) => `0.${300 - round}`),
  );
  const microseconds = (median(whole) * 1000) / ACTIVITIES;
  say(
    `northwind, all in time order: ${microseconds.toFixed(1)} µs an activity; another cap of what deals earn: ${median(tries).toFixed(0)} ms`,
  );
  return { 'replay.northwindMicrosecondsAt100k': microseconds, 'replay.northwindSecondsAfterAnotherValueAt100k': median(tries) / 1000 };
}

function demoHistory({ versions: [program] }: Timeline): HistoryColumns {
  if (program === undefined) throw new Error('a timeline without versions');
  const builder = new HistoryBuilder(settingOf(program));
  const range = { from: isoToDay('2024-02-01') ?? 0, to: isoToDay('2026-10-31') ?? 0 };
  for (const event of generateHistory({ program, seed: 1, activities: ACTIVITIES, ...range })) {
    if ('enrollment' in event) builder.enroll(event.enrollment);
    else builder.add(event.activity);
  }
  return builder.build();
}

/** Milliseconds of work for each value, once the baseline and another value were asked for. */
async function tried(document: ProgramDocument, history: HistoryColumns, values: readonly string[]): Promise<readonly number[]> {
  const crew = inlineCrew();
  const cache = new TallyCache();
  // a source of programs hands out the same versions again
  const baseline = { documents: [document] };
  const ask = async (dealCap: string): Promise<void> => {
    const candidates = [{ of: 'baseline' as const, set: { dealCap } }];
    const request = { baseline, history: 'here', candidates, edits: false, bars: false };
    const read = await readSimulation(request, history, NO_PROGRAMS);
    if (!read.ok) throw new Error(JSON.stringify(read.findings));
    await simulate(read.simulation, crew, { cache, sample: false });
  };
  await ask('0.4');
  const ms: number[] = [];
  for (const value of values) ms.push((await work(() => ask(value))).ms);
  return ms;
}
