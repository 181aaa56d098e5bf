import { prepareFold } from '../../../server/engine/columns/fold.ts';
import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import type { Outcome } from '../../../server/engine/columns/outcome.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { timelineAnew, timelineOf } from '../anew.ts';
import { type Figures, median, work } from '../figures.ts';
import { replayByHand } from './by-hand/by-hand.ts';
import { benchNorthwind } from './northwind.ts';
import { factsOf } from './one-at-a-time/facts.ts';
import { onJsonRulesEngine, type Replayed } from './one-at-a-time/json-rules-engine.ts';
import { replayProgram } from './program.ts';
import { assertSameOutcome, assertSamePaid, paidOf, totalOf } from './same.ts';
import { openSql } from './sql/duckdb.ts';
import { sqlPart } from './sql/part.ts';
import { replayHistory } from './workload.ts';

const ACTIVITIES = 1_000_000;
const ROUNDS = 7;
/** The rule that is another one wherever code is to be generated anew. */
const MARKED = 'momentum';
/** Each so many-th enrollment goes through json-rules-engine, an activity at a time. */
const SAMPLED = 100;
const SIZES = { '10k': 10_000, '100k': 100_000 } as const;
const LARGE = { '10M': 10_000_000 } as const;

/**
 * A history folded from the program's document to its outcome, code generated anew each time, against the same program on
 * other means; all in work of one core. `large`: also ten million activities, for which several GB are needed.
 */
export async function benchReplay(say: (line: string) => void, large: boolean): Promise<Figures> {
  const figures = await againstRivals(say);
  for (const [name, activities] of Object.entries({ ...SIZES, ...(large ? LARGE : {}) }))
    figures[`replay.microsecondsAt${name}`] = await microseconds(activities);
  figures['replay.secondsAfterAnotherValueAt100k'] = await afterAnotherValue(SIZES['100k']);
  return { ...figures, ...(await benchNorthwind(say)) };
}

async function againstRivals(say: (line: string) => void): Promise<Record<string, number>> {
  const history = replayHistory(ACTIVITIES);
  const whole = timelineOf(replayProgram());
  const part = timelineOf(sqlPart());
  const sql = await openSql(history);
  const first = await work(() => fold(whole, history));
  const firstByHand = await work(() => replayByHand(history));
  const { names } = prepareFold(whole);
  assertSameOutcome(history, first.of, names, firstByHand.of);
  assertSamePaid('the SQL query', paidOf(fold(part, history), prepareFold(part).names), await sql.ask());
  const sample = Array.from({ length: history.enrollments.count }, (_, each) => each).filter((each) => each % SAMPLED === SAMPLED - 1);
  const facts = factsOf(whole, history, first.of, sample);
  const rulesEngine = onJsonRulesEngine();
  assertSameReplayed(first.of, sample, paidOf(first.of, names, new Set(sample)), await rulesEngine(facts));
  say(
    `all four pay the same by incentive, to the cent; in all ${dollars(totalOf(paidOf(first.of, names)))} in ${count(first.of.lines.count)} lines`,
  );
  say(`the first time in the process: ours ${Math.round(first.ms)} ms, by hand ${Math.round(firstByHand.ms)} ms`);

  const ms = {
    anew: [] as number[],
    again: [] as number[],
    hand: [] as number[],
    part: [] as number[],
    sql: [] as number[],
    library: [] as number[],
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const [anewWhole, anewPart] = [timelineAnew(replayProgram(), MARKED), timelineAnew(sqlPart(), MARKED)];
    const anew = await work(() => {
      const prepared = prepareFold(anewWhole);
      ask(prepared.fold(history));
      return prepared;
    });
    ms.anew.push(anew.ms);
    ms.hand.push((await work(() => replayByHand(history))).ms);
    ms.again.push((await work(() => ask(anew.of.fold(history)))).ms);
    ms.part.push((await work(() => fold(anewPart, history))).ms);
    ms.sql.push((await work(sql.ask)).ms);
    ms.library.push((await work(() => rulesEngine(facts))).ms);
  }
  sql.close();
  const middle = (name: keyof typeof ms): number => median(ms[name]);
  const each = (name: keyof typeof ms, of = ACTIVITIES): number => (middle(name) * 1000) / of;
  const row = (who: string, microseconds: number): void => say(`${who.padEnd(64)} ${microseconds.toFixed(2).padStart(8)} µs an activity`);
  row('ours, code generated anew', each('anew'));
  row('ours, the same code once more', each('again'));
  row('by hand', each('hand'));
  row('ours, the part of it that SQL can say', each('part'));
  row('DuckDB, one thread, the same part, sums by incentive only', each('sql'));
  row(`json-rules-engine, measures given, from ${count(facts.length)} activities`, each('library', facts.length));
  return {
    'replay.vsHandwritten': middle('anew') / middle('hand'),
    'replay.vsDuckdb': middle('sql') / middle('part'),
    'replay.vsJsonRulesEngine': each('library', facts.length) / each('anew'),
    'replay.microsecondsAt1M': each('anew'),
  };
}

/** Of another history: an outcome isn't kept while the next is made. */
async function microseconds(activities: number): Promise<number> {
  const history = replayHistory(activities);
  const ms: number[] = [];
  for (let round = 0; round < (activities > ACTIVITIES ? 1 : ROUNDS); round += 1) {
    const timeline = timelineAnew(replayProgram(), MARKED);
    ms.push((await work(() => fold(timeline, history).decisions)).ms);
  }
  return (median(ms) * 1000) / activities;
}

/** Seconds of work from another value of a parameter to the outcome, the program checked on the way. */
async function afterAnotherValue(activities: number): Promise<number> {
  const history = replayHistory(activities);
  const { parameters, ...program } = replayProgram();
  const ms: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const silver = { ...parameters?.silver, value: `${100_000 + round * 500}` } as NonNullable<typeof parameters>[string];
    ms.push((await work(() => fold(timelineOf({ ...program, parameters: { ...parameters, silver } }), history).decisions)).ms);
  }
  return median(ms) / 1000;
}

function assertSameReplayed({ moves }: Outcome, sample: readonly number[], paid: ReturnType<typeof paidOf>, theirs: Replayed): void {
  assertSamePaid('json-rules-engine', paid, theirs.paid);
  const of = new Set(sample);
  const raised = Array.from(moves.row).filter(
    (row, at) => row >= 0 && of.has(moves.enrollment[at] ?? -1) && (moves.after[at] ?? 0) > (moves.before[at] ?? 0),
  );
  if (raised.join() !== theirs.raised.join()) throw new Error('json-rules-engine raises tiers elsewhere: nothing to compare');
}

const fold = (timeline: Timeline, history: HistoryColumns): Outcome => ask(prepareFold(timeline).fold(history));

/** Columns of lines are made when they are asked for: those that the program by hand writes. */
function ask(outcome: Outcome): Outcome {
  const { enrollment, row, incentive, tier, amount } = outcome.lines;
  for (const column of [enrollment, row, incentive, tier, amount])
    if (column.length !== outcome.lines.count) throw new Error('a column of another length');
  return outcome;
}

const count = (of: number): string => of.toLocaleString('en-US');
const dollars = (minor: number): string => (minor / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
