import type { CandidateProgram, ParameterValues, ProgramChoice, ProgramDocument } from '../../schemas/types.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { loadTimeline, reloadTimeline, type TimelineResult } from '../engine/program/load.ts';
import type { Timeline } from '../engine/program/model.ts';
import { escapePointer, nameHint, shorten } from '../engine/program/wording.ts';
import { byStart, inForceOn, startOf } from './in-force.ts';
import { rememberTimeline } from './prepare.ts';
import type { ProgramSource } from './request.ts';
import { TimelinesByText } from './timelines-by-text.ts';

export type Loaded = { readonly ok: true; readonly timeline: Timeline } | { readonly ok: false; readonly findings: readonly Finding[] };

const failure = (
  code: string,
  message: string,
  pointer: string,
  hint?: string,
): { readonly ok: false; readonly findings: readonly Finding[] } => ({
  ok: false,
  findings: [{ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }) }],
});

export type Chosen =
  | { readonly ok: true; readonly documents: readonly unknown[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** What a candidate may be made of, and the day on which it takes effect. */
export interface Beside {
  readonly baseline: readonly ProgramDocument[];
  readonly inForceFrom: Day | undefined;
}

/** The documents that a request means. `beside`: of a candidate. */
export async function chooseDocuments(
  choice: ProgramChoice & CandidateProgram,
  pointer: string,
  source: ProgramSource,
  beside?: Beside,
): Promise<Chosen> {
  const ways = beside === undefined ? ['program', 'draft', 'documents'] : ['program', 'draft', 'documents', 'of'];
  const given = ways.filter((way) => Object.hasOwn(choice, way));
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none of them' : given.join(' and ');
    return failure('program-choice', `A program is given by one of ${ways.join(', ')}; found ${found}.`, pointer);
  }
  if (choice.on !== undefined && choice.program === undefined) {
    return failure('program-choice', 'Only of a program that is kept it is known what was in force on a day.', `${pointer}/on`);
  }
  if (choice.of !== undefined && beside !== undefined) return { ok: true, documents: beside.baseline };
  if (choice.documents !== undefined) return { ok: true, documents: choice.documents };
  if (choice.draft !== undefined) return draftDocuments(choice.draft, pointer, source, beside);
  const id = choice.program ?? '';
  const kept = await source.program(id);
  if (kept !== undefined && kept.length > 0) {
    return { ok: true, documents: choice.on === undefined ? kept : aloneOn(kept, choice.on) };
  }
  return failure('unknown-program', `There is no program ${shorten(id)}.`, `${pointer}/program`, nameHint(id, await source.ids()));
}

/** The version in force on a day, or else the first, as if it always had been. */
function aloneOn(kept: readonly ProgramDocument[], day: string): readonly ProgramDocument[] {
  const found = inForceOn(kept, isoToDay(day) ?? Number.POSITIVE_INFINITY) ?? byStart(kept)[0];
  if (found === undefined) return [];
  const { effectiveFrom: _, ...document } = found;
  return [document];
}

/** Drafts are checked when they are read, and a day taken away makes none wrong. */
const checkedDrafts = new WeakSet<object>();

/** A draft always in force: its own day is only proposed. As the baseline's next version from a day on it ends no later one. */
async function draftDocuments(id: string, pointer: string, source: ProgramSource, beside: Beside | undefined): Promise<Chosen> {
  const draft = await source.draft?.(id);
  if (draft === undefined) return failure('unknown-draft', `There is no draft ${shorten(id)}.`, `${pointer}/draft`);
  if (!draft.ok) return failure('broken-draft', draft.message, `${pointer}/draft`);
  const { effectiveFrom: _, ...document } = draft.document;
  checkedDrafts.add(document);
  const { baseline = [], inForceFrom } = beside ?? {};
  const isNext = inForceFrom !== undefined && baseline[0]?.id === document.id;
  const later = isNext ? baseline.filter((version) => startOf(version) > inForceFrom) : [];
  return { ok: true, documents: [document, ...later] };
}

/** Where findings about the documents belong in the request. */
export interface Origin {
  readonly pointer: string;
  /** Documents that stand in the request itself, in its order. */
  readonly documents: readonly unknown[];
  /** Where each parameter was set, by the first part of its path. */
  readonly set: ReadonlyMap<string, string>;
}

export function originOf(
  pointer: string,
  choice: ProgramChoice,
  sets: readonly (readonly [values: ParameterValues, pointer: string])[],
): Origin {
  const set = new Map<string, string>();
  for (const [values, at] of sets) {
    for (const path of Object.keys(values)) set.set(path.split('/')[0] ?? '', `${at}/${escapePointer(path)}`);
  }
  return { pointer, documents: choice.documents ?? [], set };
}

/** Sources hand out the same versions again and again. */
const sound = new WeakMap<readonly unknown[], Timeline>();
/** Requests say them again and again: the baseline of a hand on a slider. */
const loadedBefore = new TimelinesByText();

/** Loads versions; what is wrong with them is placed in the request. Loaded timelines are kept at hand for folds. */
export function loadDocuments(documents: readonly unknown[], origin: Origin): Loaded {
  const same = sound.get(documents);
  if (same !== undefined) return { ok: true, timeline: same };
  const texts = documents.map((document) => JSON.stringify(document));
  const known = loadedBefore.get(texts);
  if (known !== undefined) return { ok: true, timeline: known };
  const loaded = isCheckedDraft(documents) ? ({ ok: true, timeline: reloadTimeline(documents) } as const) : loadTexts(texts);
  if (loaded.ok) {
    rememberTimeline(loaded.timeline);
    sound.set(documents, loaded.timeline);
    loadedBefore.set(texts, loaded.timeline);
    return { ok: true, timeline: loaded.timeline };
  }
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    ok: false,
    findings: errors.map(({ range, ...finding }) => placeFinding(finding, Number(range?.file.split('/')[0] ?? 0), origin)),
  };
}

const isCheckedDraft = (documents: readonly unknown[]): documents is readonly [ProgramDocument] =>
  documents.length === 1 && checkedDrafts.has(documents[0] as object);

const loadTexts = (texts: readonly string[]): TimelineResult =>
  loadTimeline(texts.map((text, index) => [{ path: `${index}/program.json`, text }]));

/** A finding about a version, placed in the request: where its parameter was set, where its document stands, or else at the program. */
export function placeFinding(finding: Finding, version: number, { pointer, documents, set }: Origin): Finding {
  const [, section, name] = finding.pointer.split('/');
  const at = section === 'parameters' && name !== undefined ? set.get(name) : undefined;
  if (at !== undefined) return { ...finding, pointer: at };
  if (documents.length > 0) return { ...finding, pointer: `${pointer}/documents/${version}${finding.pointer}` };
  return { ...finding, message: `${finding.message} (${finding.pointer} of the program)`, pointer };
}
