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
 * moves the cap of what deals earn, or by steps of 1 % the revenue that gold asks for, from the request to the report, its baseline known.
 */
export async function benchNorthwind(say: (line: string) => void): Promise<Figures> {
  const { timeline } = await loadProgramFolder('rules/northwind');
  const [program] = timeline?.versions ?? [];
  if (timeline === undefined || program === undefined) throw new Error('rules/northwind has errors');
  const history = demoHistory(timeline);
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    whole.push((await work(() => prepareFold(timeline).fold(history, { anew: false }).decisions)).ms);
  const asked = { program: program.document, history };
  const caps = await tried(asked, { dealCap: '0.4' }, (round) => ({ dealCap: `0.${300 - round}` }));
  const revenues = await tried(asked, { goldRevenue: '500001.00' }, (round) => ({ goldRevenue: `${500_000 + 5000 * round}.00` }));
  const microseconds = (median(whole) * 1000) / ACTIVITIES;
  say(
    `northwind, all in time order: ${microseconds.toFixed(1)} µs an activity; another cap of what deals earn: ${median(caps).toFixed(0)} ms; another revenue for gold: ${median(revenues).toFixed(0)} ms`,
  );
  return {
    'replay.northwindMicrosecondsAt100k': microseconds,
    'replay.northwindSecondsAfterAnotherValueAt100k': median(caps) / 1000,
    'replay.northwindSecondsAfterAnotherThresholdAt100k': median(revenues) / 1000,
  };
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

type Values = Readonly<Record<string, string>>;

interface Asked {
  readonly program: ProgramDocument;
  readonly history: HistoryColumns;
}

/** Milliseconds of work for each round's values, once the baseline and others were asked for. */
async function tried({ program, history }: Asked, first: Values, valuesOf: (round: number) => Values): Promise<readonly number[]> {
  const crew = inlineCrew();
  const cache = new TallyCache();
  // a source of programs hands out the same versions again
  const baseline = { documents: [program] };
  const ask = async (set: Values): Promise<void> => {
    const candidates = [{ of: 'baseline' as const, set }];
    const request = { baseline, history: 'here', candidates, edits: false, bars: false };
    const read = await readSimulation(request, history, NO_PROGRAMS);
    if (!read.ok) throw new Error(JSON.stringify(read.findings));
    await simulate(read.simulation, crew, { cache, sample: false });
  };
  await ask(first);
  const ms: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) ms.push((await work(() => ask(valuesOf(round)))).ms);
  return ms;
}
