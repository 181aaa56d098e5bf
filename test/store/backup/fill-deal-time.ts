/** Something in every table of deal time. */
export function dealTimeStatements(hash: string, nasty: string, uuid: (number: number) => string): readonly string[] {
  const key = `'small', 'p-1', 'reseller'`;
  return [
    `insert into live_programs (program, history, timeline, cut) values ('small', (select id from histories limit 1), '${hash}', 'enrollment')`,
    `insert into live_timelines (hash, program, versions) values ('${hash}', 'small', '[{"version":"${hash}","effectiveFrom":null}]')`,
    `insert into live_shards (program, shard, timeline, steps, state_hash, day, at, due_on) values ('small', ${nasty}, '${hash}', 1, '${hash}', '2026-06-01', 1780000000000, '2026-06-30')`,
    `insert into live_steps (program, shard, step, kind, recorded, timeline) values ('small', ${nasty}, 1, 'activity', 1, '${hash}')`,
    `insert into inbox (id, program, shard, source, activity, revision, reason, detail, since) values
      ('${uuid(20)}', 'small', ${nasty}, 'crm', 'd-1', 1, 'late', ${nasty}, now())`,
    `insert into reconcile_queue (program, shard, because) values ('small', ${nasty}, 'late')`,
    `insert into decisions (id, program, shard, step, source, activity, revision, kind, occurred_on, generated, status, said, version, timeline, engine,
        inputs_hash, state_hash, decision_hash, explained, explained_hash, cause, provisional, by_id, by_name, at)
      values ('${uuid(21)}', 'small', ${nasty}, 1, 'crm', 'd-1', 1, 'deal-closed', '2026-06-01', false, 'decided', '{"parties":[]}', '${hash}', '${hash}', 'e',
        '${hash}', '${hash}', '${hash}', decode('00ff', 'hex'), '${hash}', 'recorded', false, 'ada', 'Ada', now())`,
    `insert into decision_parties (decision, program, partner, partner_type) values ('${uuid(21)}', ${key})`,
    `insert into promises_kept (program, promise, key, value, source, activity, made_on, partner, partner_type, step)
      values ('small', 'rate', ${nasty}, '"0.1"', 'crm', 'o-1', '2026-06-01', 'p-1', 'reseller', 1)`,
    `insert into protections_granted (program, source, activity, partner, partner_type, step, registration, protection, granted_on, leaves)
      values ('small', 'crm', 's-1', 'p-1', 'reseller', 1, ${nasty}, 'deal', '2026-06-01', '[{"until":"2026-08-30","values":["zenith",true,7]}]')`,
    `insert into shadows (program, version, since, by_id, by_name) values ('small', '${hash}', now(), 'ada', 'Ada')`,
    `insert into shadow_differences (program, decision, effective, shadow, difference) values ('small', '${uuid(21)}', '{}', '{}', 9007199254740991)`,
    `insert into partners (id, revision, name, name_key, domain, registry_number, parent, created_at, changed_at) values
      ('p-1', 1, ${nasty}, 'p', 'p.example', '1', 'p-2', now(), now()), ('p-2', 1, 'P', 'p', null, null, null, now(), now())`,
    `insert into enrollments (program, partner, partner_type, enrolled_on, facts, benefits, provisional, changed_at)
      values (${key}, '2026-01-01', '{}', '[]', false, now())`,
    `insert into customers (id, revision, name, name_key, created_at, changed_at) values ('c-1', 1, ${nasty}, 'c', now(), now())`,
    `insert into cases (id, program, kind, partner, partner_type, reference, status, step, reasons, asked, amount, currency, opened_on, decided_on,
        decision, events, changed_at)
      values ('${uuid(22)}', 'small', 'registration', 'p-1', 'reseller', ${nasty}, 'approved', 'registration-submitted', '[]', '{}', '-1.00', 'USD',
        '2026-06-01', '2026-06-01', '${uuid(21)}', 1, now())`,
    `insert into case_events (case_id, place, step, status, reasons, note, on_day, by_id, by_name, at) values
      ('${uuid(22)}', 1, 'registration-submitted', 'approved', '[]', ${nasty}, '2026-06-01', 'ada', 'Ada', now())`,
    `insert into protections (id, program, leaf, leaf_name, partner, partner_type, registration, during) values
      ('${uuid(23)}', 'small', '[115792089237316195423570985008687907853269984665640564039457584007913129639935,115792089237316195423570985008687907853269984665640564039457584007913129639935]',
        ${nasty}, 'p-1', 'reseller', 'r-1', '[2026-06-01,2026-08-30]')`,
    `insert into ledger_lines (id, program, partner, partner_type, source, activity, incentive, rule, decides, payee, payer, amount, currency, exchange, version,
        decision, cause, occurred_on, period, posted_on, payable_on, dispute_days, posted_at, place)
      values ('${uuid(24)}', ${key}, 'crm', 'd-1', 'rebate', 'rebate', 'incentive', 'partner', 'vendor', 100, 'USD',
        '{"currency":"EUR","rate":"1.1","on":"2026-06-01"}', '${hash}', '${uuid(21)}', 'decision', '2026-06-01', '2026-06-01', '2026-06-01', '2026-07-01', 30, now(), 0)`,
    `insert into line_states (line, program, state, held, payable_on, since) values ('${uuid(24)}', 'small', 'accrued', ${nasty}, '2026-07-01', now())`,
    `insert into closed_periods (program, period, closed_at) values ('small', '2026-05-01', now())`,
    `insert into adjustments (id, kind, program, partner, partner_type, source, activity, incentive, payee, amount, currency, reason, on_day, state,
        proposed_by, proposed_by_name, proposed_at)
      values ('${uuid(25)}', 'override', ${key}, 'crm', 'd-1', 'rebate', 'partner', 200, 'USD', ${nasty}, '2026-06-02', 'proposed', 'ada', 'Ada', now())`,
    `insert into disputes (id, line, reason, state, opened_by, opened_by_name, opened_at) values ('${uuid(26)}', '${uuid(24)}', ${nasty}, 'open', 'zoe', 'Zoe', now())`,
    `insert into payout_batches (id, program, payees, currency, through, state, lines, total, proposed_by, proposed_by_name, proposed_at)
      values ('${uuid(27)}', 'small', 'partners', 'USD', '2026-06-30', 'proposed', 1, 100, 'ada', 'Ada', now())`,
    `insert into webhooks (id, name, url, secret, events, active, created_by, created_by_name, created_at, changed_at)
      values ('${uuid(28)}', ${nasty}, 'https://example.com', decode('00ff', 'hex'), '["decision.made"]', true, 'ada', 'Ada', now(), now())`,
    `insert into events_out (id, program, kind, body, at) values ('${uuid(29)}', 'small', 'decision.made', ${nasty}, now())`,
    `insert into deliveries (webhook, event, state, next_at) values ('${uuid(28)}', '${uuid(29)}', 'waiting', now())`,
  ];
}
