import type { Timeline } from '../engine/program/model.ts';
import type { Store } from '../store/open-store.ts';
import type { Reckoning } from './analytics.ts';
import type { Asking } from './asking.ts';
import { changeOf, type Period } from './comparison.ts';
import { MEASURES } from './measures/index.ts';
import type { OutcomeMeasure } from './measures/measure.ts';
import { lastDay } from './periods.ts';
import { quartersBetween, quartersLater } from './quarters.ts';
import { type ReckonedCell, type ReckonedMeasure, reckon } from './reckon.ts';
import { moneyText, showCell } from './show.ts';

/** An incentive of the program in force, with what its rules claim to move. */
interface Claim {
  readonly incentive: string;
  readonly rules: readonly string[];
  readonly partnerTypes: readonly string[];
  readonly moves: OutcomeMeasure | undefined;
}

/**
 * Each incentive beside the outcome that it claims to move: that measure in the period and in as long a time before, of what
 * the incentive paid for where the measure knows that, else of the partner types that can earn it. That one moved with the
 * other doesn't show that one moved the other. Return is against what deals that the same incentive paid for brought a year
 * before: nearly all of them were won, so that accounts without it, lost ones too, are no match.
 */
export async function incentivesOf({ store }: { readonly store: Store }, reckoning: Reckoning, timeline: Timeline, { asked }: Asking) {
  const { digits, currency, program } = reckoning;
  const claims = claimsOf(timeline);
  const before: Period = {
    from: quartersLater(asked.from, -quartersBetween(asked.from, asked.to).length),
    to: quartersLater(asked.from, -1),
  };
  const ids = [...new Set(claims.flatMap(({ moves }) => moves ?? []))];
  const range = { ...asked, per: 'range' } as const;
  const among = {
    incentive: claims.map(({ incentive }) => incentive),
    partnerType: [...new Set(claims.flatMap(({ partnerTypes }) => partnerTypes))],
  } as const;
  const sliced = async (by: 'incentive' | 'partnerType', { from, to }: Period): Promise<readonly ReckonedMeasure[]> => {
    const known = ids.filter((id) => MEASURES[id].slices.includes(by));
    return reckon(store.db, { ...range, from, to, by, only: among[by] }, known, 'prior-period');
  };
  const [incentiveNow, incentiveBefore, typeNow, typeBefore, [returns]] = await Promise.all([
    sliced('incentive', asked),
    sliced('incentive', before),
    sliced('partnerType', asked),
    sliced('partnerType', before),
    reckon(store.db, { ...range, by: 'incentive', only: among.incentive }, ['roi-by-partner-type'], 'prior-period'),
  ]);
  const find = (measures: readonly ReckonedMeasure[], id: OutcomeMeasure, slice: string): ReckonedCell | undefined =>
    measures.find(({ measure }) => measure.id === id)?.cells.find((cell) => cell.slice === slice);
  return {
    program,
    currency,
    period: { from: asked.from, to: lastDay(asked.to) },
    before: { from: before.from, to: lastDay(before.to) },
    incentives: claims.map(({ incentive, rules, partnerTypes, moves }) => {
      const byIncentive = moves !== undefined && MEASURES[moves].slices.includes('incentive');
      const moved = moves === undefined ? undefined : MEASURES[moves];
      const returned = returns?.cells.find((cell) => cell.slice === incentive);
      return {
        incentive,
        rules,
        partnerTypes,
        // all that it costs is what it paid
        paid: moneyText(returned?.denominator ?? 0, digits),
        ...(moves !== undefined && { moves }),
        moved:
          moved === undefined
            ? []
            : [
                ...(byIncentive
                  ? [
                      {
                        of: { incentive },
                        ...changeOf(moved, find(incentiveBefore, moved.id, incentive), find(incentiveNow, moved.id, incentive), digits),
                      },
                    ]
                  : []),
                ...partnerTypes.map((partnerType) => ({
                  of: { partnerType },
                  ...changeOf(moved, find(typeBefore, moved.id, partnerType), find(typeNow, moved.id, partnerType), digits),
                })),
              ],
        return: returned === undefined ? null : showCell(MEASURES['roi-by-partner-type'], returned, digits),
      };
    }),
  };
}

function claimsOf({ versions }: Timeline): readonly Claim[] {
  const claims = new Map<string, { rules: string[]; partnerTypes: Set<string>; moves: OutcomeMeasure | undefined }>();
  for (const rule of versions.at(-1)?.document.rules ?? []) {
    if (rule.decides !== 'incentive' && rule.decides !== 'mdf') continue;
    const incentive = nameOf(rule);
    if (incentive === undefined) continue;
    const claim = claims.get(incentive) ?? { rules: [], partnerTypes: new Set<string>(), moves: undefined };
    claim.rules.push(rule.name);
    for (const type of rule.for) claim.partnerTypes.add(type);
    claim.moves ??= rule.moves;
    claims.set(incentive, claim);
  }
  return [...claims].map(([incentive, { rules, partnerTypes, moves }]) => ({
    incentive,
    rules,
    partnerTypes: [...partnerTypes].filter((type) => type !== 'vendor-field'),
    moves,
  }));
}

/** Named by the incentive that it pays, a rule of MDF by its own name. */
function nameOf(rule: { readonly name: string; readonly event: { readonly params: object } }): string | undefined {
  const { params } = rule.event;
  return 'incentive' in params && typeof params.incentive === 'string' ? params.incentive : undefined;
}
