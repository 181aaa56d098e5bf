import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { describe, expect, test } from 'vitest';
import { statementOf } from '../../server/ledger/statement.ts';
import { acmeDeal, type LedgerServed, serveLedger } from '../http/ledger-support.ts';
import { databases } from '../support/databases.ts';

const asked = { program: 'small', partner: 'acme', kind: 'month', month: '2026-05' } as const;

/** What is asked of the database for a statement. */
async function queriesOf({ ledger }: LedgerServed): Promise<{ readonly lines: number; readonly queries: readonly CompiledQuery[] }> {
  const nodes: RootOperationNode[] = [];
  const listening: KyselyPlugin = {
    transformQuery: ({ node }) => {
      nodes.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const store = { ...ledger.store, patient: ledger.store.patient.withPlugin(listening) };
  const { accounts } = await statementOf({ ...ledger, store }, asked);
  const lines = accounts.reduce((count, account) => count + account.lines.length, 0);
  const executor = ledger.store.db.getExecutor();
  return { lines, queries: nodes.map((node, place) => executor.compileQuery(node, { queryId: String(place) } as never)) };
}

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that the parts of a plan handed on or threw away, together. */
const rowsOf = (node: PlanNode): number =>
  (node['Actual Rows'] + (node['Rows Removed by Join Filter'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] +
  (node.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), 0);

async function rowsTouched(db: Kysely<never>, { sql, parameters }: CompiledQuery): Promise<number> {
  const { rows } = await db.executeQuery(CompiledQuery.raw(`explain (analyze, format json) ${sql}`, [...parameters]));
  const [{ 'QUERY PLAN': plans = [] } = {}] = rows as { 'QUERY PLAN'?: { Plan: PlanNode }[] }[];
  return plans.reduce((sum, { Plan }) => sum + rowsOf(Plan), 0);
}

describe.each(databases)('a statement, kept in $name', (database) => {
  test('asks as often for many lines as for few, and never compares all with all', async () => {
    const served = await serveLedger(database);
    await served.enroll('acme');
    const deals = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, place) => acmeDeal(`d${from + place}`, '2026-05-04', '100.00'));
    await served.record(...deals(0, 5));
    const few = await queriesOf(served);
    await served.record(...deals(5, 300));
    const many = await queriesOf(served);
    expect([few.lines, many.lines]).toEqual([5, 300]);
    expect(many.queries.map(({ sql }) => sql.slice(0, 60))).toEqual(few.queries.map(({ sql }) => sql.slice(0, 60)));
    for (const query of many.queries.filter(({ sql }) => sql.startsWith('select') || sql.startsWith('with')))
      expect(await rowsTouched(served.ledger.store.db as never, query), query.sql).toBeLessThan(20 * many.lines);
  });
});
