/** What a partner has attained: its measures, its tier, what is missing to the next; and what ends soon. */
import { ask, earliestDay, partOf, standingQuestion } from '../engine/attainment/ask.ts';
import type { Attainment } from '../engine/attainment/model.ts';
import { sayAttainment } from '../engine/attainment/sentences.ts';
import { attainmentOf } from '../engine/attainment/tiers.ts';
import type { Shown } from '../engine/decisions/model.ts';
import { dayToIso, isoToDay } from '../engine/facts/render.ts';
import type { Program } from '../engine/program/model.ts';
import type { Standing } from './gates.ts';
import { versionOn } from './version-on.ts';

export interface MeasureTold {
  readonly measure: string;
  readonly description?: string;
  readonly type: string;
  readonly value: Shown;
}

/** An incentive that ends on a day that is known. */
export interface IncentiveEnding {
  readonly incentive: string;
  readonly rule: string;
  readonly description?: string;
  readonly from?: string;
  /** Its last day. */
  readonly until: string;
}

export interface AttainmentTold {
  readonly attainment: Attainment;
  readonly sentences: readonly string[];
  readonly measures: readonly MeasureTold[];
  readonly ending: readonly IncentiveEnding[];
}

/** Undefined where there is no such enrollment. */
export function tellAttainment(
  { evaluator, state, timeline, today }: Standing,
  partner: string,
  partnerType: string,
): AttainmentTold | undefined {
  const on = Math.max(isoToDay(today) ?? 0, earliestDay(state));
  const attainment = attainmentOf(evaluator, state, { partner, partnerType, on });
  if (attainment === undefined) return undefined;
  const program = versionOn(timeline, today);
  return {
    attainment,
    sentences: sayAttainment(attainment),
    measures: measuresOf({ evaluator, state, timeline, today }, partner, partnerType, on),
    ending: endingOf(program, partnerType, today),
  };
}

/** Those that stand without a key: what the whole enrollment has. */
function measuresOf(
  { evaluator, state, timeline, today }: Standing,
  partner: string,
  partnerType: string,
  on: number,
): readonly MeasureTold[] {
  const question = standingQuestion(partner, partnerType, on);
  const part = partOf(state, question);
  const asked = part && ask(evaluator, part, question);
  if (asked === undefined || !('party' in asked)) return [];
  const program = versionOn(timeline, today);
  return Object.entries(asked.party.reasoning?.measures ?? {}).flatMap(([measure, { with: value }]) => {
    const type = program.measures.get(measure)?.type;
    if (value === undefined || type === undefined) return [];
    const description = program.document.measures?.[measure]?.description;
    return [{ measure, ...(description !== undefined && { description }), type, value }];
  });
}

/** Windows told ahead. */
const AHEAD_DAYS = 400;

function endingOf({ rules, document }: Program, partnerType: string, today: string): readonly IncentiveEnding[] {
  const day = isoToDay(today) ?? 0;
  const ending: IncentiveEnding[] = [];
  for (const rule of rules) {
    if (rule.decides !== 'incentive' || !rule.for.has(partnerType) || rule.to <= day || rule.to > day + AHEAD_DAYS) continue;
    const written = document.rules.find(({ name }) => name === rule.name);
    const from = written?.effective?.from;
    ending.push({
      incentive: rule.incentive,
      rule: rule.name,
      ...(written?.description !== undefined && { description: written.description }),
      ...(from !== undefined && { from }),
      until: dayToIso(rule.to - 1),
    });
  }
  return ending.sort((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
}
