import { isRefusal, readValue, refusalMessage } from '../engine/facts/read.ts';
import { showValue } from '../engine/facts/render.ts';
import type { FactType } from '../engine/facts/value.ts';
import type { Parameter, Timeline } from '../engine/program/model.ts';
import { nameHint, shorten } from '../engine/program/wording.ts';
import { refuse } from './refusal.ts';

/** A value as a program writes it: text of decimals and dates, whole counts. */
export type ParameterJson = string | number | boolean;

/** One value of a program that can be varied: a scalar, a cell of a table, a band's start or rate. */
export interface Varied {
  /** As in `set`: NAME, NAME/ROW, NAME/BAND/rate. */
  readonly path: string;
  readonly type: FactType;
  /** Decimal places of the program's currency. */
  readonly digits: number;
  /** Bounds that the parameter declares, in steps of its type. */
  readonly min?: number;
  readonly max?: number;
}

const NUMERIC: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days']);
export const isNumeric = ({ type }: Varied): boolean => NUMERIC.has(type);

/** Of the last version that has it. */
export function variedAt(path: string, { versions }: Timeline, pointer: string): Varied {
  const [name = '', ...steps] = path.split('/');
  const version = versions.findLast(({ parameters }) => parameters.has(name));
  const parameter = version?.parameters.get(name);
  if (version === undefined || parameter === undefined) {
    const hint = nameHint(name, new Set(versions.flatMap(({ parameters }) => [...parameters.keys()])));
    refuse('unknown-parameter', `The program has no parameter ${shorten(name)}.`, pointer, hint);
  }
  const type = typeAt(parameter, steps);
  if (type === undefined) {
    const named = steps.length === 0 ? 'of its own' : shorten(steps.join('/'));
    refuse('unknown-row', `The parameter ${name} has no one value ${named}.`, pointer, shapeOf(parameter));
  }
  const bounds = parameter.kind === 'scalar' ? parameter : {};
  return {
    path,
    type,
    digits: version.currency.digits,
    ...('min' in bounds && typeof bounds.min === 'number' && { min: bounds.min }),
    ...('max' in bounds && typeof bounds.max === 'number' && { max: bounds.max }),
  };
}

function typeAt(parameter: Parameter, steps: readonly string[]): FactType | undefined {
  switch (parameter.kind) {
    case 'scalar':
      return steps.length === 0 ? parameter.type : undefined;
    case 'table':
      return steps.length === parameter.keys.length ? parameter.type : undefined;
    case 'bands':
      if (steps.length !== 2) return undefined;
      return steps[1] === 'from' ? parameter.over : steps[1] === 'rate' ? parameter.unit : undefined;
  }
}

function shapeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'scalar':
      return `Write ${parameter.name}.`;
    case 'table':
      return `Write ${[parameter.name, ...parameter.keys.map((key) => `<${key}>`)].join('/')}${exampleOf(parameter)}.`;
    case 'bands':
      return `Write ${parameter.name}/BAND/rate or ${parameter.name}/BAND/from; bands count from 0.`;
  }
}

function exampleOf({ name, rows }: Extract<Parameter, { kind: 'table' }>): string {
  const [first] = rows.keys();
  return first === undefined ? '' : `, such as ${[name, ...first.split('\u0000')].join('/')}`;
}

/** Text or a number → steps of the type; of other types the value itself. */
export function readSteps(varied: Varied, json: ParameterJson, pointer: string): number {
  // on a command line and in text everything is text
  const whole = (varied.type === 'count' || varied.type === 'days') && typeof json === 'string' && /^-?\d{1,15}$/.test(json);
  const read = readValue(varied.type, whole ? Number(json) : json, varied.digits);
  if (typeof read === 'number') return read;
  const message = isRefusal(read) ? refusalMessage(varied.path, json, read) : `${varied.path} is no number.`;
  refuse('bad-value', message, pointer);
}

export const showSteps = ({ type, digits }: Varied, steps: number): ParameterJson => showValue(type, steps, digits) as ParameterJson;
