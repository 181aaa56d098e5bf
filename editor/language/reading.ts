import type { ProgramDocument } from '../../schemas/types.ts';
import { STAGE, TIER_STAGE } from '../../server/engine/decisions/stage.ts';
import type { FactSpec } from '../../server/engine/facts/catalogue.ts';
import type { Json } from '../../server/engine/program/source.ts';
import type { Knowledge } from './knowledge.ts';
import { childOf } from './schema-walk.ts';
import { type Spot, valueAt } from './spot.ts';

/** For whom and on what the condition or formula at a spot is looked at; missing: that isn't known there. */
export interface Reading {
  readonly partnerTypes: readonly string[] | undefined;
  readonly kinds: ReadonlySet<string> | undefined;
  readonly perItem: boolean;
  /** What is decided later can't be read. */
  readonly stage: number;
  /** A record of a measure: only what was recorded. */
  readonly ofRecord: boolean;
  readonly formula: boolean;
}

const ANYWHERE: Reading = {
  partnerTypes: undefined,
  kinds: undefined,
  perItem: true,
  stage: STAGE.balance,
  ofRecord: false,
  formula: false,
};

export function readingAt(spot: Spot, formula: boolean): Reading {
  const own = spot.path.length - spot.whole.length;
  const value = (depth: number): Json | undefined => valueAt(spot, spot.path.slice(0, Math.max(0, depth + own)));
  const [section] = spot.whole;
  switch (section) {
    case 'rules':
      return { ...ofRule(value(2), spot.whole), formula };
    case 'measures': {
      const kinds = texts(childOf(value(2), 'of'));
      const lines = kinds?.some((kind) => kind.startsWith('line:')) === true;
      return { ...ANYWHERE, ofRecord: true, kinds: lines ? undefined : setOf(kinds), stage: lines ? STAGE.balance : STAGE.facts };
    }
    case 'promises':
      return { ...ANYWHERE, kinds: setOf(texts(childOf(value(2), 'on'))), perItem: false, stage: STAGE.promise, formula };
    case 'protections':
      return { ...ANYWHERE, kinds: new Set(['registration-submitted']), perItem: false, stage: STAGE.registration, formula };
    case 'stacks':
    case 'budgets':
      return { ...ANYWHERE, perItem: false, stage: STAGE.line, formula };
    default:
      return { ...ANYWHERE, formula };
  }
}

const setOf = (kinds: readonly string[] | undefined): ReadonlySet<string> | undefined => kinds && new Set(kinds);

const STAGES: Readonly<Record<ProgramDocument['rules'][number]['decides'], number>> = {
  gate: STAGE.gate,
  registration: STAGE.registration,
  enrollment: STAGE.enrollment,
  mdf: STAGE.mdf,
  routing: STAGE.routing,
  benefit: STAGE.benefit,
  incentive: STAGE.line,
  obligation: STAGE.line,
  tier: TIER_STAGE,
};

function ofRule(rule: Json | undefined, path: readonly string[]): Reading {
  const decides = childOf(rule, 'decides');
  const isTier = decides === 'tier';
  const kinds = isTier ? new Set<string>() : setOf(texts(childOf(rule, 'on')));
  const perItem = childOf(childOf(childOf(rule, 'event'), 'params'), 'per') === 'item';
  const stage = typeof decides === 'string' && Object.hasOwn(STAGES, decides) ? STAGES[decides as keyof typeof STAGES] : STAGE.line;
  return {
    partnerTypes: texts(childOf(rule, 'for')),
    kinds,
    perItem,
    stage: path.includes('balances') ? STAGE.balance : stage,
    ofRecord: false,
    formula: false,
  };
}

export function texts(value: Json | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined;
}

const OF_RECORDS: ReadonlySet<string> = new Set(['partner', 'party', 'activity', 'parameter']);

/** Whether a fact can be read there at all. */
export function isReadable(spec: FactSpec, reading: Reading): boolean {
  const group = spec.name.slice(0, spec.name.indexOf('.'));
  if (reading.formula && spec.type === 'list') return false;
  if (spec.stage > reading.stage) return false;
  if (spec.scope === 'item' && !reading.perItem) return false;
  if (reading.ofRecord && spec.kinds === undefined && !OF_RECORDS.has(group) && spec.stage === STAGE.facts) return false;
  const { kinds } = reading;
  if (spec.kinds === undefined || kinds === undefined) return true;
  return [...kinds].some((kind) => spec.kinds?.has(kind));
}

/** Whether some partner type of the rule ever gives it a value; a volume rebate for ISVs never pays. */
export function isProduced(spec: FactSpec, reading: Reading, { program }: Knowledge): boolean {
  const { partnerTypes } = reading;
  const [group, name = ''] = spec.name.split('.');
  if (program === undefined || partnerTypes === undefined || (group !== 'measure' && group !== 'before')) return true;
  const measure = program.measures.get(name);
  if (measure === undefined || measure.lines.length > 0 || measure.scope !== 'enrollment') return true;
  const generated = measure.kinds.some((kind) => program.catalogue.kinds.get(kind)?.generated);
  return generated || partnerTypes.some((type) => measure.kinds.some((kind) => program.partnerTypes.get(type)?.produces.has(kind)));
}
