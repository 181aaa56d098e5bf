import { ZenEngine } from '@gorules/zen-engine';
import { Engine } from 'json-rules-engine';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { readActivity, readPartner } from '../../../server/engine/facts/intake.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { createReference } from '../../../server/engine/reference/evaluator.ts';
import { activityOf, type Deal, partner, type Test, type WorkRule, workProgram, workRules } from './workload.ts';

/** Decides all deals and gives the sum of what is paid, in cents. */
export type Contestant = () => Promise<number> | number;

const total = (decisions: readonly Decision[]): number =>
  decisions.reduce(
    (sum, decision) =>
      sum +
      decision.parties.reduce(
        (ofParty, party) => ofParty + party.lines.reduce((ofLine, line) => ofLine + Math.round(Number(line.amount) * 100), 0),
        0,
      ),
    0,
  );

function ours(deals: readonly Deal[]) {
  const loaded = loadProgramDocument(workProgram());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  const program = loaded.program;
  const read = readPartner(program, partner);
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  const activities = deals.map((deal, index) => {
    const activity = readActivity(program, activityOf(deal, index));
    if (!activity.ok) throw new Error(JSON.stringify(activity.findings));
    return activity.activity;
  });
  return { timeline: { id: program.id, versions: [program] }, enrollments: read.enrollments, activities };
}

/** Whole decisions, one activity at a time. */
export function compiled(deals: readonly Deal[]): Contestant {
  const { timeline, enrollments, activities } = ours(deals);
  const evaluator = createCompiled(timeline);
  return () => {
    const state = evaluator.begin(enrollments);
    let sum = 0;
    for (const activity of activities) sum += total(evaluator.step(state, activity));
    return sum;
  };
}

export function reference(deals: readonly Deal[]): Contestant {
  const { timeline, enrollments, activities } = ours(deals);
  const evaluator = createReference(timeline);
  return async () => {
    const state = evaluator.begin(enrollments);
    let sum = 0;
    for (const activity of activities) sum += total(await evaluator.step(state, activity));
    return sum;
  };
}

/** json-rules-engine as its documentation has it: one engine, its own operators, facts with each run. */
export function jsonRulesEngine(deals: readonly Deal[]): Contestant {
  const engine = new Engine();
  for (const rule of workRules())
    engine.addRule({
      name: rule.name,
      conditions: { all: rule.all.map(libraryCondition) },
      event: { type: 'pay', params: { percent: rule.percent } },
    });
  return async () => {
    let sum = 0;
    for (const deal of deals) {
      const { events } = await engine.run({ ...deal });
      for (const event of events) sum += (deal.amount * Number(event.params?.percent)) / 100;
    }
    return sum;
  };
}

export function libraryCondition(test: Test) {
  if ('oneOf' in test) return { fact: test.fact, operator: 'in', value: test.oneOf };
  if ('is' in test) return { fact: test.fact, operator: 'equal', value: test.is };
  if ('below' in test) return { fact: test.fact, operator: 'lessThan', value: test.below };
  return { fact: test.fact, operator: 'greaterThanInclusive', value: test.atLeast };
}

/** GoRules ZEN at its best: one decision table that collects, looped over many deals in one call. */
export function zen(deals: readonly Deal[], batch = 500): Contestant {
  const decision = new ZenEngine().createDecision(decisionTable(workRules()));
  const batches: Deal[][] = [];
  for (let start = 0; start < deals.length; start += batch) batches.push(deals.slice(start, start + batch));
  return async () => {
    let sum = 0;
    for (const activities of batches) {
      const { result } = await decision.evaluate({ activities });
      for (const paid of (result as { results: { pays: number }[][] }).results) for (const { pays } of paid) sum += pays;
    }
    return sum;
  };
}

function decisionTable(rules: readonly WorkRule[]) {
  const node = (id: string, type: string, content: object = {}) => ({ id, name: id, type, position: { x: 0, y: 0 }, content });
  const edge = (sourceId: string, targetId: string) => ({ id: `${sourceId}-${targetId}`, type: 'edge', sourceId, targetId });
  const table = {
    hitPolicy: 'collect',
    executionMode: 'loop',
    inputField: 'activities',
    outputPath: 'results',
    passThrough: false,
    inputs: [{ id: 'when', name: 'when' }],
    outputs: [{ id: 'pays', name: 'pays', field: 'pays' }],
    rules: rules.map((rule) => ({ _id: rule.name, when: rule.all.map(expression).join(' and '), pays: `amount * ${rule.percent} / 100` })),
  };
  return {
    contentType: 'application/vnd.gorules.decision',
    nodes: [node('in', 'inputNode'), node('table', 'decisionTableNode', table), node('out', 'outputNode')],
    edges: [edge('in', 'table'), edge('table', 'out')],
  };
}

function expression(test: Test): string {
  if ('oneOf' in test) return `${test.fact} in ${JSON.stringify(test.oneOf)}`;
  if ('is' in test) return `${test.fact} == ${JSON.stringify(test.is)}`;
  if ('below' in test) return `${test.fact} < ${test.below}`;
  return `${test.fact} >= ${test.atLeast}`;
}
