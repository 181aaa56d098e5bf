/**
 * Code made of the texts of folds. It is kept with the history: a program that differs in values alone, as when somebody
 * moves a slider, has the same text, and is folded by the same code with its own values put in; it is optimized already.
 */
import {
  Approximation,
  businessDaysBetween,
  floorAt,
  plusBusinessDays,
  plusDays,
  plusMonths,
  roundAt,
} from '../../compiled/approximate.ts';
import { fastBandRate, fastMarginal } from '../../compiled/bands.ts';
import { periodOf, periodStart } from '../../compiled/calendar.ts';
import type { Day } from '../../facts/value.ts';
import type { Program } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import type { Values } from './fold-source.ts';
import { Marks, WrittenRows } from './rows.ts';
import type { FoldText } from './write-fold.ts';

/** Texts that are kept of a history. */
const MOST_KEPT = 8;

/** Told of each measure after each activity. */
export type Watch = (row: number, day: Day, kind: string, measure: string, before: unknown, after: unknown) => void;

/** Of the enrollment at hand. */
export interface Counts {
  readonly looked: Int32Array;
  readonly held: Int32Array;
  readonly due: Int32Array;
  readonly excluded: Int32Array;
  readonly outbid: Int32Array;
  /** Lines due whose rules were counted nowhere else. */
  readonly paid: Int32Array;
  /** By kind: activities, decisions, and items. */
  readonly counted: Int32Array;
}

export interface Code {
  readonly constants: readonly unknown[];
  readonly parameters: Float64Array;
  readonly rows: WrittenRows;
  readonly marks: Marks;
  readonly counts: Counts;
  readonly level: Int32Array;
  /** Whose values are in it. */
  owner: object;
  isRehearsed: boolean;
  run(enrollment: number, until: Day): boolean;
}

interface Kept {
  /** One for all code of a history, so that rows of all of it stay in order. */
  readonly rows: WrittenRows;
  readonly codes: Map<string, Code>;
}

const kept = new WeakMap<HistoryColumns, Kept>();

export function rowsOf(history: HistoryColumns): WrittenRows {
  return keptOf(history).rows;
}

function keptOf(history: HistoryColumns): Kept {
  const known = kept.get(history);
  if (known !== undefined) return known;
  const made: Kept = { rows: new WrittenRows(history.rows.start), codes: new Map() };
  kept.set(history, made);
  return made;
}

/** Code for a text; that is told (`watch`) has code of its own. */
export function codeFor(text: FoldText, program: Program, history: HistoryColumns, watch: Watch | undefined): Code {
  const { codes, rows } = keptOf(history);
  if (watch !== undefined) return make(text, program, rows, watch);
  const key = keyOf(text, program);
  const known = codes.get(key);
  const code = known !== undefined && fits(known, text) ? known : make(text, program, rows, watch);
  // the one asked for last goes last
  codes.delete(key);
  codes.set(key, code);
  for (const oldest of codes.keys()) {
    if (codes.size <= MOST_KEPT) break;
    codes.delete(oldest);
  }
  return code;
}

/** All that code of the same text may differ by, but for values and what stays the same with the history. */
function keyOf({ source, constants, kinds }: FoldText, { rules, document }: Program): string {
  const sizes = constants.map((each) => (isValues(each) ? `${each.BYTES_PER_ELEMENT}*${each.length}` : '-'));
  return [source, sizes.join(' '), kinds.length, rules.length, JSON.stringify(document.calendar)].join('\n');
}

const isValues = (constant: unknown): constant is Values => ArrayBuffer.isView(constant) && !(constant instanceof DataView);

/** Whether all else that the text is given is what the code was given. */
function fits({ constants }: Code, text: FoldText): boolean {
  return text.constants.every((each, at) => each === constants[at] || text.valued.has(each) || text.rooms.has(each));
}

/** Values of a program, to be put into code that others use too. */
export class OwnValues {
  private readonly parameters: Float64Array;
  private readonly tables: readonly { readonly at: number; readonly values: Values }[];

  constructor({ constants, valued, parameters }: FoldText) {
    this.parameters = Float64Array.from(parameters);
    this.tables = constants.flatMap((each, at) => (isValues(each) && valued.has(each) ? [{ at, values: each.slice() }] : []));
  }

  putInto(code: Code): void {
    if (code.owner === this) return;
    code.owner = this;
    code.parameters.set(this.parameters);
    for (const { at, values } of this.tables) {
      const into = code.constants[at];
      if (isValues(into)) into.set(values);
    }
  }
}

function make(text: FoldText, { rules, calendar }: Program, rows: WrittenRows, watch: Watch | undefined): Code {
  const each = (): Int32Array => new Int32Array(rules.length);
  const counts: Counts = {
    ...{ looked: each(), held: each(), due: each(), excluded: each(), outbid: each(), paid: each() },
    counted: new Int32Array(text.kinds.length * 3),
  };
  const level = new Int32Array(1);
  const flush = (): void => rows.flush();
  const runtime = {
    ...{ calendar, roundAt, floorAt, plusDays, plusMonths, plusBusinessDays, businessDaysBetween },
    ...{ fastBandRate, fastMarginal, periodOf, periodStart },
  };
  const parameters = new Float64Array(text.parameters.length);
  const generated = new Function('K', 'P', 'R', 'A', 'ROWS', 'COUNTS', 'LEVEL', 'flush', 'WATCH', text.source);
  const run = generated(text.constants, parameters, runtime, new Approximation(), rows, counts, level, flush, watch);
  const { constants } = text;
  return { constants, parameters, rows, marks: new Marks(), counts, level, owner: text, isRehearsed: watch !== undefined, run };
}
