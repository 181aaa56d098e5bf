import type { FastifyInstance } from 'fastify';
import type { Registry } from '../registry/live.ts';
import { caseRoutes } from './cases.ts';
import { customerRoutes } from './customers.ts';
import { partnerRoutes } from './partners.ts';
import { standingRoutes } from './standings.ts';

/** Who there is, what they asked for, and what holds of them today. */
export function registryRoutes(app: FastifyInstance, registry: Registry): void {
  partnerRoutes(app, registry);
  customerRoutes(app, registry);
  caseRoutes(app, registry);
  standingRoutes(app, registry);
}
