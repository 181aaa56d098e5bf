import { beforeAll, describe, expect, it } from 'vitest';
import { prepareFold } from '../../../server/engine/columns/fold.ts';
import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import { NO_TIER, type Outcome, type OutcomeNames, REGISTRATION_OUTCOMES } from '../../../server/engine/columns/outcome.ts';
import { textAt } from '../../../server/engine/columns/read-history.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import { HistoryBuilder } from '../../../server/history/builder.ts';
import { generateHistory } from '../../../server/history/generate/generate.ts';
import { settingOf } from '../../../server/history/setting.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';

/** The demo program over a demo history: each of its rules has something to say. */
describe('the demo program on 100,000 activities', () => {
  let history: HistoryColumns;
  let names: OutcomeNames;
  let outcome: Outcome;
  beforeAll(async () => {
    const { timeline } = await loadProgramFolder('rules/northwind');
    const program = timeline?.versions[0];
    if (timeline === undefined || program === undefined) throw new Error('rules/northwind has errors');
    const builder = new HistoryBuilder(settingOf(program));
    const range = { from: isoToDay('2023-02-01') ?? 0, to: isoToDay('2026-07-31') ?? 0 };
    for (const event of generateHistory({ program, seed: 1, activities: 100_000, ...range })) {
      if ('enrollment' in event) builder.enroll(event.enrollment);
      else builder.add(event.activity);
    }
    history = builder.build();
    const fold = prepareFold(timeline);
    names = fold.names;
    outcome = fold.fold(history);
  }, 120_000);

  it('looks at every rule, and every rule holds somewhere', () => {
    const [rules = []] = names.rules;
    const [counts] = outcome.rules;
    expect(rules.filter((_, rule) => (counts?.looked[rule] ?? 0) === 0)).toEqual([]);
    expect(rules.filter((_, rule) => (counts?.held[rule] ?? 0) === 0)).toEqual([]);
  });

  it('pays every incentive and obligation', () => {
    const paid = new Set<number>();
    for (let line = 0; line < outcome.lines.count; line += 1)
      if ((outcome.lines.amount[line] ?? 0) !== 0) paid.add(outcome.lines.incentive[line] ?? -1);
    expect(names.incentives.filter((_, incentive) => !paid.has(incentive))).toEqual([]);
  });

  it('spreads partners over all levels', () => {
    const [levels] = names.levels;
    const held = new Set<string>();
    for (const [enrollment, level] of outcome.standing.entries()) {
      const type = textAt(history.texts, history.enrollments.partnerType[enrollment] ?? 0);
      if (level !== NO_TIER) held.add(`${type} ${levels?.get(type)?.[level]}`);
    }
    const all = [...(levels ?? [])].flatMap(([type, of]) => of.map((level) => `${type} ${level}`));
    expect([...held].sort()).toEqual(all.sort());
  });

  it('closes every gate now and then, and gives registrations every outcome', () => {
    const closed = new Set(outcome.closed.gate.subarray(0, outcome.closed.count));
    expect(names.gates.filter((_, gate) => !closed.has(gate))).toEqual([]);
    const outcomes = new Set(outcome.registrations.outcome.subarray(0, outcome.registrations.count));
    expect(REGISTRATION_OUTCOMES.filter((_, code) => !outcomes.has(code))).toEqual([]);
  });

  it('fails nowhere', () => {
    expect(outcome.failures.count).toBe(0);
  });
});
