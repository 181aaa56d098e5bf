import type { FastifyInstance } from 'fastify';
import { dayToIso } from '../engine/facts/render.ts';
import { nameHint } from '../engine/program/wording.ts';
import { type LivedActivity, livedBy } from '../history/lived.ts';
import { activityDocuments, enrollmentDocument } from '../store/history-activities.ts';
import { currentColumns } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, kept } from './stored.ts';

/** Documents of one answer. */
const MOST = 1_000;
const DEFAULT = 200;

const NAME = { type: 'string', minLength: 1, maxLength: 300 } as const;

interface Query {
  readonly partner: string;
  readonly partnerType: string;
  readonly through?: string;
  readonly source?: string;
  readonly limit?: string;
}

/** What an enrollment lived through, as it was reported: to look at, and to make a scenario of. */
export function historyActivityRoutes(app: FastifyInstance, store: Store): void {
  resource(app, '/v1/histories/:id/activities', {
    GET: {
      access: ['viewer'],
      schema: {
        operationId: 'historyActivities',
        tags: ['what-if'],
        summary: 'What an enrollment lived through: the latest activities, as they were reported, in the order of history',
        description:
          'With `through` those up to that one, itself included: partner and activities together are what a scenario or a quote of it takes.',
        params: idParameter('Id of the history, or the hash of its content.'),
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['partner', 'partnerType'],
          properties: {
            partner: NAME,
            partnerType: NAME,
            through: { ...NAME, maxLength: 500, description: 'Id of an activity. Missing: the last.' },
            source: { ...NAME, description: 'Where several sources have that id.' },
            limit: {
              type: 'string',
              pattern: '^(?:[1-9]\\d{0,2}|1000)$',
              description: `How many at most, 1 to ${MOST}. Missing: ${DEFAULT}.`,
            },
          },
        },
        response: { 200: { description: 'The enrollment and its activities', $ref: '#/components/schemas/LivedActivities' } },
      },
      handler: async (request) => {
        const query = request.query as Query;
        const { history, columns } = await kept('unknown-history', () => currentColumns(store, idOf(request)));
        const lived = livedBy(columns, query.partner, query.partnerType);
        if (lived === undefined) {
          const message = `The history has no enrollment of ${query.partner} as ${query.partnerType}.`;
          throw new Problem('invalid-request', message, [{ pointer: '/partner', message }]);
        }
        const end = query.through === undefined ? lived.length : placeOf(lived, query.through, query.source) + 1;
        const from = Math.max(0, end - Number(query.limit ?? DEFAULT));
        const shown = lived.slice(from, end);
        const partner = await enrollmentDocument(store, history.id, query.partner, query.partnerType);
        return {
          partner: partner ?? joined(query, shown),
          earlier: from,
          later: lived.length - end,
          activities: await activityDocuments(store, history.id, shown),
        };
      },
    },
  });
}

function placeOf(lived: readonly LivedActivity[], id: string, source: string | undefined): number {
  const place = lived.findLastIndex((each) => each.id === id && (source === undefined || each.source === source));
  if (place >= 0) return place;
  const hint = nameHint(
    id,
    lived.map((each) => each.id),
  );
  const message = `The enrollment has no activity ${id}.`;
  throw new Problem('invalid-request', message, [{ pointer: '/through', message, ...(hint !== undefined && { hint }) }]);
}

/** Nobody enrolled it: it is so from the day of its first activity. */
const joined = ({ partner, partnerType }: Query, [first]: readonly LivedActivity[]): object => ({
  id: partner,
  enrollments: [{ partnerType, enrolledOn: dayToIso(first?.day ?? 0) }],
});
