import { firstDifference, type JsonDifference } from '../decisions/difference.ts';
import type { Timeline } from '../program/model.ts';
import { runScenario, type ScenarioResult } from './run.ts';

/** A scenario on both evaluators. */
export interface BothResult {
  readonly passed: boolean;
  readonly reference: ScenarioResult;
  readonly compiled: ScenarioResult;
  /** Where their decisions differ, reasoning included: `left` is the reference's. One of them is wrong then. */
  readonly disagreement?: JsonDifference;
}

export async function runOnBoth(timeline: Timeline, scenario: unknown): Promise<BothResult> {
  const reference = await runScenario(timeline, scenario, 'reference');
  const compiled = await runScenario(timeline, scenario, 'compiled');
  const disagreement = firstDifference(reference.decisions, compiled.decisions);
  return {
    passed: reference.passed && compiled.passed && disagreement === undefined,
    reference,
    compiled,
    ...(disagreement !== undefined && { disagreement }),
  };
}
