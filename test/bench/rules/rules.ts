import { prepareFold } from '../../../server/engine/columns/fold.ts';
import type { Amounts } from '../../../server/engine/columns/outcome.ts';
import { timelineAnew, timelineOf } from '../anew.ts';
import { jsonRulesEngine, zen } from '../decide/contestants.ts';
import { type Deal, deals, RULES, workProgram } from '../decide/workload.ts';
import { type Figures, median, work } from '../figures.ts';
import { columnsOf } from './columns.ts';

const PROOF_DEALS = 2000;
const ROUNDS = 7;
/** Deals in a round. Ours are many, so that generating code, where a round does that anew, is in proportion to a replay. */
const DEALS_A_ROUND = { columns: 1_000_000, anew: 1_000_000, jsonRulesEngine: 3000, zen: 20_000 } as const;

/**
 * Conditions alone: 36 rules over columns, against the rule engines an activity at a time and in batches. All have their
 * rules made ready before their time runs; what it costs to load the program and make code of it in each round stands beside.
 */
export async function benchRules(say: (line: string) => void): Promise<Figures> {
  const makers = { columns, anew, jsonRulesEngine, zen } as const;
  const names = Object.keys(makers) as (keyof typeof makers)[];
  const totals = new Map<string, number>();
  for (const name of names) totals.set(name, await makers[name](deals(PROOF_DEALS))());
  const paid = totals.get('columns') ?? 0;
  for (const [name, total] of totals)
    if (total !== paid) throw new Error(`${name} pays ${total} cents on ${PROOF_DEALS} deals, not ${paid}: nothing to compare`);
  say(`${RULES} rules, ${PROOF_DEALS} deals: all pay ${(paid / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })}`);

  const contestants = names.map((name) => ({ name, run: makers[name](deals(DEALS_A_ROUND[name])), microseconds: [] as number[] }));
  for (let round = -1; round < ROUNDS; round += 1)
    for (const { name, run, microseconds } of contestants) {
      const { ms } = await work<number>(run);
      // The first round only warms up.
      if (round >= 0) microseconds.push((ms * 1000) / DEALS_A_ROUND[name]);
    }
  const each = (name: keyof typeof makers): number =>
    median(contestants.find((contestant) => contestant.name === name)?.microseconds ?? []);
  const told = {
    columns: 'columns',
    anew: 'columns, program and code made anew',
    jsonRulesEngine: 'json-rules-engine',
    zen: 'ZEN, in batches',
  };
  for (const name of names) say(`${told[name].padEnd(36)} ${each(name).toFixed(3).padStart(9)} µs an activity`);
  return {
    'rules.vsJsonRulesEngine': each('jsonRulesEngine') / each('columns'),
    'rules.vsZen': each('zen') / each('columns'),
  };
}

function columns(of: readonly Deal[]): () => number {
  const history = columnsOf(of);
  const prepared = prepareFold(timelineOf(workProgram()));
  return () => sum(prepared.fold(history).lines);
}

function anew(of: readonly Deal[]): () => number {
  const history = columnsOf(of);
  return () => sum(prepareFold(timelineAnew(workProgram(), 'rule-0')).fold(history).lines);
}

function sum({ count, amount }: { readonly count: number; readonly amount: Amounts }): number {
  let total = 0;
  for (let at = 0; at < count; at += 1) total += amount[at] as number;
  return total;
}
