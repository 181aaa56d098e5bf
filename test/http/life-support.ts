import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { type Access, openAccess } from '../../server/access/access.ts';
import type { Role } from '../../server/access/principal.ts';
import { type AppOptions, buildApp } from '../../server/http/app.ts';
import { monthlyDeals, simulated } from '../lifecycle/simulations.ts';
import { filesOf, lifeOf, type TestLife, takeSmall } from '../lifecycle/support.ts';
import { type Holder, holderOf } from '../support/access.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { keysOfTest } from '../support/trail.ts';
import { expectDescribed } from './described.ts';

/** The app over a store of its own, its clock at a day that the test sets, and people who ask it. */
export interface LifeServed {
  readonly app: FastifyInstance;
  readonly life: TestLife;
  readonly access: Access;
  readonly dana: Asker;
  readonly bert: Asker;
  readonly ada: Asker;
  readonly olga: Asker;
  /** Somebody else. */
  asker(name: string, ...roles: readonly Role[]): Promise<Asker>;
}

export interface Asker extends Holder {
  /** `line`: method and address; `raw`: a body that needn't be JSON. Every answer is held to what the app's description says of it. */
  ask(line: string, payload?: unknown, headers?: Readonly<Record<string, string>>, raw?: string): Promise<LightMyRequestResponse>;
}

export async function serveLife(database: TestDatabase, options: Partial<AppOptions> = {}): Promise<LifeServed> {
  const life = await lifeOf(await emptyStore(database), await keysOfTest());
  return serveOf(life, options);
}

export async function serveOf(life: TestLife, options: Partial<AppOptions> = {}): Promise<LifeServed> {
  const { store, trail } = life;
  const access = openAccess({ store, trail });
  const { limits, ...others } = options;
  const app = buildApp({ book: life.book, access, life, limits: { loopDelayMs: false, requestsPerMinute: false, ...limits }, ...others });
  onTestFinished(async () => {
    await app.close();
    await access.close();
  });
  const asker = async (name: string, ...roles: readonly Role[]): Promise<Asker> => askerOf(app, await holderOf(access, { roles, name }));
  return {
    app,
    life,
    access,
    dana: await asker('Dana', 'designer'),
    bert: await asker('Bert', 'designer', 'approver'),
    ada: await asker('Ada', 'approver'),
    olga: await asker('Olga', 'operator'),
    asker,
  };
}

export function askerOf(app: FastifyInstance, holder: Holder): Asker {
  return {
    ...holder,
    ask: async (line, payload, headers = {}, raw) => {
      const [method = '', url = ''] = line.split(' ');
      const text = raw ?? (payload === undefined ? undefined : JSON.stringify(payload));
      const type = payload === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers: { ...holder.headers, ...type, ...headers },
        ...(text !== undefined && { payload: text }),
      });
      await expectDescribed(app, line, answer);
      return answer;
    },
  };
}

/** The program `small` in force from the beginning, deals to ask about, and drafts of it that pay something else. */
export interface SmallInForce extends LifeServed {
  readonly version: string;
  readonly history: string;
}

export async function serveSmall(database: TestDatabase, changes: Partial<ProgramDocument> = {}): Promise<SmallInForce> {
  const served = await serveLife(database);
  return { ...served, version: await takeSmall(served.life, changes), history: await monthlyDeals(served.life) };
}

export interface Drafted {
  readonly id: string;
  readonly revision: number;
}

/** A draft of the small program that pays so many per cent of a deal. */
export async function drafted(by: Asker, percent: number, changes: Partial<ProgramDocument> = {}): Promise<Drafted> {
  const answer = await by.ask('POST /v1/drafts', {
    program: 'small',
    name: `${percent} per cent`,
    from: { files: filesOf({ percent, changes }) },
  });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}

/** What a draft costs, asked and answered as for its submission. */
export async function simulatedFor({ life, history }: SmallInForce, { id }: Drafted, effectiveFrom: string): Promise<string> {
  const past = effectiveFrom < life.now().toISOString().slice(0, 10);
  const day = past ? { inForceFrom: effectiveFrom } : {};
  return simulated(life, {
    baseline: { program: 'small', ...(!past && { on: effectiveFrom }) },
    candidates: [{ draft: id }],
    history,
    ...day,
  });
}

export interface Submitted {
  readonly id: string;
  readonly evidenceHash: string;
  readonly draft: string;
}

/** A draft put to approval. */
export async function submitted(
  small: SmallInForce,
  by: Asker,
  draft: Drafted,
  effectiveFrom: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Submitted> {
  const simulation = await simulatedFor(small, draft, effectiveFrom);
  const payload = { revision: draft.revision, simulation, effectiveFrom, note: 'They ask for it.' };
  const answer = await by.ask(`POST /v1/drafts/${draft.id}/submissions`, payload, headers);
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}

export const approval = ({ evidenceHash }: Submitted) => ({ evidence: evidenceHash, comment: 'Fine.' });
