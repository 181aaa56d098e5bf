import type { FastifyInstance } from 'fastify';
import type { Ledger } from '../ledger/ledger.ts';
import type { Missing } from '../ledger/statement.ts';
import { adjustmentRoutes } from './adjustments.ts';
import { disputeRoutes } from './disputes.ts';
import { ledgerRoutes } from './ledger.ts';
import { payoutRoutes } from './payouts.ts';
import { statementRoutes } from './statements.ts';

/** What is due, and what becomes of it. `missing`: what a statement says of the next tier. */
export function bookRoutes(app: FastifyInstance, ledger: Ledger, missing?: Missing): void {
  ledgerRoutes(app, ledger);
  adjustmentRoutes(app, ledger);
  disputeRoutes(app, ledger);
  payoutRoutes(app, ledger);
  statementRoutes(app, ledger, missing);
}
