import type { HistoryColumns } from '../engine/columns/history.ts';
import { textAt, textOf } from '../engine/columns/read-history.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import { nameHint, shorten } from '../engine/program/wording.ts';
import { refuse } from './refusal.ts';

export interface ActivityName {
  /** Needed where several sources have the id. */
  readonly source?: string;
  readonly id: string;
}

/** An activity of the history, or one that folds generate from calendar and state. */
export interface FoundActivity {
  readonly source: string;
  readonly id: string;
  readonly day: Day;
  readonly generated: boolean;
}

/** Source of what folds generate. */
const OWN = 'dealwright';
/** Near names are looked for among so many ids. */
const FEW = 20_000;

/** Throws RequestRefused where there is no such activity, or several. */
export function findActivity(history: HistoryColumns, { id, source }: ActivityName, pointer: string): FoundActivity {
  const found = recorded(history, id).filter((each) => source === undefined || each.source === source);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (second !== undefined) {
    const sources = found.map((each) => each.source).join(', ');
    return refuse('ambiguous-activity', `${shorten(id)} is an activity of several sources: ${sources}.`, pointer, 'Name the source too.');
  }
  const generated = source === undefined || source === OWN ? generatedActivity(id) : undefined;
  if (generated !== undefined) return generated;
  const from = source === undefined ? '' : ` of the source ${shorten(source)}`;
  const hint = history.activities <= FEW ? nameHint(id, idsOf(history)) : undefined;
  return refuse('unknown-activity', `The history has no activity ${shorten(id)}${from}.`, pointer, hint);
}

/** Compared as bytes: of a million ids hardly one is made a text. */
function recorded(history: HistoryColumns, id: string): readonly FoundActivity[] {
  const sought = new TextEncoder().encode(id);
  return history.kinds.flatMap(({ ids: { offsets, bytes }, count, source, day }) => {
    const found: FoundActivity[] = [];
    for (let place = 0; place < count; place += 1) {
      const start = offsets[place] ?? 0;
      if ((offsets[place + 1] ?? 0) - start !== sought.length) continue;
      if (!sought.every((byte, at) => bytes[start + at] === byte)) continue;
      found.push({ source: textOf(history, source[place] ?? 0), id, day: day[place] ?? 0, generated: false });
    }
    return found;
  });
}

/** KIND:YYYY-MM-DD:PARTNERTYPE:PARTNER, with :WHAT behind for some; whether there is one is the fold's to say. */
function generatedActivity(id: string): FoundActivity | undefined {
  const day = isoToDay(/^[a-z-]+:(\d{4}-\d\d-\d\d):[^:]+:./.exec(id)?.[1] ?? '');
  return day === undefined ? undefined : { source: OWN, id, day, generated: true };
}

function* idsOf({ kinds }: HistoryColumns): Generator<string, void, undefined> {
  for (const { ids, count } of kinds) for (let place = 0; place < count; place += 1) yield textAt(ids, place);
}
