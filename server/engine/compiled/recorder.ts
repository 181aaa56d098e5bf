/** Who is told what is decided. Deciding makes plain verdicts only; texts and reasoning are made for those who ask. */
import type { Decision } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Attending } from './desk.ts';
import type { Failed } from './failure.ts';
import type { RuleTally } from './rules.ts';
import type { Sitting } from './sitting.ts';
import type { PartyVerdict } from './verdicts.ts';

/** An activity that was decided, set aside or only remembered. */
export interface Occurrence {
  readonly activity: Activity;
  readonly generated: boolean;
  readonly status: Decision['status'];
  /** Index of the version in force. */
  readonly version: number | undefined;
  readonly attending: readonly Attending[];
  /** Of an activity set aside. */
  readonly failures: readonly Failed[];
}

export interface Recorder {
  /** The whole reasoning is asked for: all is evaluated, and exactly. */
  readonly explains: boolean;
  /** Keys of promises and inputs of failures are asked for as texts. */
  readonly words: boolean;
  /** The turn of an enrollment comes; where its rules are counted, if they are. `version`: index of the one that decides. */
  turn(version: number, enrollment: number): RuleTally | undefined;
  /** What alone bars is asked for. */
  readonly bars: boolean;
  /** Nobody is told of lines: only those are reckoned that something looks back on. */
  readonly passesOverLines: boolean;
  /** What has its turn next: a day that starts, or an activity. Only some ask. */
  readonly before?: (day: Day, activity: Activity | undefined) => void;
  /** One party of an activity, while its facts stand in the slots. */
  party(sitting: Sitting, verdict: PartyVerdict): void;
  /** The activity of the parties told of since the last one; `given` false: it says nothing, and no decision is given. */
  activity(occurrence: Occurrence, given: boolean): void;
}

/** For steps that only remember. */
export const SILENT: Recorder = {
  explains: false,
  words: false,
  turn: () => undefined,
  bars: false,
  passesOverLines: true,
  party: () => {},
  activity: () => {},
};
