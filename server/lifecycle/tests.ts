import { setImmediate } from 'node:timers/promises';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import { type ScenarioReport, testScenario, untriedRules } from '../engine/scenarios/report.ts';
import { alone, loadDraft, scenariosOf } from './draft-files.ts';
import type { Life } from './life.ts';
import { getDraft } from './read-draft.ts';

export interface DraftTests {
  readonly draft: string;
  readonly revision: number;
  /** Whether it loads and every scenario passed. */
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly scenarios: readonly Omit<ScenarioReport, 'exercised'>[];
  /** Rules that no scenario makes hold. */
  readonly untried: readonly string[];
  /** Errors of a draft that doesn't load; then no scenario was run. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Its scenarios on both evaluators, with the draft always in force. */
export async function testDraft(life: Life, id: string): Promise<DraftTests> {
  const { program, revision, files } = await getDraft(life, id);
  const loaded = loadDraft(files, program);
  const about = { draft: id, revision };
  if (!loaded.ok) return { ...about, ok: false, passed: 0, failed: 0, scenarios: [], untried: [], diagnostics: loaded.diagnostics };
  const timeline = alone(loaded.program);
  const reports: ScenarioReport[] = [];
  for (const file of scenariosOf(files)) {
    reports.push(await testScenario(timeline, file));
    // scenarios take seconds together, and quotes wait for an answer meanwhile
    await setImmediate();
  }
  const failed = reports.filter(({ passed }) => !passed).length;
  return {
    ...about,
    ok: failed === 0,
    passed: reports.length - failed,
    failed,
    scenarios: reports.map(({ exercised: _, ...report }) => report),
    untried: untriedRules(timeline, reports),
    diagnostics: [],
  };
}
