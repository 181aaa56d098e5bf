import { prepareFold } from '../engine/columns/fold.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type LineColumns, type MoveColumns, NO_TIER, type OutcomeNames, PAYEES } from '../engine/columns/outcome.ts';
import { activityOfRow, enrollmentAt } from '../engine/columns/read-history.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Timeline } from '../engine/program/model.ts';
import { buildHistory } from '../history/builder.ts';
import type { MarketRecord } from '../history/generate/market.ts';
import type { HistoryEvent } from '../history/generate/world.ts';
import { settingOf } from '../history/setting.ts';

/*
 * What the program would have decided over a demo history, as records of analytics: which tiers partners held when, and what
 * each deal was paid. A vendor that has lived with its program has this in its books.
 */

export function* decidedOn(timeline: Timeline, events: Iterable<HistoryEvent>): Generator<MarketRecord> {
  const program = timeline.versions.at(-1);
  if (program === undefined) return;
  const all = [...events];
  const history = buildHistory(
    settingOf(program),
    all.flatMap((event) => ('enrollment' in event ? [event.enrollment] : [])),
    all.flatMap((event) => ('activity' in event ? [event.activity] : [])),
  );
  const fold = prepareFold(timeline);
  const { moves, lines } = fold.fold(history);
  yield* tierChanges(moves, fold.names, history);
  yield* paidLines(lines, fold.names, history, timeline);
}

function* tierChanges(moves: MoveColumns, names: OutcomeNames, history: HistoryColumns): Generator<MarketRecord> {
  // of several on one day the last counts
  const changes = new Map<string, MarketRecord>();
  for (let n = 0; n < moves.count; n += 1) {
    const { partner, partnerType } = enrollmentAt(history, moves.enrollment[n] ?? 0);
    const after = moves.after[n] ?? NO_TIER;
    const tier = names.levels[moves.version[n] ?? 0]?.get(partnerType)?.[after];
    if (tier === undefined) continue;
    // a new tier counts from the next activity on
    const since = dayToIso((moves.day[n] ?? 0) + 1);
    changes.set(`${partner} ${partnerType} ${since}`, { kind: 'tier-change', document: { partner, partnerType, since, tier } });
  }
  yield* changes.values();
}

function* paidLines(lines: LineColumns, names: OutcomeNames, history: HistoryColumns, timeline: Timeline): Generator<MarketRecord> {
  for (let n = 0; n < lines.count; n += 1) {
    const version = timeline.versions[lines.version[n] ?? 0];
    const rule = version?.rules[lines.rule[n] ?? 0];
    const payee = PAYEES[lines.payee[n] ?? 0];
    const amount = lines.amount[n] ?? 0;
    // what the partner owes is no cost
    if (version === undefined || rule === undefined || payee === 'vendor' || amount === 0) continue;
    const { partner, partnerType } = enrollmentAt(history, lines.enrollment[n] ?? 0);
    const row = lines.row[n] ?? -1;
    const kind = rule.decides === 'mdf' ? 'mdf' : payee === 'vendor-field' ? 'co-sell' : 'incentives';
    const { digits } = version.currency;
    yield {
      kind: 'investment',
      document: {
        id: `paid-${n + 1}`,
        kind,
        spentOn: dayToIso(lines.day[n] ?? 0),
        amount: (amount / 10 ** digits).toFixed(digits),
        partner,
        partnerType,
        incentive: names.incentives[lines.incentive[n] ?? 0],
        ...(row >= 0 && { activity: activityOfRow(history, row, lines.enrollment[n] ?? 0).id }),
      },
    };
  }
}
