import { type CompiledState, createCompiled } from '../engine/compiled/evaluator.ts';
import { firstDifference } from '../engine/decisions/difference.ts';
import { explainDecision } from '../engine/decisions/explain.ts';
import { type Activity, type Enrollment, enrollmentKey } from '../engine/facts/activity.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import type { CompiledEvaluator } from '../engine/fold/evaluator.ts';
import { type Folded, foldHistory } from '../engine/fold/fold.ts';
import { type Refused, readActivities, readPartners } from '../engine/fold/read.ts';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import { createReference } from '../engine/reference/evaluator.ts';
import { loadProgramFolder } from '../programs/program-folder.ts';
import { findPrograms } from '../programs/programs-folder.ts';
import { showDiagnostics } from './check.ts';
import { showDiagnostic, textsByPath } from './diagnostics.ts';
import { type Documents, readDocuments } from './documents.ts';
import { counted, EXIT, type Output, UsageError } from './output.ts';

export interface EvaluateOptions {
  readonly partner: string;
  readonly activities: string;
  readonly until?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly reference?: boolean;
  readonly both?: boolean;
}

/** Folds a history and prints the decisions. What is refused is told, and spoils none of the rest. */
export async function evaluate(path: string, options: EvaluateOptions, output: Output): Promise<number> {
  const until = options.until === undefined ? undefined : isoToDay(options.until);
  if (options.until !== undefined && until === undefined) throw new UsageError(`--until ${options.until} is no date; write YYYY-MM-DD.`);
  const partnerFile = await readDocuments(options.partner);
  const activityFile = await readDocuments(options.activities);
  const timeline = await loadOne(path, output);
  if (timeline === undefined) return EXIT.findings;

  const partners = readPartners(timeline, documentsOf(partnerFile));
  const history = readActivities(timeline, documentsOf(activityFile));
  const refused = [...tell(partnerFile, partners.refused, output), ...tell(activityFile, history.refused, output)];
  if (partnerFile.diagnostics.length + partners.refused.length > 0) {
    output.err('Nothing is decided: without its partner a history means something else.\n');
    return EXIT.findings;
  }
  tellNewcomers(partners.enrollments, history.activities, output);
  const folded = await fold(timeline, partners.enrollments, history.activities, { ...options, until }, output);
  if (folded === undefined) return EXIT.findings;
  for (const { id, revision, kept, refused: other } of folded.conflicts) {
    output.err(
      `${options.activities}: revision ${revision} of ${id} comes twice with different content (documents ${place(history.places, kept)} and ${place(history.places, other)}); the first one counts.\n`,
    );
  }
  if (folded.later.length > 0) {
    output.err(`${options.activities}: ${counted(folded.later.length, 'activity', 'activities')} after ${options.until} not decided.\n`);
  }
  print(folded, options, output);
  return refused.length + folded.conflicts.length > 0 ? EXIT.findings : EXIT.fine;
}

const documentsOf = ({ documents }: Documents): unknown[] => documents.map(({ document }) => document);

/** People count from 1. */
const place = (places: readonly number[], index: number): number => (places[index] ?? index) + 1;

async function loadOne(path: string, output: Output): Promise<Timeline | undefined> {
  const [folder, ...others] = await findPrograms(path);
  if (folder === undefined || folder !== path) {
    const hint = others.length > 0 || folder !== undefined ? ` Name one of the programs in it, such as ${folder}.` : '';
    throw new UsageError(`${path} has no program.json.${hint}`);
  }
  const program = await loadProgramFolder(path);
  if (program.timeline !== undefined) return program.timeline;
  output.err(showDiagnostics(program));
  output.err(`Nothing is decided: the program in ${path} has errors.\n`);
  return undefined;
}

/** Diagnostics of what was refused, written out. */
function tell(file: Documents, refused: readonly Refused[], output: Output): readonly Diagnostic[] {
  const texts = textsByPath(file.sources);
  const placed = refused.flatMap(({ index, findings }) => file.documents[index]?.place(findings) ?? []);
  const all = [...file.diagnostics, ...placed];
  for (const diagnostic of all) output.err(showDiagnostic(diagnostic, texts));
  return all;
}

/** A misspelt partner would look like one without history. */
function tellNewcomers(enrollments: readonly Enrollment[], activities: readonly Activity[], output: Output): void {
  const known = new Set(enrollments.map(({ partner, partnerType }) => enrollmentKey(partner, partnerType)));
  const newcomers = new Map<string, { readonly name: string; readonly day: number }>();
  for (const { day, parties } of activities) {
    for (const { partner, partnerType } of parties) {
      const key = enrollmentKey(partner, partnerType);
      const first = newcomers.get(key)?.day ?? day;
      if (!known.has(key)) newcomers.set(key, { name: `${partner} as ${partnerType}`, day: Math.min(first, day) });
    }
  }
  for (const { name, day } of newcomers.values()) {
    output.err(`${name} is not among the partners: enrolled from ${dayToIso(day)}, at the lowest tier.\n`);
  }
}

type FoldOptions = Pick<EvaluateOptions, 'explain' | 'reference' | 'both'> & { readonly until: number | undefined };

/** Decisions by the evaluator asked for; undefined where both were and they don't say the same. */
async function fold(
  timeline: Timeline,
  enrollments: readonly Enrollment[],
  activities: readonly Activity[],
  { until, ...options }: FoldOptions,
  output: Output,
): Promise<Folded | undefined> {
  const how = { explain: options.explain === true, ...(until !== undefined && { until }) };
  const compiled: CompiledEvaluator<CompiledState> | undefined =
    options.reference === true && options.both !== true ? undefined : createCompiled(timeline);
  const fast = compiled && (await foldHistory(compiled, enrollments, activities, how));
  if (fast !== undefined && options.both !== true) return fast;
  const plain = await foldHistory(createReference(timeline), enrollments, activities, how);
  const difference = fast && firstDifference(plain.decisions, fast.decisions);
  if (difference === undefined) return plain;
  const [left, right] = [difference.left, difference.right].map((value) => JSON.stringify(value)?.slice(0, 500) ?? 'nothing');
  output.err(`The evaluators disagree at ${difference.pointer}: reference ${left}, compiled ${right}. Nothing is decided.\n`);
  return undefined;
}

function print({ decisions }: Folded, { explain, json }: EvaluateOptions, output: Output): void {
  if (explain === true && json !== true) {
    if (decisions.length === 0) output.out('There is nothing to decide.\n');
    for (const [index, decision] of decisions.entries())
      output.out(`${index === 0 ? '' : `\n${'─'.repeat(80)}\n\n`}${explainDecision(decision)}`);
    return;
  }
  // a decision a line within a JSON array: readable by programs as one, by people line by line
  output.out('[');
  for (const [index, decision] of decisions.entries()) output.out(`${index === 0 ? '\n' : ',\n'}${JSON.stringify(decision)}`);
  output.out('\n]\n');
}
