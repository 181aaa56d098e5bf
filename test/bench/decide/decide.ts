import type { Figures } from '../figures.ts';
import { median } from '../figures.ts';
import { type Contestant, compiled, jsonRulesEngine, reference, zen } from './contestants.ts';
import { deals, RULES } from './workload.ts';

const PROOF_DEALS = 500;
const ROUNDS = 5;
/** Deals in a round, so that each contestant works for about as long. */
const DEALS_A_ROUND = { compiled: 100_000, reference: 300, jsonRulesEngine: 3000, zen: 20_000 } as const;

/** Decisions a second of the two evaluators and of two rivals, on the same rules and deals. */
export async function benchDecide(say: (line: string) => void): Promise<Figures> {
  const makers = { compiled, reference, jsonRulesEngine, zen } as const;
  const names = Object.keys(makers) as (keyof typeof makers)[];

  const totals = new Map<string, number>();
  for (const name of names) totals.set(name, await makers[name](deals(PROOF_DEALS))());
  const [first] = totals.values();
  for (const [name, sum] of totals)
    if (sum !== first) throw new Error(`${name} pays ${sum} cents on ${PROOF_DEALS} deals, not ${first}: nothing to compare`);
  say(
    `${RULES} rules, ${PROOF_DEALS} deals: all four pay ${((first ?? 0) / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })}`,
  );

  const contestants = new Map<keyof typeof makers, Contestant>(names.map((name) => [name, makers[name](deals(DEALS_A_ROUND[name]))]));
  const rates = new Map<keyof typeof makers, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, decide] of contestants) {
      const started = performance.now();
      await decide();
      const seconds = (performance.now() - started) / 1000;
      // The first round only warms up.
      if (round >= 0) rates.get(name)?.push(DEALS_A_ROUND[name] / seconds);
    }
  }
  const perSecond = (name: keyof typeof makers): number => median(rates.get(name) ?? []);
  for (const name of names)
    say(
      `${name.padEnd(18)} ${Math.round(perSecond(name)).toLocaleString('en-US').padStart(10)} decisions a second, ${(1e6 / perSecond(name)).toFixed(1).padStart(8)} µs each`,
    );
  return {
    'decide.compiledPerSecond': perSecond('compiled'),
    'decide.referencePerSecond': perSecond('reference'),
    'decide.compiledVsJsonRulesEngine': perSecond('compiled') / perSecond('jsonRulesEngine'),
    'decide.compiledVsZen': perSecond('compiled') / perSecond('zen'),
  };
}
