import type { FastifyInstance } from 'fastify';
import { hasRole, type Principal } from '../access/principal.ts';
import type { KeptInFull } from '../deals/model.ts';
import { explainDecision } from '../engine/decisions/explain.ts';
import { withoutField } from '../ledger/own-field.ts';
import type { DecisionHead, DecisionSearch } from '../store/deals/decisions.ts';
import { isId } from '../store/id.ts';
import { dealt } from './deal-problems.ts';
import type { DealTime } from './deal-time.ts';
import { Problem } from './problem.ts';
import { resource } from './resource.ts';
import { idOf, idParameter, PAGE_QUERY, type PageQuery } from './stored.ts';

const TEXT = { type: 'string', minLength: 1, maxLength: 200 } as const;
const DAY = { type: 'string', format: 'date' } as const;
const SEARCH = {
  ...PAGE_QUERY,
  properties: {
    ...PAGE_QUERY.properties,
    program: { ...TEXT, description: 'Id of the program.' },
    partner: { ...TEXT, description: 'Id of a partner that takes part.' },
    partnerType: { ...TEXT, description: 'In which partner type.' },
    source: { ...TEXT, description: 'The system that reported the activity; dealwright: what the calendar brought about.' },
    activity: { ...TEXT, maxLength: 400, description: 'Id of the activity.' },
    kind: { ...TEXT, description: 'Kind of the activity.' },
    status: { enum: ['decided', 'set-aside', 'not-in-force'], description: 'What became of it.' },
    from: { ...DAY, description: 'Activities of this day and later.' },
    to: { ...DAY, description: 'Activities of this day and earlier.' },
    provisional: { enum: ['true', 'false'], description: 'Whether something that it hangs on waits.' },
    superseded: { enum: ['true', 'false'], description: 'true: with those that were decided otherwise later.' },
  },
} as const;

interface SearchQuery extends PageQuery, Omit<DecisionSearch, 'provisional' | 'superseded' | 'programs'> {
  readonly provisional?: string;
  readonly superseded?: string;
}

const PAGE = 50;
const ID = idParameter('Id of the decision.');

export function decisionRoutes(app: FastifyInstance, { deals }: DealTime): void {
  const find = async (principal: Principal, id: string): Promise<KeptInFull> => {
    const found = await deals.decision(id);
    if (found !== undefined && isSeen(principal, found)) return found;
    throw new Problem('unknown-decision', `There is no decision ${id}.`);
  };

  resource(app, '/v1/decisions', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'listDecisions',
        tags: ['decisions'],
        summary: 'Decisions that are kept, the latest first',
        description: 'In short; each has its reasoning at its own address. A partner sees what was decided for it, and nothing else.',
        querystring: SEARCH,
        response: { 200: { description: 'A page of them', $ref: '#/components/schemas/DecisionPage' } },
      },
      handler: async ({ query, principal }) => {
        const { limit, after, provisional, superseded, ...asked } = query as SearchQuery;
        if (after !== undefined && !isId(after)) throw new Problem('invalid-request', 'There is no such page; begin with the first.');
        const size = limit === undefined ? PAGE : Number(limit);
        const search: DecisionSearch = {
          ...asked,
          ...(provisional !== undefined && { provisional: provisional === 'true' }),
          superseded: superseded === 'true',
          ...ownOf(principal, asked.partner),
        };
        const found = await deals.search(search, { limit: size + 1, ...(after !== undefined && { after }) });
        const items = found.slice(0, size);
        const next = found.length > size ? items.at(-1)?.id : undefined;
        return { decisions: items.map((row) => headShown(row, principal)), ...(next !== undefined && { next }) };
      },
    },
  });

  resource(app, '/v1/decisions/:id', {
    GET: {
      access: ['viewer', 'system', 'partner'],
      programs: 'filtered',
      schema: {
        operationId: 'getDecision',
        tags: ['decisions'],
        summary: 'A decision with its whole reasoning, as it was made, and the same in sentences',
        params: ID,
        response: { 200: { description: 'The decision', $ref: '#/components/schemas/KeptDecision' } },
      },
      handler: async (request) => {
        const { head, decision } = await find(request.principal, idOf(request));
        const seen = isTold(request.principal) ? decision : onlyOwn(request.principal, decision, await deals.decidedBy(head));
        return { ...headShown(head, request.principal), decision: seen, sentences: explainDecision(seen) };
      },
    },
  });

  resource(app, '/v1/decisions/:id/replay', {
    POST: {
      access: ['viewer', 'system'],
      programs: 'filtered',
      schema: {
        operationId: 'replayDecision',
        tags: ['decisions'],
        summary: 'Decide again from what was stored',
        description:
          'All that the enrollment (or the program) had taken in is folded again, under the versions that held then, and the activity is decided again. `same` says whether that gives the same bytes, reasoning included.',
        params: ID,
        response: { 200: { description: 'What came out', $ref: '#/components/schemas/Replay' } },
      },
      handler: async (request) => {
        const { head } = await find(request.principal, idOf(request));
        return dealt('unknown-decision', () => deals.replay(head.id));
      },
    },
  });
}

/** What somebody may look for. */
function ownOf(principal: Principal, asked: string | undefined): Pick<DecisionSearch, 'partner' | 'programs'> {
  const programs = principal.programs && { programs: [...principal.programs] };
  if (isTold(principal)) return { ...programs };
  if (principal.partner === undefined) throw new Error('a partner without an id was let in');
  // of another one nothing is theirs
  return { partner: principal.partner, ...(asked !== undefined && asked !== principal.partner && { programs: [] }) };
}

function isSeen(principal: Principal, { head, decision }: KeptInFull): boolean {
  if (principal.programs !== undefined && !principal.programs.has(head.program)) return false;
  return isTold(principal) || decision.parties.some(({ partner }) => partner === principal.partner);
}

/** Of all that was decided. */
const isTold = (principal: Principal): boolean => hasRole(principal, ['viewer', 'system']);

/** Other parties of an activity are none of a partner's business, nor is what the vendor's own field is credited. */
const onlyOwn = (
  { partner }: Principal,
  decision: KeptInFull['decision'],
  versions: Parameters<typeof withoutField>[1],
): KeptInFull['decision'] =>
  withoutField({ ...decision, parties: decision.parties.filter((party) => party.partner === partner) }, versions);

interface SaidParty {
  readonly partner: string;
  readonly lines?: readonly { readonly payee: string }[];
}

function withoutFieldLines({ lines = [], ...party }: SaidParty): SaidParty {
  const own = lines.filter(({ payee }) => payee !== 'vendor-field');
  return { ...party, ...(own.length > 0 && { lines: own }) };
}

function headShown(row: DecisionHead, principal: Principal): object {
  const said = row.said as { readonly parties?: readonly SaidParty[] };
  const parties = isTold(principal)
    ? (said.parties ?? [])
    : (said.parties ?? []).filter(({ partner }) => partner === principal.partner).map(withoutFieldLines);
  return {
    id: row.id,
    program: row.program,
    activity: { source: row.source, id: row.activity, revision: row.revision },
    kind: row.kind,
    on: row.occurred_on,
    generated: row.generated,
    status: row.status,
    parties,
    provisional: row.provisional,
    cause: row.cause,
    ...(row.superseded_by !== null && { supersededBy: row.superseded_by }),
    by: { id: row.by_id, name: row.by_name },
    at: row.at.toISOString(),
    receipt: {
      version: row.version,
      timeline: row.timeline,
      engine: row.engine,
      inputs: row.inputs_hash,
      state: row.state_hash,
      decision: row.decision_hash,
      explained: row.explained_hash,
    },
  };
}
