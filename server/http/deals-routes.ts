import type { FastifyInstance } from 'fastify';
import { activityRoutes } from './activities.ts';
import type { DealTime } from './deal-time.ts';
import { decisionRoutes } from './decisions.ts';
import { inboxRoutes } from './inbox.ts';
import type { Limits } from './limits.ts';
import { shadowRoutes } from './shadow.ts';

export function dealRoutes(app: FastifyInstance, dealTime: DealTime, limits: Limits): void {
  activityRoutes(app, dealTime, limits);
  decisionRoutes(app, dealTime);
  inboxRoutes(app, dealTime);
  shadowRoutes(app, dealTime);
}
