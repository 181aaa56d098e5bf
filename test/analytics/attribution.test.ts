import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { newId } from '../../server/store/id.ts';
import type { Store } from '../../server/store/open-store.ts';
import { batch, deal, firm } from '../store/support.ts';
import { databases } from '../support/databases.ts';
import { readsHistory, told, worldOn } from './support.ts';

const HASH = 'a'.repeat(64);

/** A case of the registry, as it is after a decision. */
async function registered(store: Store, reference: string, partner: string, status: string, openedOn: string, asked = {}): Promise<void> {
  const decision = newId();
  await sql`
    insert into decisions (id, program, shard, step, source, activity, revision, kind, occurred_on, generated, status, said, version, timeline, engine,
      inputs_hash, state_hash, decision_hash, explained, explained_hash, cause, provisional, by_id, by_name, at)
    values (${decision}, 'small', ${reference}, 1, 'crm', ${reference}, 1, 'registration-submitted', ${openedOn}, false, 'decided', '{}', ${HASH}, ${HASH}, 'e',
      ${HASH}, ${HASH}, ${HASH}, '', ${HASH}, 'recorded', false, 'ada', 'Ada', now())`.execute(store.db);
  await sql`
    insert into cases (id, program, kind, partner, partner_type, reference, status, step, reasons, asked, currency, opened_on, decided_on, decision, events, changed_at)
    values (${newId()}, 'small', 'registration', ${partner}, 'reseller', ${reference}, ${status}, 'registration-submitted', '[]', ${JSON.stringify(asked)},
      'USD', ${openedOn}, ${openedOn}, ${decision}, 1, now())`.execute(store.db);
}

const submitted = (id: string, partner: string, occurredOn: string, registration: string, more: object = {}) =>
  deal(id, {
    kind: 'registration-submitted',
    partner,
    occurredOn,
    facts: { 'registration.id': registration, 'registration.amount': '70.00', 'customer.id': 'c', ...more },
  });
const approved = (id: string, partner: string, occurredOn: string, registration: string) =>
  deal(id, { kind: 'registration-approved', partner, occurredOn, facts: { 'registration.id': registration } });

const won = (id: string, more: object = {}) => ({
  id,
  createdOn: '2026-01-01',
  outcome: 'won',
  closedOn: '2026-03-01',
  amount: '100.00',
  ...more,
});
const acted = (id: string, opportunity: string, partner: string, doneOn: string, partnerType = 'reseller') => ({
  id,
  opportunity,
  partner,
  partnerType,
  kind: 'meeting',
  doneOn,
});

describe.each(databases)('whose an opportunity is, on $name', (database) => {
  test('is shown by cases, approvals and actions, and each has one', async () => {
    const world = await worldOn('2026-06-30', database);
    const { store } = world;
    await readsHistory(
      store,
      batch({
        partners: [firm('acme'), firm('zenith')],
        activities: [
          // approved by a person; won under it, and half of it cancelled
          submitted('s1', 'acme', '2026-01-05', 'R-1'),
          approved('s2', 'acme', '2026-01-06', 'R-1'),
          deal('s3', { partner: 'acme', occurredOn: '2026-02-01', facts: { 'deal.amount': '80.00', 'deal.registration': 'R-1' } }),
          deal('s4', {
            kind: 'cancellation',
            partner: 'acme',
            occurredOn: '2026-02-20',
            facts: { 'cancelled.activity': 's3', 'cancelled.share': '0.5' },
          }),
          // nobody approved it: the partner acted, no more
          submitted('s5', 'zenith', '2026-06-05', 'R-2'),
          // the CRM tells of the same opportunity
          submitted('s6', 'zenith', '2026-01-05', 'R-3', { 'opportunity.id': 'told-1' }),
        ],
      }),
    );
    await registered(store, 'R-4', 'acme', 'approved', '2026-01-02', { 'opportunity.id': 'case-1' });
    await registered(store, 'R-5', 'zenith', 'refused', '2026-01-02', {});
    await registered(store, 'R-6', 'zenith', 'won', '2026-01-03', { 'opportunity.id': 'case-1' });
    await told(store, {
      opportunity: [
        won('told-1'),
        won('case-1'),
        won('case-2', { partner: 'zenith', partnerType: 'reseller', registration: 'R-5', registrationApprovedOn: '2026-01-03' }),
        won('acted-1'),
        won('late-1'),
        won('own-1'),
        won('both-1', { partner: 'acme', partnerType: 'reseller', registration: 'old', registrationApprovedOn: '2026-01-09' }),
        won('said-1', { partner: 'acme', partnerType: 'reseller' }),
      ],
      action: [
        acted('a1', 'acted-1', 'zenith', '2026-02-02'),
        acted('a2', 'acted-1', 'acme', '2026-02-01'),
        acted('a3', 'late-1', 'acme', '2026-03-02'),
        acted('a4', 'own-1', 'field', '2026-02-01', 'vendor-field'),
        acted('a5', 'both-1', 'zenith', '2026-01-02'),
      ],
    });
    // what was paid before there was a ledger: for an activity of the history, and for an opportunity by its name
    const paid = (id: string, incentive: string, activity: string, partner: string) => ({
      id,
      kind: 'incentives',
      spentOn: '2026-03-01',
      amount: '5.00',
      incentive,
      activity,
      partner,
      partnerType: 'reseller',
    });
    await told(store, {
      investment: [paid('p1', 'margin', 's3', 'acme'), paid('p2', 'spiff', 'acted-1', 'acme'), paid('p3', 'spiff', 's3', 'zenith')],
    });
    await world.reckoning();
    const rows = await store.db.selectFrom('opportunities').selectAll().orderBy('id').execute();
    const found = Object.fromEntries(rows.map(({ id, attribution, partner, doubt }) => [id, [attribution, partner, doubt]]));
    expect(found).toEqual({
      'registration:R-1': ['sourced', 'acme', null],
      'registration:R-2': ['influenced', 'zenith', null],
      'told-1': ['influenced', 'zenith', null],
      // the earliest approval counts
      'case-1': ['sourced', 'acme', null],
      // the registry's word against the CRM's
      'case-2': ['none', null, 'registration-not-approved'],
      'acted-1': ['influenced', 'acme', null],
      'late-1': ['none', null, 'acted-after-close'],
      'own-1': ['none', null, null],
      'both-1': ['sourced', 'acme', null],
      'said-1': ['none', null, 'registration-not-approved'],
    });
    const paidFor = Object.fromEntries(rows.flatMap(({ id, incentives }) => (incentives.length > 0 ? [[id, incentives]] : [])));
    expect(paidFor).toEqual({ 'registration:R-1': ['margin'], 'acted-1': ['spiff'] });
    const first = rows.find(({ id }) => id === 'registration:R-1');
    expect(first).toMatchObject({
      outcome: 'won',
      amount: 4_000,
      closed_on: '2026-02-01',
      registration: 'R-1',
      evidence: 'registration R-1',
    });
    expect(rows.find(({ id }) => id === 'registration:R-2')).toMatchObject({ outcome: 'open', amount: 7_000, stale_on: '2026-12-02' });
  });
});
