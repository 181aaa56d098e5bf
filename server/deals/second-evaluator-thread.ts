/** What the thread of the second evaluator does: one thing after the other, in the order in which it is told and asked. */
import { parentPort } from 'node:worker_threads';
import type { ProgramDocument } from '../../schemas/types.ts';
import type { Decision } from '../engine/decisions/model.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import type { ReferenceEvaluator } from '../engine/fold/evaluator.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { createReference, type ReferenceState } from '../engine/reference/evaluator.ts';
import { timelineOf } from '../lifecycle/dated-documents.ts';

/** What needs no answer. What goes wrong with it is told to who asks next. */
export type SecondTold =
  | { readonly timeline: string; readonly documents: readonly ProgramDocument[] }
  | { readonly seat: number; readonly timeline: string; readonly saved: string }
  | { readonly seat: number; readonly enroll: Enrollment }
  | { readonly seat: number; readonly leave: true };

export type SecondQuestion = { readonly step: Activity } | { readonly advance: Day } | { readonly open: Day } | { readonly save: true };

/** Decisions as canonical JSON. */
export type SecondAnswer =
  | { readonly asked: number; readonly decisions: readonly string[] }
  | { readonly asked: number; readonly saved: string }
  | { readonly asked: number; readonly failed: string };

export type SecondAsked = SecondQuestion & { readonly seat: number; readonly asked: number };

interface Sitting {
  readonly reference: ReferenceEvaluator<ReferenceState>;
  readonly state: ReferenceState;
  /** A state with which something went wrong is good for nothing more. */
  failed?: string;
}

const timelines = new Map<string, ReferenceEvaluator<ReferenceState>>();
const seats = new Map<number, Sitting>();

function take(told: SecondTold): void {
  if ('documents' in told) {
    const loaded = timelineOf(told.documents);
    if (!loaded.ok) throw new Error(`the timeline ${told.timeline} can't be read on the thread of the second evaluator`);
    timelines.set(told.timeline, createReference(loaded.timeline));
  } else if ('saved' in told) {
    const reference = timelines.get(told.timeline);
    if (reference === undefined) throw new Error(`the timeline ${told.timeline} was not told`);
    seats.set(told.seat, { reference, state: reference.restore(told.saved) });
  } else if ('leave' in told) seats.delete(told.seat);
  else {
    const sitting = seats.get(told.seat);
    if (sitting === undefined || sitting.failed !== undefined) return;
    try {
      sitting.reference.enroll(sitting.state, told.enroll);
    } catch (error) {
      sitting.failed = messageOf(error);
    }
  }
}

async function answer({ seat, asked, ...question }: SecondAsked): Promise<SecondAnswer> {
  const sitting = seats.get(seat);
  const failed = sitting === undefined ? 'nobody sits there' : sitting.failed;
  if (sitting === undefined || failed !== undefined) return { asked, failed: failed ?? '' };
  const { reference, state } = sitting;
  try {
    if ('save' in question) return { asked, saved: reference.save(state) };
    const decisions: readonly Decision[] =
      'step' in question
        ? await reference.step(state, question.step)
        : 'advance' in question
          ? await reference.advance(state, question.advance)
          : await reference.open(state, question.open);
    return { asked, decisions: decisions.map(canonicalJson) };
  } catch (error) {
    sitting.failed = messageOf(error);
    return { asked, failed: sitting.failed };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let turn = Promise.resolve();
parentPort?.on('message', (messages: readonly (SecondTold | SecondAsked)[]) => {
  turn = turn.then(async () => {
    const answers: SecondAnswer[] = [];
    for (const message of messages) {
      if ('asked' in message) answers.push(await answer(message));
      else take(message);
    }
    if (answers.length > 0) parentPort?.postMessage(answers);
  });
});
