import type { Principal } from '../access/principal.ts';
import type { Transaction } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { type CaseRow, requestOf } from '../store/registry/cases.ts';
import { type Registry, todayOf } from './live.ts';
import { RegistryError } from './registry-error.ts';
import { laterOf } from './version-on.ts';

/*
 * Funds that were granted and won't be used are free again. What a request posted is taken back by a cancellation of it, by the
 * program's own rule, and so it comes back into budgets and measures. A request that posted nothing holds nothing.
 */

export async function freeFunds(registry: Registry, tx: Transaction, by: Principal, row: CaseRow): Promise<void> {
  const request = await requestOf(tx, row.id);
  const posted = request?.lines.filter(({ status, amount }) => status === 'due' && !/^-?[0.]+$/.test(amount)) ?? [];
  if (request === undefined || posted.length === 0) return;
  const document = {
    // a cancellation is from where the request is from
    source: request.source,
    id: newId(),
    kind: 'cancellation',
    occurredOn: laterOf(row.decided_on, todayOf(registry, row.program)),
    partner: row.partner,
    partnerType: row.partner_type,
    facts: { 'cancelled.activity': request.activity },
  };
  const [recorded] = await registry.live.record(tx, by, row.program, [document]);
  if (recorded?.status === 'queued') return;
  const taken = recorded?.decision?.decision.parties.flatMap(({ lines }) => lines).filter(({ reverses }) => reverses !== undefined);
  if (taken !== undefined && taken.length > 0) return;
  const incentives = [...new Set(posted.map(({ incentive }) => incentive))].join(', ');
  const message = `The program takes nothing back: what was granted stays granted. A rule on cancellation that reverses ${incentives} frees it.`;
  throw new RegistryError('state', message, { findings: recorded?.findings ?? [] });
}
