import { api, ask, type components } from '../api/client.ts';
import { ProblemError } from '../api/problem.ts';
import { scenarioOf } from './scenario-of.ts';

type SourceFile = components['schemas']['SourceFile'];

/** A scenario may have so many activities. */
const MOST = '1000';

interface Deal {
  readonly program: string;
  readonly history: string;
  readonly partner: string;
  readonly partnerType: string;
  /** Its id; whatever the enrollment did. */
  readonly activity: string;
  /** Of the scenario. */
  readonly name: string;
}

/** A deal of a history with all that its enrollment did before, and what the program in force says of it today. */
export async function scenarioFromHistory({ program, history, partner, partnerType, activity, name }: Deal): Promise<SourceFile> {
  const query = { partner, partnerType, through: activity, limit: MOST };
  const upTo = await ask(api.GET('/v1/histories/{id}/activities', { params: { path: { id: history }, query } }));
  if (upTo.earlier > 0) throw tooMuch();
  const body = { partner: upTo.partner, earlier: upTo.activities.slice(0, -1), activity: upTo.activities.at(-1) };
  const { decision } = await ask(api.POST('/v1/programs/{id}/evaluate', { params: { path: { id: program } }, body: body as never }));
  return scenarioOf(name, upTo, decision);
}

const tooMuch = (): ProblemError =>
  new ProblemError({
    type: 'about:blank',
    code: 'limit-reached',
    status: 422,
    title: 'Too much happened before this deal',
    detail: `A scenario holds ${MOST} activities at most; take an earlier deal, or another partner’s.`,
    findings: [],
  });
