/** What a thread does for drafts: one question after the other. What it has read last is kept for the scenarios that follow. */
import { parentPort } from 'node:worker_threads';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { heldRules, type ScenarioReport, testScenario } from '../engine/scenarios/report.ts';
import { type DatedText, readDated, timelineOf } from './dated-documents.ts';
import { alone, loadDraft } from './draft-files.ts';
import { type CheckedContent, type ComparedContent, checkedOf, compareContents, type DraftContent } from './draft-work.ts';

export type DraftQuestion =
  | { readonly check: DraftContent }
  /** Of the content that this thread has checked last. */
  | { readonly scenario: SourceFile }
  | { readonly compare: { readonly program: string; readonly before: readonly SourceFile[]; readonly after: readonly SourceFile[] } }
  /** Whether they go together as versions of one program. */
  | { readonly versions: readonly DatedText[] };

/** What a scenario came to. */
export interface Tried {
  readonly report: DraftReport;
  /** Names of the rules that it makes hold. */
  readonly held: readonly string[];
}

export type DraftReport = Omit<ScenarioReport, 'exercised'>;

export interface DraftAnswer {
  readonly checked?: CheckedContent;
  /** Missing where a scenario was asked for: the thread began anew, and has no content. */
  readonly tried?: Tried;
  readonly compared?: ComparedContent;
  /** Why versions don't go together. */
  readonly errors?: readonly Diagnostic[];
}

let last: Program | undefined;
let timeline: Timeline | undefined;

async function answer(question: DraftQuestion): Promise<DraftAnswer> {
  if ('scenario' in question) {
    timeline ??= last && alone(last);
    if (timeline === undefined) return {};
    const { exercised, ...report } = await testScenario(timeline, question.scenario);
    return { tried: { report, held: [...heldRules([{ exercised }])] } };
  }
  if ('compare' in question) {
    const { program, before, after } = question.compare;
    return { compared: compareContents(program, before, after) };
  }
  if ('versions' in question) {
    const loaded = timelineOf(question.versions.map(readDated));
    return { errors: loaded.ok ? [] : loaded.diagnostics.filter(({ severity }) => severity === 'error') };
  }
  const loaded = loadDraft(question.check.files, question.check.program);
  last = loaded.ok ? loaded.program : undefined;
  timeline = undefined;
  return { checked: checkedOf(loaded) };
}

// what fails ends the thread, and whoever asked is told
parentPort?.on('message', async (question: DraftQuestion) => parentPort?.postMessage(await answer(question)));
