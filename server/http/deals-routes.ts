import type { FastifyInstance } from 'fastify';
import type { Trail } from '../audit/trail.ts';
import type { Deals } from '../deals/model.ts';
import type { Store } from '../store/open-store.ts';
import { activityRoutes } from './activities.ts';
import { decisionRoutes } from './decisions.ts';
import { inboxRoutes } from './inbox.ts';
import type { Limits } from './limits.ts';
import { shadowRoutes } from './shadow.ts';

/** What is recorded and decided as it happens, and where it is kept. */
export interface DealTime {
  readonly deals: Deals;
  readonly store: Store;
  readonly trail: Trail;
}

export function dealRoutes(app: FastifyInstance, dealTime: DealTime, limits: Limits): void {
  activityRoutes(app, dealTime, limits);
  decisionRoutes(app, dealTime);
  inboxRoutes(app, dealTime);
  shadowRoutes(app, dealTime);
}
