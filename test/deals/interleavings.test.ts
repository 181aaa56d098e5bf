import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../schemas/types.ts';
import { openDeals } from '../../server/deals/deals.ts';
import type { Deals } from '../../server/deals/model.ts';
import { withoutReasoning } from '../../server/engine/decisions/without-reasoning.ts';
import { dayToIso, isoToDay } from '../../server/engine/facts/render.ts';
import { canonicalJson } from '../../server/engine/program/hash.ts';
import { Choices } from '../differential/generate/choices.ts';
import { aHistory } from '../differential/generate/history.ts';
import { aProgram } from '../differential/generate/program.ts';
import { lifeOf, type TestLife } from '../lifecycle/support.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { Hands } from './hands.ts';
import { ledgerOf, oneFold, totalsOf } from './one-fold.ts';
import { putVersion } from './programs.ts';
import { crm } from './support.ts';

/*
 * Activities of random programs come in any order, twice, late, corrected, one by one and together, with the calendar going on
 * meanwhile, a version that begins in the past, and people who override and dispute lines, settle and end that: in the end the
 * ledger holds what one fold of the history says, but for overrides and disputed lines that stand, and every decision that was
 * ever made is made again with the same bytes.
 */

const RUNS = { numRuns: Number(process.env.DEALWRIGHT_CASES ?? 12), seed: 20261130, endOnFailure: true };
const numbers = fc.noBias(fc.uint16Array({ minLength: 3000, maxLength: 3000 }));

class Walk {
  private today: string;
  private readonly life: TestLife;
  private readonly deals: Deals;
  private readonly choices: Choices;
  private readonly program: ProgramDocument;

  constructor(life: TestLife, deals: Deals, choices: Choices, program: ProgramDocument, today: string) {
    this.life = life;
    this.deals = deals;
    this.choices = choices;
    this.program = program;
    this.today = today;
    life.at(today);
  }

  async record(documents: readonly ActivityDocument[]): Promise<void> {
    for (const { occurredOn } of documents) this.to(occurredOn);
    await this.life.store.transaction((tx) => this.deals.record(tx, crm, this.program.id, documents));
  }

  to(day: string): void {
    if (day <= this.today) return;
    this.today = day;
    this.life.at(day);
  }

  /** The calendar goes on by itself, now and then. */
  async idle(): Promise<void> {
    if (this.choices.oneIn(3)) await this.deals.work();
  }
}

/** In any order, though most near their place; some twice, some first with another content or on another day. */
function deliveries(choices: Choices, activities: readonly ActivityDocument[]): readonly (readonly ActivityDocument[])[] {
  const sent: { readonly at: number; readonly document: ActivityDocument }[] = [];
  for (const [index, document] of activities.entries()) {
    const at = index + (choices.oneIn(3) ? choices.below(activities.length) : 0);
    if (choices.oneIn(6)) {
      const day = dayToIso((isoToDay(document.occurredOn) ?? 0) - choices.below(40));
      const { at: _, ...rest } = document;
      sent.push({ at: index, document: { ...rest, occurredOn: day } });
      sent.push({ at, document: { ...document, revision: 2 } });
    } else sent.push({ at, document });
    if (choices.oneIn(5)) sent.push({ at: at + choices.below(6), document });
  }
  const ordered = sent.sort((a, b) => a.at - b.at).map(({ document }) => document);
  const batches: ActivityDocument[][] = [];
  while (ordered.length > 0) batches.push(ordered.splice(0, choices.oneIn(3) ? choices.between(2, 5) : 1));
  return batches;
}

/** The same with other amounts. */
function another(program: ProgramDocument): ProgramDocument {
  const rules = program.rules.map((rule) => {
    const { params } = rule.event as { readonly params?: { readonly amount?: unknown } };
    if (rule.decides !== 'incentive' || typeof params?.amount !== 'string') return rule;
    return { ...rule, event: { ...rule.event, params: { ...params, amount: `(${params.amount}) * 2` } } };
  });
  return { ...program, rules: rules as ProgramDocument['rules'] };
}

