/** Until when a gate that is open stays open, if nothing is recorded meanwhile. */
import { addMonths, monthOf, monthStart } from '../compiled/calendar.ts';
import { type CompiledState, inOrder } from '../compiled/state.ts';
import type { Activity } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import { type Day, LAST_DAY } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { ask, type Evaluator, partOf } from './ask.ts';
import { answersOf } from './gates.ts';
import type { GateAnswer, GateHorizon } from './model.ts';

const MONTHS = 24;
/** Days on which it is asked again at most, beside those that narrow down a change. */
const STOPS = 200;

/**
 * Each gate that is open on the question's day. The enrollment's time goes on alone, at most 24 months: certificates,
 * documents, agreements and protections end, windows of measures move on, tiers are reviewed, versions and rules take
 * effect. It is asked again on each such day and on every first of a month, and where it was found closed on each day
 * since it was last found open; a gate that closes and opens again between two such days isn't noticed.
 */
export function gateHorizons(evaluator: Evaluator, state: CompiledState, question: Activity): readonly GateHorizon[] {
  const part = partOf(state, question);
  if (part === undefined) return [];
  const [now] = walk(evaluator, state, question, [question.day]);
  const open = now?.answers.filter((answer) => answer.open) ?? [];
  if (open.length === 0) return [];
  const stops = stopsOf(evaluator.timeline, part, question.day);
  const lapses = new Map<GateAnswer, { readonly after: Day; readonly by: Day }>();
  let last = question.day;
  for (const { day, answers } of walk(evaluator, state, question, stops)) {
    for (const gate of open) if (!lapses.has(gate) && !isOpen(gate, answers)) lapses.set(gate, { after: last, by: day });
    last = day;
    if (lapses.size === open.length) break;
  }
  const asFarAs = dayToIso(stops.at(-1) ?? question.day);
  return open.map((gate) => {
    const lapse = lapses.get(gate);
    const end = lapse === undefined ? undefined : firstClosed(evaluator, state, question, gate, lapse);
    const { gate: name, item } = gate;
    return { gate: name, ...(item === undefined ? {} : { item }), asFarAs, ...end };
  });
}

const same = (one: GateAnswer, other: GateAnswer): boolean => one.gate === other.gate && one.item === other.item;
const isOpen = (gate: GateAnswer, answers: readonly GateAnswer[]): boolean => answers.some((each) => each.open && same(each, gate));

interface Stop {
  readonly day: Day;
  readonly answers: readonly GateAnswer[];
}

/** Asks on each of the days, which rise, of one part whose time goes on. */
function* walk(evaluator: Evaluator, state: CompiledState, question: Activity, days: readonly Day[]): Generator<Stop> {
  const part = partOf(state, question);
  if (part === undefined) return;
  // questions that a measure counts must not count as asked again and again
  const counts = evaluator.timeline.versions.some(({ measures }) =>
    [...measures.values()].some(({ kinds }) => kinds.includes(question.kind)),
  );
  const { at: _, ...timeless } = question;
  for (const day of days) {
    evaluator.open(part, day);
    const asked = ask(evaluator, (counts ? partOf(part, question) : undefined) ?? part, { ...timeless, day });
    yield { day, answers: 'party' in asked ? answersOf(asked) : [] };
  }
}

function firstClosed(
  evaluator: Evaluator,
  state: CompiledState,
  question: Activity,
  gate: GateAnswer,
  { after, by }: { readonly after: Day; readonly by: Day },
): Pick<GateHorizon, 'until' | 'then'> {
  const days = Array.from({ length: by - after }, (_, index) => after + 1 + index);
  for (const { day, answers } of walk(evaluator, state, question, days)) {
    if (isOpen(gate, answers)) continue;
    const then = answers.find((answer) => same(answer, gate));
    return { until: dayToIso(day - 1), ...(then === undefined ? {} : { then }) };
  }
  return { until: dayToIso(by - 1) };
}

/** Days after the question's on which something may be otherwise, in order. */
function stopsOf({ versions }: Timeline, part: CompiledState, from: Day): readonly Day[] {
  const last = Math.min(addMonths(from, MONTHS), LAST_DAY);
  const days = new Set<Day>([last]);
  for (let month = monthOf(from) + 1; monthStart(month) <= last; month += 1) days.add(monthStart(month));
  for (const { effectiveFrom, rules } of versions) {
    if (effectiveFrom !== undefined) days.add(effectiveFrom);
    for (const { decides, from: begins, to } of rules) if (decides === 'gate' || decides === 'tier') days.add(begins).add(to);
  }
  for (const { expiring, agreements, graceUntil, index } of inOrder(part)) {
    for (const { until } of expiring) days.add(until + 1);
    for (const { startsOn, endsOn } of agreements)
      for (const day of [startsOn, endsOn === null ? null : endsOn + 1]) if (day !== null) days.add(day);
    if (graceUntil !== null) days.add(graceUntil + 1);
    for (const leaf of part.leaves.values()) if (leaf.enrollment === index) days.add(leaf.until + 1);
  }
  return [...days]
    .filter((day) => day > from && day <= last)
    .sort((a, b) => a - b)
    .slice(0, STOPS);
}
