import type { Condition, ParameterValues, SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { FactType } from '../engine/facts/value.ts';
import type { Timeline } from '../engine/program/model.ts';
import { nearest, shorten } from '../engine/program/wording.ts';
import type { GoalRequest } from '../simulation/goal-seek.ts';
import { variedAt } from '../simulation/parameter-values.ts';
import { documentsOf } from '../simulation/read-request.ts';
import { RequestRefused } from '../simulation/refusal.ts';
import type { SweepAxis } from '../simulation/sweep.ts';
import { UsageError } from './output.ts';

export interface SimulateOptions {
  readonly baseline: string;
  readonly candidate?: readonly string[];
  readonly rival?: readonly string[];
  readonly history: string;
  readonly set?: readonly string[];
  readonly sweep?: readonly string[];
  readonly goal?: string;
  readonly by?: string;
  readonly filter?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly until?: string;
  readonly inForceFrom?: string;
  readonly activity?: string;
  readonly source?: string;
  readonly threads?: string;
  readonly maxSeconds?: string;
  /** --no-edits, --no-bars */
  readonly edits: boolean;
  readonly bars: boolean;
  readonly json?: boolean;
  /** A table's name, or true. */
  readonly csv?: string | boolean;
}

export interface NamedProgram {
  readonly path: string;
  readonly timeline: Timeline;
}

/** What was given on the command line, as the request that HTTP would get. */
export function requestOf(
  options: SimulateOptions,
  baseline: NamedProgram,
  candidates: readonly NamedProgram[],
  rivals: readonly NamedProgram[],
  history: HistoryColumns,
): SimulationRequest {
  const sides = [...candidates.map((side) => sideOf(side, false)), ...rivals.map((side) => sideOf(side, true))];
  const [first] = candidates;
  const parameters = settings(options.set ?? [], first?.timeline ?? baseline.timeline);
  const filter = filterOf(options, baseline.timeline, history);
  const { until, inForceFrom, edits, bars } = options;
  return {
    baseline: { documents: plainDocuments(baseline.timeline) },
    candidates: triesBaseline(options, candidates, rivals) ? [{ name: 'changed', of: 'baseline' }, ...sides] : sides,
    history: history.hash,
    parameters,
    ...(filter !== undefined && { filter }),
    ...(until !== undefined && { until }),
    ...(inForceFrom !== undefined && { inForceFrom }),
    edits,
    bars,
  };
}

/** With values to set and nothing to set them in, the baseline itself is tried with them. */
const triesBaseline = ({ set = [] }: SimulateOptions, candidates: readonly NamedProgram[], rivals: readonly NamedProgram[]): boolean =>
  candidates.length === 0 && (rivals.length === 0 || set.length > 0);

const plainDocuments = (timeline: Timeline): Record<string, unknown>[] => documentsOf(timeline).map((document) => ({ ...document }));

const sideOf = ({ path, timeline }: NamedProgram, rival: boolean) => ({
  name: path.slice(0, 200),
  documents: plainDocuments(timeline),
  rival,
});

/** NAME=VALUE, at the first equals sign. */
function halves(option: string, given: string): readonly [name: string, value: string] {
  const at = given.indexOf('=');
  if (at < 1 || at === given.length - 1)
    throw new UsageError(`${option} ${given} is no ${option === '--filter' ? 'fact' : 'parameter'}=value.`);
  return [given.slice(0, at), given.slice(at + 1)];
}

function settings(given: readonly string[], timeline: Timeline): ParameterValues {
  const values: Record<string, unknown> = {};
  for (const each of given) {
    const [path, text] = halves('--set', each);
    if (Object.hasOwn(values, path)) throw new UsageError(`--set ${path} is given twice.`);
    values[path] = typedValue(text, typeOf(path, timeline));
  }
  return values as ParameterValues;
}

/** undefined for bands and tables whole, and for what there isn't: the request's reader says so, with near names. */
function typeOf(path: string, timeline: Timeline): FactType | undefined {
  try {
    return variedAt(path, timeline, '').type;
  } catch (error) {
    if (error instanceof RequestRefused) return undefined;
    throw error;
  }
}

/** As JSON writes a value of the type. */
function typedValue(text: string, type: FactType | undefined): unknown {
  if ((type === 'count' || type === 'days') && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type !== undefined || !/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--set … ${text.slice(0, 60)} is no JSON.`);
  }
}

/** What a filter has a list of its own for, by what is written on the command line. */
const GROUPS: ReadonlyMap<string, 'partnerTypes' | 'regions' | 'segments'> = new Map([
  ['partner.type', 'partnerTypes'],
  ['region', 'regions'],
  ['segment', 'segments'],
]);

function filterOf(options: SimulateOptions, { versions }: Timeline, history: HistoryColumns): SimulationRequest['filter'] | undefined {
  const where: Condition[] = [];
  const groups: Record<string, string[]> = {};
  const facts = versions.at(-1)?.catalogue.facts ?? new Map<string, { readonly type: FactType }>();
  for (const each of options.filter ?? []) {
    const [fact, text] = halves('--filter', each);
    const values = text.split(',');
    const group = GROUPS.get(fact);
    if (group !== undefined) {
      // of one enrollment only one can hold, so that both would count nothing
      if (groups[group] !== undefined) throw new UsageError(`--filter ${fact} is given twice: write ${fact}=a,b,c for any of them.`);
      groups[group] = values;
      continue;
    }
    if (!fact.includes('.')) {
      const near = nearest(fact, GROUPS.keys()) ?? [...facts.keys()].find((name) => name.endsWith(`.${fact}`));
      throw new UsageError(`--filter ${each}: there is no fact ${shorten(fact)}.${near === undefined ? '' : ` Did you mean ${near}?`}`);
    }
    const type = facts.get(fact)?.type ?? history.attributes[fact]?.type;
    const typed = values.map((value) => typedValue(value, type ?? 'text'));
    const [first, ...others] = typed;
    if (type === 'list') where.push({ any: typed.map((value) => ({ fact, operator: 'contains', value })) } as Condition);
    else if (others.length === 0) where.push({ fact, operator: 'equal', value: first } as Condition);
    else where.push({ fact, operator: 'in', value: typed } as Condition);
  }
  const { from, to } = options;
  const dates = { ...(from !== undefined && { from }), ...(to !== undefined && { through: to }) };
  const filter = {
    ...(Object.keys(dates).length > 0 && { dates }),
    ...groups,
    ...(where.length > 0 && { where: where.length === 1 ? where[0] : { all: where } }),
  };
  return Object.keys(filter).length === 0 ? undefined : (filter as SimulationRequest['filter']);
}

/** parameter=from..to/step, or parameter=a,b,c */
export function axisOf(given: string): SweepAxis {
  const [parameter, text] = halves('--sweep', given);
  const range = /^(.+)\.\.(.+)\/(.+)$/.exec(text);
  const form = `write ${parameter}=from..to/step, or a list ${parameter}=a,b,c.`;
  if (range === null && text.includes('..')) throw new UsageError(`--sweep ${given} has no step: ${form}`);
  if (range === null) return { parameter, values: text.split(',').map((value) => value.trim()) };
  const [, from = '', to = '', step = ''] = range;
  return { parameter, from, to, step };
}

/** --goal measure=target --by parameter, or parameter=from..to, or parameter=from..to/step */
export function goalOf(goal: string, by: string | undefined): GoalRequest {
  if (by === undefined) throw new UsageError(`--goal ${goal} needs a parameter to vary: add --by parameter.`);
  const at = goal.indexOf('=');
  if (at < 1 || at === goal.length - 1) throw new UsageError(`--goal ${goal} is no measure=target.`);
  const asked = { measure: goal.slice(0, at), target: goal.slice(at + 1) };
  const split = by.indexOf('=');
  if (split < 0) return { ...asked, by };
  const range = /^(.+)\.\.([^/]+)(?:\/(.+))?$/.exec(by.slice(split + 1));
  if (range === null) throw new UsageError(`--by ${by} is no parameter=from..to.`);
  const [, from = '', to = '', step] = range;
  return { ...asked, by: by.slice(0, split), from, to, ...(step !== undefined && { step }) };
}

/** A whole number from 1 on. */
export function wholeOf(option: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= most)) throw new UsageError(`${option} ${text} is no whole number from 1 to ${most}.`);
  return value;
}

/** The option that each candidate of the request came from. */
export const sideOptions = (
  options: SimulateOptions,
  candidates: readonly NamedProgram[],
  rivals: readonly NamedProgram[],
): readonly string[] => [
  ...(triesBaseline(options, candidates, rivals) ? ['--set'] : []),
  ...candidates.map(({ path }) => `--candidate ${path}`),
  ...rivals.map(({ path }) => `--rival ${path}`),
];

/** The option that a place in the request came from; `sides`: those of its candidates. */
export function optionAt(pointer: string, sides: readonly string[]): string {
  const [, first = '', second = '', third = ''] = pointer.split('/');
  const name = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');
  switch (first) {
    case 'parameters':
      return `--set ${name(second)}`;
    case 'filter':
      return second === 'dates' ? `--${third === 'through' ? 'to' : 'from'}` : '--filter';
    case 'sweep':
      return '--sweep';
    case 'goal':
      return second === 'measure' || second === 'target' ? '--goal' : '--by';
    case 'activity':
      return '--activity';
    case 'inForceFrom':
      return '--in-force-from';
    case 'candidates':
      return sides[Number(second)] ?? '--candidate';
    default:
      return `--${first || 'baseline'}`;
  }
}
