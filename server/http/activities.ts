import type { FastifyInstance } from 'fastify';
import type { AuditHead } from '../audit/entry.ts';
import type { Recorded } from '../deals/model.ts';
import { type Answer, changing, IDEMPOTENCY_KEY } from './changing.ts';
import { dealt, holdToProgram, problemOf } from './deal-problems.ts';
import type { DealTime } from './deal-time.ts';
import type { Limits } from './limits.ts';
import { problemDocument } from './problem.ts';
import { changeOf, recordedShown } from './recorded-shown.ts';
import { recordingOne } from './recording-one.ts';
import { resource } from './resource.ts';

/** Of one request, which is one transaction. */
const MOST_ACTIVITIES = 500;

export const RECORD_SHAPE = {
  title: 'RecordRequest',
  type: 'object',
  additionalProperties: false,
  required: ['program'],
  properties: {
    program: { type: 'string', minLength: 1, maxLength: 100, description: 'Id of the program that decides.' },
    activity: { type: 'object', description: 'One activity; or else:' },
    activities: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_ACTIVITIES,
      items: { type: 'object' },
      description: 'Several. Each is answered by itself: one that is refused keeps none of the others from being recorded.',
    },
  },
  oneOf: [{ required: ['activity'] }, { required: ['activities'] }],
} as const;

interface RecordRequest {
  readonly program: string;
  readonly activity?: unknown;
  readonly activities?: readonly unknown[];
}

export function activityRoutes(app: FastifyInstance, dealTime: DealTime, limits: Limits): void {
  const { deals, store, trail } = dealTime;
  const single = recordingOne(dealTime);
  resource(app, '/v1/activities', {
    POST: {
      access: ['system', 'operator'],
      programs: 'filtered',
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'recordActivities',
        tags: ['decisions'],
        summary: 'Record what has happened, and have it decided',
        description:
          'Recorded, decided by both evaluators under the version in force on its day, posted to the ledger and answered, in one transaction. The same again gives the decision that is kept; the same revision with other content is a conflict; a higher one supersedes, and all that came after is decided anew. So is what comes late. A registration of what another one holds is recorded, and answered 409 with the day until when. A cancellation that comes before what it cancels waits for it (202).',
        headers: IDEMPOTENCY_KEY,
        body: RECORD_SHAPE,
        response: {
          200: {
            description: 'It was recorded before; or several, each with what became of it',
            $ref: '#/components/schemas/RecordAnswer',
          },
          201: { description: 'Recorded and decided', $ref: '#/components/schemas/RecordedActivity' },
          202: { description: 'Recorded, and decided later', $ref: '#/components/schemas/RecordedActivity' },
        },
      },
      handler: async (request, reply) => {
        const { program, activity, activities } = request.body as RecordRequest;
        holdToProgram(request.principal, program);
        if (activities === undefined) return single(request, reply, program, activity);
        return changing<readonly Recorded[]>(store, request, reply, {
          work: async (tx) => {
            const value = await dealt('unknown-program', () => deals.record(tx, request.principal, program, activities));
            const change = changeOf(program, value);
            return { value, head: change && (await trail.record(tx, request.principal, change)) };
          },
          answer: several,
        });
      },
    },
  });
}

function several(all: readonly Recorded[], head: AuditHead | undefined): Answer {
  const results = all.map((recorded, index) => {
    const problem = problemOf(recorded, `/activities/${index}`);
    return { ...recordedShown(recorded, head), ...(problem && { problem: problemDocument(problem) }) };
  });
  return { body: { results } };
}
