import { type ScenarioReport, testScenario, untriedRules } from '../engine/scenarios/report.ts';
import type { ProgramFolder } from '../programs/program-folder.ts';
import { loadEach, showDiagnostics } from './check.ts';
import { showDiagnostic, textsByPath } from './diagnostics.ts';
import { counted, EXIT, type Output, toJson } from './output.ts';

export interface TestOptions {
  readonly json?: boolean;
}

interface ProgramReport {
  readonly program: ProgramFolder;
  readonly scenarios: readonly ScenarioReport[];
  /** Rules that no scenario makes hold. */
  readonly untried: readonly string[];
}

/** Decides the scenarios of a program on both evaluators, and holds the decisions against what they expect and against each other. */
export async function test(path: string, options: TestOptions, output: Output): Promise<number> {
  const reports: ProgramReport[] = [];
  for (const program of await loadEach(path)) {
    const report = await testProgram(program);
    reports.push(report);
    if (!options.json) output.out(showProgram(report));
  }
  if (options.json) output.out(toJson(asJson(reports)));
  else if (reports.length > 1) output.out(`\n${verdict(reports.flatMap(({ scenarios }) => scenarios))}\n`);
  return reports.every(isFine) ? EXIT.fine : EXIT.findings;
}

const isFine = ({ program, scenarios }: ProgramReport): boolean =>
  program.timeline !== undefined && scenarios.every(({ passed }) => passed);

async function testProgram(program: ProgramFolder): Promise<ProgramReport> {
  const { timeline } = program;
  if (timeline === undefined) return { program, scenarios: [], untried: [] };
  const scenarios: ScenarioReport[] = [];
  for (const file of program.scenarios) scenarios.push(await testScenario(timeline, file));
  return { program, scenarios, untried: untriedRules(timeline, scenarios) };
}

function showProgram({ program, scenarios, untried }: ProgramReport): string {
  if (program.timeline === undefined) {
    return `${showDiagnostics(program)}${program.path}: the program has errors; no scenario was run\n`;
  }
  const texts = textsByPath(program.sources);
  const lines = [`${program.timeline.id} (${program.path})`];
  for (const { name, passed, diagnostics, file } of scenarios) {
    lines.push(`  ${passed ? '✓' : '✗'} ${name}${passed || name === file ? '' : ` (${file})`}`);
    for (const diagnostic of diagnostics) lines.push(...indented(showDiagnostic(diagnostic, texts)));
  }
  lines.push(`  ${verdict(scenarios)}`);
  if (scenarios.length > 0 && untried.length > 0 && scenarios.every(ran))
    lines.push(`  No scenario makes these rules hold: ${untried.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

/** What can't be run says nothing of the rules that it would have tried. */
const ran = ({ diagnostics }: ScenarioReport): boolean => diagnostics.every(({ code }) => OUTCOMES.has(code));

const OUTCOMES: ReadonlySet<string> = new Set(['not-as-expected', 'evaluators-disagree']);

const indented = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `      ${line}`);

function verdict(scenarios: readonly ScenarioReport[]): string {
  if (scenarios.length === 0) return 'no scenarios';
  const failed = scenarios.filter(({ passed }) => !passed).length;
  const all = counted(scenarios.length, 'scenario');
  return failed === 0 ? `${all} passed on both evaluators` : `${failed} of ${all} failed`;
}

function asJson(reports: readonly ProgramReport[]): unknown {
  return {
    ok: reports.every(isFine),
    programs: reports.map((report) => ({
      path: report.program.path,
      ok: isFine(report),
      ...(report.program.timeline === undefined ? { diagnostics: report.program.diagnostics } : { id: report.program.timeline.id }),
      scenarios: report.scenarios.map(({ exercised, ...scenario }) => ({ ...scenario, exercised: Object.fromEntries(exercised) })),
      untried: report.untried,
    })),
  };
}
