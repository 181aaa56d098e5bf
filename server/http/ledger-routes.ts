import type { FastifyInstance } from 'fastify';
import type { Ledger } from '../ledger/ledger.ts';
import { adjustmentRoutes } from './adjustments.ts';
import { disputeRoutes } from './disputes.ts';
import { ledgerRoutes } from './ledger.ts';
import { payoutRoutes } from './payouts.ts';

/** What is due, and what becomes of it. */
export function bookRoutes(app: FastifyInstance, ledger: Ledger): void {
  ledgerRoutes(app, ledger);
  adjustmentRoutes(app, ledger);
  disputeRoutes(app, ledger);
  payoutRoutes(app, ledger);
}