describe.each(databases.filter(({ kind }) => kind === 'postgres'))('any interleaving on $name', (database) => {
  test('ends with a ledger that is one fold of the history, and with decisions that come out again', { timeout: 600_000 }, async () => {
    const life = await lifeOf(await emptyStore(database));
    const { store, trail } = life;
    let cases = 0;
    let lines = 0;
    let replayed = 0;
    let [overridden, disputed, ended, otherwise] = [0, 0, 0, 0];
    await fc.assert(
      fc.asyncProperty(numbers, async (stream) => {
        cases += 1;
        const choices = new Choices(stream);
        const program: ProgramDocument = { ...aProgram(choices), id: `random-${cases}` };
        const { partners, activities, until } = aHistory(choices, program);
        const errors: unknown[] = [];
        // every other one with the second evaluator on its thread
        const deals = openDeals({ store, trail, now: life.now, onError: (error) => errors.push(error), onThread: cases % 2 === 0 });
        await putVersion(life, program, null);
        for (const partner of partners) await store.transaction((tx) => deals.enroll(tx, crm, program.id, partner));
        const walk = new Walk(life, deals, choices, program, '2023-11-01');
        // their own, so that what comes and when stays as it is
        const hands = new Hands(life, new Choices(Array.from(stream).reverse()), program.id);
        const batches = deliveries(choices, activities);
        const changes = choices.below(batches.length + 1);
        for (const [index, batch] of batches.entries()) {
          if (index === changes) await putVersion(life, another(program), choices.pick(['2024-03-01', '2024-06-15', '2024-12-31']));
          await walk.record(batch);
          await walk.idle();
          await hands.meddle();
        }
        walk.to(until);
        const today = life.now().toISOString().slice(0, 10);
        await deals.work();
        await deals.close();
        expect(errors).toEqual([]);

        const zoned = isoToDay(await deals.today(program.id)) ?? 0;
        expect(zoned).toBeGreaterThanOrEqual((isoToDay(today) ?? 0) - 1);
        const said = await oneFold(store, program.id, zoned);
        const { digits } = await store.db
          .selectFrom('histories')
          .innerJoin('live_programs', 'live_programs.history', 'histories.id')
          .select('digits')
          .where('program', '=', program.id)
          .executeTakeFirstOrThrow();
        const totals = await hands.standing(totalsOf(said, digits));
        expect(await ledgerOf(store, program.id)).toEqual(totals);
        overridden += hands.overridden;
        disputed += hands.disputed;
        ended += hands.ended;
        const [byFold, byHand] = [totalsOf(said, digits), totals];
        otherwise += Object.keys({ ...byFold, ...byHand }).filter((key) => byFold[key] !== byHand[key]).length;
        lines += Object.keys(totals).length;

        const kept = await store.db
          .selectFrom('decisions')
          .select(['id', 'superseded_by', 'provisional'])
          .where('program', '=', program.id)
          .execute();
        const standing: string[] = [];
        for (const { id, superseded_by } of kept) {
          if (superseded_by !== null && !choices.oneIn(5)) continue;
          const again = await deals.replay(id);
          expect(again.same, `${id} ${JSON.stringify(again.difference)}`).toBe(true);
          replayed += 1;
          if (superseded_by === null) standing.push(canonicalJson(withoutReasoning(again.decision)));
        }
        const live = await store.db.selectFrom('live_programs').select('cut').where('program', '=', program.id).executeTakeFirstOrThrow();
        if (live.cut === 'nothing') expect(standing.sort()).toEqual(said.map((each) => canonicalJson(each)).sort());
      }),
      RUNS,
    );
    expect(lines).toBeGreaterThan(cases);
    expect(replayed).toBeGreaterThan(cases * 10);
    // people had their hands in it, and it mattered
    expect(Math.min(overridden, disputed)).toBeGreaterThan(cases / 2);
    expect(ended).toBeGreaterThan(cases / 6);
    expect(otherwise).toBeGreaterThan(cases / 2);
  });
});
