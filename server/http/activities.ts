import type { FastifyInstance } from 'fastify';
import type { AuditHead, Change } from '../audit/entry.ts';
import type { KeptDecision, Recorded } from '../deals/model.ts';
import { type Answer, changing, IDEMPOTENCY_KEY } from './changing.ts';
import { dealt, holdToProgram, problemOf } from './deal-problems.ts';
import type { DealTime } from './deal-time.ts';
import type { Limits } from './limits.ts';
import { PROBLEM_TYPE, PROBLEMS, problemDocument } from './problem.ts';
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

export function activityRoutes(app: FastifyInstance, { deals, store, trail }: DealTime, limits: Limits): void {
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
        return changing<readonly Recorded[]>(store, request, reply, {
          work: async (tx) => {
            const value = await dealt('unknown-program', () => deals.record(tx, request.principal, program, activities ?? [activity]));
            // one by itself is recorded, or nothing is changed and nothing kept
            const [only] = value;
            const problem = activities === undefined && only && isRefused(only) ? problemOf(only, '/activity') : undefined;
            if (problem !== undefined) throw problem;
            const change = changeOf(program, value);
            return { value, head: change && (await trail.record(tx, request.principal, change)) };
          },
          answer: (value, head) => (activities === undefined ? single(value, head) : several(value, head)),
        });
      },
    },
  });
}

const isRefused = ({ status }: Recorded): boolean => status === 'refused' || status === 'conflict';

/** Undefined: nothing was changed. */
function changeOf(program: string, all: readonly Recorded[]): Change | undefined {
  const changed = all.filter(({ status }) => status === 'recorded' || status === 'queued' || status === 'waiting' || status === 'outdated');
  if (changed.length === 0) return undefined;
  return {
    action: 'activities-recorded',
    subject: { kind: 'program', id: program },
    after: {
      activities: changed.map(({ activity, status, decision }) => ({
        ...activity,
        status,
        ...(decision && { decision: decision.receipt.decision }),
      })),
    },
  };
}

const STATUS: Readonly<Record<Recorded['status'], number>> = {
  recorded: 201,
  known: 200,
  queued: 202,
  waiting: 202,
  outdated: 202,
  conflict: 409,
  refused: 422,
};

function single([recorded]: readonly Recorded[], head: AuditHead | undefined): Answer {
  if (recorded === undefined) throw new Error('an activity was asked about, and nothing came of it');
  const problem = problemOf(recorded, '/activity');
  if (problem !== undefined) return { status: PROBLEMS[problem.code].status, body: problemDocument(problem), type: PROBLEM_TYPE };
  return { status: STATUS[recorded.status], body: recordedShown(recorded, head) };
}

function several(all: readonly Recorded[], head: AuditHead | undefined): Answer {
  const results = all.map((recorded, index) => {
    const problem = problemOf(recorded, `/activities/${index}`);
    return { ...recordedShown(recorded, head), ...(problem && { problem: problemDocument(problem) }) };
  });
  return { body: { results } };
}

function recordedShown({ activity, status, decision, inbox }: Recorded, head: AuditHead | undefined): object {
  return {
    ...(activity && { activity }),
    status,
    ...(decision && keptShown(decision, head)),
    ...(inbox !== undefined && { inbox }),
  };
}

const keptShown = ({ ids, decision, receipt, provisional }: KeptDecision, head: AuditHead | undefined): object => ({
  id: ids[0],
  ...(ids.length > 1 && { ids }),
  decision,
  provisional,
  receipt: { ...receipt, ...(head && { audit: { entry: head.entry, hash: head.hash } }) },
});
