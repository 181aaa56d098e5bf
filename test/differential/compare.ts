import { isDeepStrictEqual } from 'node:util';
import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../schemas/types.ts';
import { createCompiled } from '../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../server/engine/decisions/model.ts';
import { withoutReasoning } from '../../server/engine/decisions/without-reasoning.ts';
import type { Activity, Enrollment } from '../../server/engine/facts/activity.ts';
import { readActivity, readPartner } from '../../server/engine/facts/intake.ts';
import { isoToDay } from '../../server/engine/facts/render.ts';
import { orderHistory } from '../../server/engine/fold/order.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Program, Timeline } from '../../server/engine/program/model.ts';
import { createReference } from '../../server/engine/reference/evaluator.ts';

export interface Case {
  readonly program: ProgramDocument;
  readonly partners: readonly PartnerDocument[];
  readonly activities: readonly ActivityDocument[];
  readonly until: string;
}

/** A case, read: what both evaluators are given. */
export interface Prepared {
  readonly timeline: Timeline;
  readonly enrollments: readonly Enrollment[];
  readonly activities: readonly Activity[];
  readonly until: number;
}

export function load(document: ProgramDocument): Program {
  const result = loadProgramDocument(document);
  if (!result.ok)
    throw new Error(
      `the program has errors: ${JSON.stringify(result.diagnostics.filter((finding) => finding.severity === 'error').slice(0, 5), null, 1)}`,
    );
  return result.program;
}

export function prepare(one: Case): Prepared {
  const program = load(one.program);
  const enrollments = one.partners.flatMap((partner) => must(readPartner(program, partner)).enrollments);
  const activities = one.activities.map((activity) => must(readActivity(program, activity)).activity);
  return {
    timeline: { id: program.id, versions: [program] },
    enrollments,
    activities: orderHistory(activities).ordered,
    until: isoToDay(one.until) ?? 0,
  };
}

const must = <T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result as Extract<T, { readonly ok: true }>;
};

export function foldCompiled({ timeline, enrollments, activities, until }: Prepared, explain: boolean): Decision[] {
  const evaluator = createCompiled(timeline);
  const state = evaluator.begin(enrollments);
  const decisions = activities.flatMap((activity) => evaluator.step(state, activity, { explain }));
  return [...decisions, ...evaluator.advance(state, until, { explain })];
}

export async function foldReference({ timeline, enrollments, activities, until }: Prepared, explain: boolean): Promise<Decision[]> {
  const evaluator = createReference(timeline);
  const state = evaluator.begin(enrollments);
  const decisions: Decision[] = [];
  for (const activity of activities) decisions.push(...(await evaluator.step(state, activity, { explain })));
  return [...decisions, ...(await evaluator.advance(state, until, { explain }))];
}

export interface Difference {
  readonly what: string;
  readonly reference: unknown;
  readonly compiled: unknown;
}

/** Folds the case with both, with reasoning and without; the first difference, if there is one. */
export async function compare(one: Case): Promise<{ readonly decisions: readonly Decision[]; readonly difference?: Difference }> {
  const prepared = prepare(one);
  const reference = await foldReference(prepared, true);
  const explained = foldCompiled(prepared, true);
  const difference =
    firstDifference('with reasoning', reference, explained) ??
    firstDifference('without reasoning', reference.map(withoutReasoning), foldCompiled(prepared, false));
  return { decisions: reference, ...(difference === undefined ? {} : { difference }) };
}

/** The innermost place at which two values differ. */
export function firstDifference(what: string, reference: unknown, compiled: unknown): Difference | undefined {
  if (isDeepStrictEqual(reference, compiled)) return undefined;
  if (
    typeof reference === 'object' &&
    typeof compiled === 'object' &&
    reference !== null &&
    compiled !== null &&
    Array.isArray(reference) === Array.isArray(compiled)
  ) {
    const left = reference as Record<string, unknown>;
    const right = compiled as Record<string, unknown>;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const found =
        key in left && key in right
          ? firstDifference(`${what}/${key}`, left[key], right[key])
          : { what: `${what}/${key}`, reference: left[key], compiled: right[key] };
      if (found !== undefined) return found;
    }
  }
  return { what, reference, compiled };
}
