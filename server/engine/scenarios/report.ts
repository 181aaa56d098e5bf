import type { Diagnostic, Finding } from '../program/diagnostic.ts';
import type { Timeline } from '../program/model.ts';
import { readSource } from '../program/read-source.ts';
import type { SourceFile } from '../program/source.ts';
import { type BothResult, runOnBoth } from './both.ts';
import type { ScenarioResult } from './run.ts';

/** What a scenario's file came to. */
export interface ScenarioReport {
  readonly file: string;
  /** The file's where the document doesn't say. */
  readonly name: string;
  readonly passed: boolean;
  /** What is wrong with the scenario, or isn't as it expects, placed in its file. */
  readonly diagnostics: readonly Diagnostic[];
  readonly exercised: ScenarioResult['exercised'];
}

/** Decides a scenario on both evaluators. */
export async function testScenario(timeline: Timeline, file: SourceFile): Promise<ScenarioReport> {
  const read = readSource(file);
  if (!read.ok) return { file: file.path, name: file.path, passed: false, diagnostics: read.diagnostics, exercised: new Map() };
  const result = await runOnBoth(timeline, read.document);
  const { name, exercised } = result.reference;
  const diagnostics = read.place(findingsOf(result));
  return { file: file.path, name: name === '' ? file.path : name, passed: result.passed, diagnostics, exercised };
}

function findingsOf({ reference, compiled, disagreement }: BothResult): readonly Finding[] {
  const findings: Finding[] = [...reference.findings];
  const told = new Set<string>();
  for (const { evaluator, differences } of [reference, compiled]) {
    const other = evaluator === 'reference' ? compiled : reference;
    for (const { pointer, message, found } of differences) {
      const both = other.differences.some((difference) => difference.pointer === pointer && difference.message === message);
      const key = both ? `${pointer} ${message}` : `${evaluator} ${pointer} ${message}`;
      if (told.has(key)) continue;
      told.add(key);
      const text = both ? message : `${message} So says the ${evaluator} evaluator alone.`;
      findings.push({ code: 'not-as-expected', severity: 'error', pointer, message: text, ...(both && found !== undefined && { found }) });
    }
  }
  if (disagreement !== undefined) {
    const [left, right] = [disagreement.left, disagreement.right].map((value) => JSON.stringify(value)?.slice(0, 200) ?? 'nothing');
    const message = `The evaluators disagree at ${disagreement.pointer} of the decisions: reference ${left}, compiled ${right}.`;
    findings.push({ code: 'evaluators-disagree', severity: 'error', pointer: '/name', message });
  }
  return findings;
}

/** Names of rules that some scenario makes hold. */
export function heldRules(scenarios: readonly Pick<ScenarioReport, 'exercised'>[]): ReadonlySet<string> {
  const held = new Set<string>();
  for (const { exercised } of scenarios) for (const [rule, counts] of exercised) if (counts.held > 0) held.add(rule);
  return held;
}

/** Rules that no scenario makes hold. */
export function untriedRules({ versions }: Timeline, scenarios: readonly ScenarioReport[]): readonly string[] {
  const held = heldRules(scenarios);
  const rules = new Set(versions.flatMap((version) => version.rules.map(({ name }) => name)));
  return [...rules].filter((rule) => !held.has(rule));
}
