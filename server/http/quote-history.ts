import { type Activity, type Enrollment, enrollmentKey, type Party } from '../engine/facts/activity.ts';
import { orderHistory } from '../engine/fold/order.ts';
import type { Refused } from '../engine/fold/read.ts';
import { Problem, type ProblemFinding } from './problem.ts';

/** The activities of a quote, the one asked about last. */
export interface History {
  readonly activities: readonly Activity[];
  /** Where each stands in the body of the request. */
  readonly pointer: (index: number) => string;
}

export function placedFindings(refused: readonly Refused[], pointer: (index: number) => string): ProblemFinding[] {
  return refused.flatMap(({ index, findings }) =>
    findings.map(({ pointer: inside, message, hint }) => ({
      pointer: pointer(index) + inside,
      message,
      ...(hint !== undefined && { hint }),
    })),
  );
}

/** The earlier activities in the order of history. All of them have to come before the one asked about. */
export function historyBefore(history: History): { readonly earlier: readonly Activity[]; readonly activity: Activity } {
  const { activities, pointer } = history;
  const activity = activities.at(-1);
  if (activity === undefined) throw new Error('a quote has an activity');
  if (activities.length === 1) return { earlier: [], activity };
  const { ordered, conflicts } = orderHistory(activities);
  if (conflicts.length > 0) {
    refuse(
      'Two reports of one activity say different things.',
      conflicts.map(({ id, revision, kept, refused }) => ({
        pointer: pointer(refused),
        message: `Revision ${revision} of ${id} says something else than the one at ${pointer(kept)}.`,
        hint: 'Give what is changed a higher revision.',
      })),
    );
  }
  const place = ordered.indexOf(activity);
  if (place < 0) {
    const message = `${activity.id} is among the earlier activities, in this revision or a higher one.`;
    refuse('The activity has happened already.', [{ pointer: pointer(activities.length - 1), message, hint: 'Leave it out there.' }]);
  }
  if (place < ordered.length - 1) refuse('The activity asked about is not the last one.', ordered.slice(place + 1).map(dated(history)));
  return { earlier: ordered.slice(0, -1), activity };
}

function dated({ activities, pointer }: History): (later: Activity) => ProblemFinding {
  const places = new Map(activities.map((each, index) => [each, index]));
  return (later) => ({
    pointer: `${pointer(places.get(later) ?? 0)}/occurredOn`,
    message: `${later.id} comes after the activity asked about.`,
    hint: 'Leave out what has not happened yet; on one day, what has an instant comes before what has none.',
  });
}

/** Who takes part has to be enrolled: a partner left out must not pass for one without history. */
export function checkParties({ activities, pointer }: History, enrollments: readonly Enrollment[]): void {
  const enrolled = enrollments.length > FEW ? amongMany(enrollments) : amongFew(enrollments);
  const findings: ProblemFinding[] = [];
  for (const [index, { parties }] of activities.entries()) {
    for (const party of parties) {
      if (enrolled(party)) continue;
      findings.push({
        pointer: pointer(index),
        message: `${party.partner} takes part as ${party.partnerType}, and no partner of the quote is enrolled so.`,
        hint: 'Name that enrollment in partner or otherPartners.',
      });
    }
  }
  if (findings.length > 0) throw new Problem('invalid-activity', 'Every party of an activity has to be enrolled.', findings);
}

/** Up to so many enrollments, nearly always one, are faster looked through than looked up. */
const FEW = 4;

const amongFew =
  (enrollments: readonly Enrollment[]) =>
  ({ partner, partnerType }: Party): boolean =>
    enrollments.some((each) => each.partner === partner && each.partnerType === partnerType);

function amongMany(enrollments: readonly Enrollment[]): (party: Party) => boolean {
  const keys = new Set(enrollments.map(({ partner, partnerType }) => enrollmentKey(partner, partnerType)));
  return ({ partner, partnerType }) => keys.has(enrollmentKey(partner, partnerType));
}

function refuse(detail: string, findings: readonly ProblemFinding[]): never {
  throw new Problem('invalid-history', detail, findings);
}
