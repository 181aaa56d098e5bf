/** Impacts, sweeps and goal seeks: answered in the request, and not kept. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SimulationRequest } from '../../schemas/types.ts';
import type { Answer, Tried, Tries } from '../jobs/tries.ts';
import type { Unsaved } from '../lifecycle/program-source.ts';
import { FoldCancelled } from '../simulation/crew.ts';
import { GOAL_LIMITS } from '../simulation/goal.ts';
import type { GoalRequest } from '../simulation/goal-seek.ts';
import type { ProgramSource } from '../simulation/request.ts';
import { SWEEP_LIMITS, type SweepAxis } from '../simulation/sweep.ts';
import { sweepCsv } from '../simulation/sweep-csv.ts';
import { FILES } from './life-shapes.ts';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { refusal } from './simulations.ts';
import { kept } from './stored.ts';

const TRIED = {
  simulation: { type: 'object', description: 'A simulation, as POST /v1/simulations takes it.' },
  candidate: { type: 'integer', minimum: 0, maximum: 7, description: 'Place of the candidate that varies. Missing: 0, the first.' },
} as const;
const NAME = { type: 'string', minLength: 1, maxLength: 300 } as const;
const VALUE = { type: ['string', 'integer', 'boolean'], maxLength: 100 } as const;
const PARAMETER = { ...NAME, description: 'NAME, NAME/ROW of a table, or NAME/BAND/rate.' } as const;

const SWEEP_SHAPE = {
  type: 'object',
  additionalProperties: false,
  required: ['simulation', 'axes'],
  properties: {
    ...TRIED,
    axes: {
      type: 'array',
      minItems: 1,
      maxItems: SWEEP_LIMITS.axes,
      description: 'One parameter or two: each with `values`, or with `from`, `to` and `step`.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['parameter'],
        properties: {
          parameter: PARAMETER,
          values: { type: 'array', minItems: 1, maxItems: SWEEP_LIMITS.points, items: VALUE },
          from: VALUE,
          to: VALUE,
          step: VALUE,
        },
      },
    },
    measures: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: NAME,
      description: 'Such as paid, owed, paid.INCENTIVE, tier.TYPE.LEVEL. Missing: paid, and all that some point moves.',
    },
  },
  examples: [
    {
      simulation: { baseline: { program: 'northwind' }, candidates: [{ of: 'baseline' }], history: 'demo' },
      axes: [{ parameter: 'goldRevenue', from: '200000.00', to: '800000.00', step: '100000.00' }],
    },
  ],
} as const;

const GOAL_SHAPE = {
  type: 'object',
  additionalProperties: false,
  required: ['simulation', 'measure', 'target', 'by'],
  properties: {
    ...TRIED,
    measure: { ...NAME, description: 'What shall be met: paid, paid.INCENTIVE, tier.TYPE.LEVEL …' },
    target: { type: 'string', minLength: 1, maxLength: 40, description: 'Money as decimal text, or a count.' },
    by: PARAMETER,
    from: { ...VALUE, description: 'Missing: the bounds that the parameter declares.' },
    to: VALUE,
    step: { ...VALUE, description: 'Missing: the smallest of its type.' },
  },
  examples: [
    {
      simulation: { baseline: { program: 'northwind' }, candidates: [{ of: 'baseline' }], history: 'demo' },
      measure: 'tier.reseller.gold',
      target: '4',
      by: 'goldRevenue',
    },
  ],
} as const;

export const IMPACT_SHAPE = {
  title: 'ImpactRequest',
  type: 'object',
  additionalProperties: false,
  required: ['simulation'],
  properties: {
    simulation: { type: 'object', description: 'A simulation, as POST /v1/simulations takes it.' },
    unsaved: {
      type: 'object',
      additionalProperties: false,
      required: ['draft', 'program', 'files'],
      properties: { draft: NAME, program: { ...NAME, description: 'Id of the program that it is of.' }, files: FILES },
      description: 'A draft as it stands on the screen: `{ "draft": … }` in the simulation means these files.',
    },
  },
  examples: [
    {
      simulation: {
        baseline: { program: 'northwind' },
        candidates: [{ of: 'baseline', set: { goldRevenue: '300000.00' } }],
        history: 'demo',
      },
    },
  ],
} as const;

export const IMPACT_ACTIVITY_SHAPE = {
  ...IMPACT_SHAPE,
  title: 'ImpactActivityRequest',
  required: ['simulation', 'activity'],
  properties: {
    ...IMPACT_SHAPE.properties,
    activity: { ...NAME, maxLength: 500, description: 'Id of an activity of the history, or of one that the fold generates.' },
    source: { ...NAME, description: 'Where several sources have that id.' },
  },
  examples: IMPACT_SHAPE.examples.map((example) => ({ ...example, activity: 'deal-1' })),
} as const;

interface ImpactBody {
  readonly simulation: SimulationRequest;
  readonly unsaved?: Unsaved;
}

interface ImpactActivityBody extends ImpactBody {
  readonly activity: string;
  readonly source?: string;
}

interface SweepBody extends Tried {
  readonly axes: readonly { readonly parameter: string; readonly values?: readonly (string | number | boolean)[] }[];
  readonly measures?: readonly string[];
}

/** `source`: programs and drafts, anew for each request. */
export function tryRoutes(app: FastifyInstance, source: (unsaved?: Unsaved) => ProgramSource, tries: Tries, limits: Limits): void {
  const how = (reply: FastifyReply, unsaved?: Unsaved) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return { source: source(unsaved), signal: gone.signal, limitMs: limits.tryMs };
  };

  resource(app, '/v1/impacts', {
    POST: {
      access: ['analyst'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'impact',
        tags: ['what-if'],
        summary: 'What a program that is being written comes to, as it is written',
        description:
          'A simulation, answered at once and not kept: `edits` and `bars` are off where nothing is said of them, and nothing is decided again by the reference evaluator. Who hangs up cancels it, and so asks for the next value.',
        body: IMPACT_SHAPE,
        response: { 200: { description: 'What would have happened', $ref: '#/components/schemas/SimulationRequest.Result' } },
      },
      handler: (request, reply) => {
        const { simulation, unsaved } = request.body as ImpactBody;
        return answered(() => tries.impact(simulation, how(reply, unsaved)));
      },
    },
  });

  resource(app, '/v1/impacts/activity', {
    POST: {
      access: ['analyst'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'impactActivity',
        tags: ['what-if'],
        summary: 'One activity under a program that is being written, both reasonings beside each other',
        body: IMPACT_ACTIVITY_SHAPE,
        response: { 200: { description: 'All sides, and where they part', $ref: '#/components/schemas/ActivityPair' } },
      },
      handler: (request, reply) => {
        const { simulation, unsaved, activity: id, source } = request.body as ImpactActivityBody;
        return answered(() => tries.explain(simulation, { id, ...(source !== undefined && { source }) }, how(reply, unsaved)));
      },
    },
  });

  resource(app, '/v1/sweeps', {
    POST: {
      access: ['analyst'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'sweep',
        tags: ['what-if'],
        summary: 'One or two parameters over a range or a list: a whole fold a point',
        description: `At most ${SWEEP_LIMITS.points} points. Answered in the request and not kept; who hangs up cancels it. With \`Accept: text/csv\` a row a point.`,
        body: SWEEP_SHAPE,
        response: { 200: { description: 'The baseline, and what comes out at each point', $ref: '#/components/schemas/Sweep' } },
      },
      handler: async (request, reply) => {
        const { simulation, candidate, axes, measures } = request.body as SweepBody;
        const tried = { simulation, ...(candidate !== undefined && { candidate }) };
        const asked = { axes: axes.map(axisOf), ...(measures !== undefined && { measures }) };
        const answer = await answered(() => tries.sweep(tried, asked, how(reply)));
        if (!/^text\/csv\b/.test(request.headers.accept ?? '')) return answer;
        return reply.type('text/csv; charset=utf-8').serializer(String).send(sweepCsv(answer));
      },
    },
  });

  resource(app, '/v1/goals', {
    POST: {
      access: ['analyst'],
      bodyLimit: limits.batchBodyBytes,
      schema: {
        operationId: 'goalSeek',
        tags: ['what-if'],
        summary: 'At which value of a parameter does a measure meet a target?',
        description: `By ${GOAL_LIMITS.grid} exact folds over the range and then by halving, each an exact fold. The answer says honestly where the measure isn't monotone, the target is out of reach, or time was up before the bracket closed. Answered in the request and not kept.`,
        body: GOAL_SHAPE,
        response: { 200: { description: 'The nearest value, its bracket, and all that was folded', $ref: '#/components/schemas/Goal' } },
      },
      handler: async (request, reply) => {
        const { simulation, candidate, ...goal } = request.body as Tried & GoalRequest;
        const tried = { simulation, ...(candidate !== undefined && { candidate }) };
        return answered(() => tries.goal(tried, goal, how(reply)));
      },
    },
  });
}

/** A list of values, or a range. */
function axisOf(axis: SweepBody['axes'][number], index: number): SweepAxis {
  const isList = 'values' in axis;
  const isRange = 'from' in axis && 'to' in axis && 'step' in axis;
  if (isList ? Object.keys(axis).length === 2 : isRange) return axis as SweepAxis;
  const message = 'Either values, or from, to and step, were expected.';
  throw new Problem('invalid-request', 'Nothing was folded.', [{ pointer: `/axes/${index}`, message }]);
}

async function answered<T>(ask: () => Promise<Answer<T>>): Promise<T> {
  try {
    const answer = await kept('unknown-history', ask);
    const late = answer.ok ? undefined : answer.findings.find(({ code }) => code === 'timed-out');
    if (late !== undefined) throw new Problem('took-too-long', `${late.message} ${late.hint ?? ''}`.trim());
    if (!answer.ok)
      throw refusal(answer.findings.map((each) => ({ ...each, pointer: each.pointer.replace(/^\/(?:goal|sweep)(?=\/|$)/, '') })));
    return answer.answer;
  } catch (error) {
    // nobody is there to be told
    if (error instanceof FoldCancelled) throw new Problem('request-timeout', 'It was cancelled.');
    throw error;
  }
}
