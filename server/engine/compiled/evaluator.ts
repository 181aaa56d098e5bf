/**
 * The compiled evaluator: conditions and formulas generated to JavaScript, measures as running totals,
 * days as numbers, amounts in doubles as far as their error bounds allow and exact beyond.
 */
import type { Activity } from '../facts/activity.ts';
import type { CompiledEvaluator } from '../fold/evaluator.ts';
import type { Timeline } from '../program/model.ts';
import { advanceDays, compiledTimeline, joinFold, openDay, stepDay } from './days.ts';
import { DecisionRecorder } from './decision-recorder.ts';
import { wake } from './due.ts';
import { reconsideredOn } from './given.ts';
import { nextDue } from './horizon.ts';
import { SILENT } from './recorder.ts';
import { restore, save } from './save.ts';
import { beginState, type CompiledState } from './state.ts';

export type { CompiledState } from './state.ts';

export function createCompiled(timeline: Timeline): CompiledEvaluator<CompiledState> {
  const compiled = compiledTimeline(timeline);
  return {
    timeline,
    begin: (enrollments, given) => {
      const state = beginState(timeline, enrollments, given);
      for (const day of reconsideredOn(state.kept)) wake(state, day, undefined);
      return state;
    },
    enroll: (state, enrollment) => joinFold(compiled, state, enrollment),
    step: (state, activity, options) => {
      const recorder = new DecisionRecorder(timeline, options);
      stepDay(compiled, state, activity, recorder);
      return recorder.decisions;
    },
    advance: (state, through, options) => {
      const recorder = new DecisionRecorder(timeline, options);
      advanceDays(compiled, state, through, recorder);
      return recorder.decisions;
    },
    open: (state, day, options) => {
      const recorder = new DecisionRecorder(timeline, options);
      openDay(compiled, state, day, recorder);
      return recorder.decisions;
    },
    nextDue: (state) => nextDue(compiled, state),
    remember: (state: CompiledState, activity: Activity) => stepDay(compiled, state, activity, SILENT),
    copy: structuredClone,
    save,
    restore,
  };
}
