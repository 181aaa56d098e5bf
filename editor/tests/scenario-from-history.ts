import { api, ask, type components } from '../api/client.ts';
import { ProblemError } from '../api/problem.ts';
import { scenarioOf } from './scenario-of.ts';

type SourceFile = components['schemas']['SourceFile'];
type Lived = components['schemas']['LivedActivities'];
type Partner = Lived['partner'];

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
  const otherPartners = await othersOf(history, upTo);
  const body = {
    ...{ partner: upTo.partner, earlier: upTo.activities.slice(0, -1), activity: upTo.activities.at(-1) },
    ...(otherPartners.length > 0 && { otherPartners }),
  };
  const { decision } = await ask(api.POST('/v1/programs/{id}/evaluate', { params: { path: { id: program } }, body: body as never }));
  return scenarioOf(name, { ...upTo, otherPartners }, decision);
}

/** Who else takes part in the activities, each with the enrollments in which they do. */
async function othersOf(history: string, { partner, activities }: Lived): Promise<readonly Partner[]> {
  const parties = new Map<string, readonly [partner: string, partnerType: string]>();
  for (const { parties: several = [] } of activities)
    for (const { partner: id, partnerType } of several)
      if (id !== partner.id || partner.enrollments.every((each) => each.partnerType !== partnerType))
        parties.set(JSON.stringify([id, partnerType]), [id, partnerType]);
  const others = new Map<string, Partner>();
  for (const [id, partnerType] of parties.values()) {
    const query = { partner: id, partnerType, limit: '1' };
    const found = await ask(api.GET('/v1/histories/{id}/activities', { params: { path: { id: history }, query } }));
    const known = others.get(id);
    others.set(id, known === undefined ? found.partner : { ...known, enrollments: [...known.enrollments, ...found.partner.enrollments] });
  }
  return [...others.values()];
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
