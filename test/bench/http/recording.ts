import type { ActivityDocument, PartnerDocument } from '../../../schemas/types.ts';
import { activitiesInOrder } from '../../../server/engine/columns/read-history.ts';
import { dayToIso, isoToDay } from '../../../server/engine/facts/render.ts';
import type { Program } from '../../../server/engine/program/model.ts';
import { activityDocument } from '../../../server/history/generate/document.ts';
import { replayHistory } from '../replay/workload.ts';

/** What is recorded: resellers with 200 activities each, and what they do next. */
const RESELLERS = 48;
const EACH = 200;
/** Of each reseller after that. */
const NEXT = 50;
const DAYS_APART = 2;

export interface Recording {
  readonly partners: readonly PartnerDocument[];
  readonly earlier: readonly ActivityDocument[];
  readonly next: readonly ActivityDocument[];
  /** The day on which the one of `next` in this place happens. */
  dayOf(place: number): string;
}

export function recordingOf(program: Program): Recording {
  const documents = [...activitiesInOrder(replayHistory(RESELLERS * EACH))].map((activity) => activityDocument(program, activity));
  const [first] = documents;
  const partnerType = first?.partnerType ?? '';
  const earlier = documents.map((document, index) => ({ ...document, partner: `reseller-${index % RESELLERS}`, partnerType }));
  const last =
    earlier
      .map(({ occurredOn }) => occurredOn)
      .toSorted()
      .at(-1) ?? '';
  const day = (after: number): string => dayToIso((isoToDay(last) ?? 0) + 1 + Math.floor(after / DAYS_APART));
  const deals = earlier.filter(({ kind }) => kind === 'deal-closed');
  const next: ActivityDocument[] = [];
  for (let round = 0; round < NEXT; round += 1) {
    for (let reseller = 0; reseller < RESELLERS; reseller += 1) {
      const model = deals[(round * RESELLERS + reseller) % deals.length];
      if (model === undefined) throw new Error('there is no deal');
      next.push({ ...model, id: `next-${round}-${reseller}`, occurredOn: day(round), partner: `reseller-${reseller}` });
    }
  }
  return {
    partners: Array.from({ length: RESELLERS }, (_, index) => ({
      id: `reseller-${index}`,
      enrollments: [{ partnerType, enrolledOn: '2023-02-01' }],
    })),
    earlier,
    next,
    dayOf: (place) => day(Math.floor(place / RESELLERS)),
  };
}
