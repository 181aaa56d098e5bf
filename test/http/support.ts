import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Timeline } from '../../server/engine/program/model.ts';
import { type AppOptions, buildApp } from '../../server/http/app.ts';
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode, type ProblemDocument } from '../../server/http/problem.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { accessOfFile, headersOf } from '../support/access.ts';
import { always, commissionRule, goldRule, resellerType, smallProgram } from '../support/small-program.ts';

/** A reseller whose tier is reviewed by quarter, with a registration and an incentive that may fail. */
export const document: ProgramDocument = smallProgram({
  partnerTypes: {
    reseller: resellerType({
      produces: ['deal-closed', 'registration-submitted', 'agreement-signed'],
      tiers: { levels: ['registered', 'gold'], upgrade: 'at-once', downgrade: 'at-review', review: 'fiscal-quarter', graceDays: 30 },
    }),
  },
  parameters: {
    goldRevenue: { type: 'money', value: '1000.00' },
    bands: {
      type: 'bands',
      over: 'money',
      unit: 'rate',
      value: [
        { from: '0', rate: '0.02' },
        { from: '5000.00', rate: '0.04' },
      ],
    },
  },
  protections: { deal: { scope: ['customer.id'], days: '90' } },
  rules: [
    goldRule(),
    commissionRule(),
    commissionRule({
      name: 'volume-rebate',
      event: {
        type: 'incentive',
        params: { incentive: 'volume-rebate', payee: 'partner', amount: 'marginal(parameter.bands, before.revenue, measure.revenue)' },
      },
    }),
    {
      name: 'register',
      decides: 'registration',
      for: ['reseller'],
      on: ['registration-submitted'],
      conditions: always,
      event: { type: 'registration', params: { outcome: 'approve', protection: 'deal' } },
    },
  ],
});

export function timelineOf(...documents: ProgramDocument[]): Timeline {
  const versions = documents.map((each) => {
    const loaded = loadProgramDocument(each);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics, null, 1));
    return loaded.program;
  });
  return { id: versions[0]?.id ?? '', versions };
}

/** Who may do what in the apps of a test file, and the key that they are asked with. */
export const { access, key } = await accessOfFile();

/** The app of production; only that a test machine may be slow, and that who says nothing else asks with the local owner's key. */
export const testApp = ({ limits, ...options }: Partial<AppOptions> = {}): FastifyInstance =>
  askedWith(key, buildApp({ book: fixedBook([timelineOf(document)]), access, limits: { loopDelayMs: false, ...limits }, ...options }));

/** The app, asked with a key wherever no other header says who asks. */
export function askedWith(key: string, app: FastifyInstance): FastifyInstance {
  const inject = app.inject.bind(app);
  const withKey = (options: string | InjectOptions) => {
    const { headers, ...others } = typeof options === 'string' ? { url: options, headers: {} } : options;
    return inject({ ...others, headers: { ...headersOf(key), ...headers } });
  };
  return Object.assign(app, { inject: withKey });
}

/** Problems of what is kept: they take a store, and are provoked in what-if.test.ts. */
export type KeptProblem =
  | 'unknown-history'
  | 'unknown-import'
  | 'unknown-simulation'
  | 'unknown-view'
  | 'not-done'
  | 'invalid-mapping'
  | 'invalid-simulation'
  | 'limit-reached'
  | 'took-too-long';

/** Problems of a program's life: provoked in life-problems.test.ts. */
export type LifeProblem =
  | 'own-draft'
  | 'unknown-version'
  | 'unknown-timeline-entry'
  | 'unknown-draft'
  | 'unknown-submission'
  | 'wrong-state'
  | 'not-shown'
  | 'past-unconfirmed'
  | 'under-way'
  | 'changed-meanwhile'
  | 'not-ready'
  | 'idempotency-mismatch'
  | 'precondition-required';

/** Problems of webhooks: provoked in webhooks.test.ts. */
export type WebhookProblem = 'unknown-webhook' | 'unknown-event';
/** Problems of deal time: provoked in test/deals/problems.test.ts. */
export type DealProblem = 'unknown-decision' | 'unknown-shadow' | 'revision-conflict' | 'held-by-another' | 'evaluators-differ';
/** Problems of the registry: provoked in registry-problems.test.ts. */
export type RegistryProblem = 'unknown-partner' | 'unknown-customer' | 'unknown-case';
/** Problems of the ledger: provoked in ledger.test.ts. */
export type LedgerProblem = 'own-proposal' | 'unknown-line' | 'unknown-adjustment' | 'unknown-dispute' | 'unknown-payout';

/** Problems of signing in: provoked in sign-in-attacks.test.ts. */
export type SignInProblem = 'sign-in-failed' | 'sign-in-unavailable' | 'cross-site' | 'wrong-host';

export const EVALUATE = '/v1/programs/small/evaluate';
export const BATCH = '/v1/programs/small/evaluate/batch';

export const acme = { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] };

export const deal = (id: string, occurredOn: string, amount: unknown, changes: object = {}) => ({
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': amount },
  ...changes,
});

export const quote = (changes: object = {}) => ({ partner: acme, activity: deal('d1', '2026-03-02', '600.00'), ...changes });

export const post = (app: FastifyInstance, payload: object | string, url = EVALUATE): Promise<LightMyRequestResponse> =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

/** The answer, which has to be a problem of that code, whole; `members`: what it says beside. */
export function problemOf(response: LightMyRequestResponse, code: ProblemCode, members: object = {}): ProblemDocument {
  expect(response.headers['content-type']).toBe(PROBLEM_TYPE);
  const problem = response.json<ProblemDocument>();
  expect(problem).toEqual({
    type: `https://dealwright.dev/problems/${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    detail: expect.any(String),
    code,
    findings: expect.any(Array),
    ...members,
  });
  expect(response.statusCode).toBe(PROBLEMS[code].status);
  return problem;
}
