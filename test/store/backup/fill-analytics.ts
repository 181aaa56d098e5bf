/** Something in every table of what the program is worth that is told, and not made of others. */
export function analyticsStatements(nasty: string, uuid: (number: number) => string): readonly string[] {
  const key = `'small', 'p-1', 'reseller'`;
  return [
    `insert into analytics_programs (program, history, told) values ('small', (select id from histories limit 1), 3)`,
    `insert into opportunities (program, id, origin, customer, created_on, outcome, closed_on, amount, campaigns, attribution, partner, partner_type, quarter)
      values ('small', ${nasty}, 'told', 'c-1', '2026-05-01', 'won', '2026-06-01', 9007199254740991, array['fair', 'it''s "quoted"'], 'sourced', 'p-1',
        'reseller', '2026-04-01')`,
    `insert into partner_actions (program, origin, source, activity, partner, partner_type, kind, done_on, commercial, opportunity, cancelled_share)
      values ('small', 'told', 'told', 'a-1', 'p-1', 'reseller', ${nasty}, '2026-05-02', true, 'o-1', 0.125)`,
    `insert into investments (program, id, kind, spent_on, amount) values ('small', 'i-1', 'enablement', '2026-05-01', 100)`,
    `insert into integration_uses (program, integration, customer, origin, partner, partner_type, since)
      values ('small', 'int-1', 'c-1', 'told', 'p-1', 'isv', '2026-05-01')`,
    `insert into renewals (program, id, origin, due_on, renewed) values ('small', 'r-1', 'told', '2026-05-01', null)`,
    `insert into departures (program, partner, partner_type, ended_on) values (${key}, '2026-06-01')`,
    `insert into tier_changes (program, partner, partner_type, since, tier) values (${key}, '2026-06-01', 'gold')`,
    `insert into saved_views (id, program, name, view, revision, by_id, by_name, created_at, changed_at)
      values ('${uuid(40)}', 'small', ${nasty}, '{"by":"region"}', 1, 'ada', 'Ada', now(), now())`,
  ];
}
