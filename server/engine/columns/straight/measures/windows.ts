/**
 * Windows of measures: what is done before a store is read or added to on a day, so that it holds what counts on it.
 * Periods of the fiscal year roll over for all stores without keys at once, when the month does.
 */
import { literal } from '../../../compiled/generate/source.ts';
import { LAST_DAY } from '../../../facts/value.ts';
import type { Measure, Period } from '../../../measures/model.ts';
import { TABLE_START } from '../days.ts';
import { outOfClass } from '../out-of-class.ts';
import { KEPT, type Setting } from '../setting.ts';
import type { At, Store } from './store.ts';

export interface WindowCode {
  /** Statements that bring a store to day `d`; '' where there is nothing to do. */
  touch(at: At): string;
  /** What a field is named where it is read: another one of the period before. */
  readonly reads: string;
  /** Statements that note a record's value (of sums: several records') on day `d`, beside adding to the fields; undefined: the fields are all. */
  push?(at: At, value: string, count: string): string;
}

const PERIODS: Readonly<Record<Period, string>> = { month: KEPT.month, quarter: KEPT.quarter, year: KEPT.year };

/** Statements for the turn of a period; `follows` says whether it is the one right before. */
export interface Rolling {
  readonly period: Period;
  readonly statements: string;
}

/** `records`: how many records an enrollment may have at most. */
export function windowOf(setting: Setting, measure: Measure, store: Store, records: number, rolling: Rolling[]): WindowCode {
  const { window } = measure;
  const isKeyed = measure.by.length > 0;
  switch (window.kind) {
    case 'lifetime':
      return { touch: () => '', reads: '' };
    case 'fiscal':
    case 'previous-fiscal': {
      const keepsPrevious = window.kind === 'previous-fiscal';
      return isKeyed ? keyedPeriods(setting, store, window.period, keepsPrevious) : periods(store, window.period, keepsPrevious, rolling);
    }
    case 'trailing':
      if (isKeyed) return keyedTrailing(setting, measure, store, records);
      return trailing(setting, measure, store, records);
    default:
      return outOfClass(`the measure ${measure.name} has the window ${window.kind}`);
  }
}

function periods(store: Store, period: Period, keepsPrevious: boolean, rolling: Rolling[]): WindowCode {
  const moved = store.fields.map((field) => `${store.of(`previous ${field}`, undefined)} = follows ? ${store.of(field, undefined)} : 0;`);
  rolling.push({ period, statements: `${keepsPrevious ? moved.join(' ') : ''} ${store.clear(undefined)}` });
  return { touch: () => '', reads: keepsPrevious ? 'previous ' : '' };
}

function keyedPeriods({ source }: Setting, store: Store, period: Period, keepsPrevious: boolean): WindowCode {
  const now = PERIODS[period];
  const name = source.name('t');
  const of = store.of('period', 'j');
  const moved = store.fields.map((field) => `${store.of(`previous ${field}`, 'j')} = ${of} === ${now} - 1 ? ${store.of(field, 'j')} : 0;`);
  const statements = `${keepsPrevious ? moved.join(' ') : ''} ${store.clear('j')} ${of} = ${now};`;
  source.functions.push(`function ${name}(j) { ${statements} }`);
  return { touch: (at) => `if (${store.of('period', at)} !== ${now}) ${name}(${at});`, reads: keepsPrevious ? 'previous ' : '' };
}

/** First day of the window, an expression of the day `d`. */
function startOf({ source, days }: Setting, measure: Measure): string {
  const { window } = measure;
  if (window.kind !== 'trailing') return outOfClass('a window without start');
  if (window.unit === 'days') return `(d - ${literal(window.count - 1)})`;
  return `${source.constant(days.startsOf(window))}[d - ${TABLE_START}]`;
}

/** Sums and counts keep a total of each day, distinct counts and extremes what is yet inside. */
function trailing(setting: Setting, measure: Measure, store: Store, records: number): WindowCode {
  const { source, history } = setting;
  const { aggregate } = measure;
  if (aggregate === 'latest') return trailingLatest(setting, measure, store);
  const byDay = aggregate === 'sum' || aggregate === 'count' || aggregate === 'average' || aggregate === 'earliest';
  const generated = measure.kinds.some((kind) => setting.program.catalogue.kinds.get(kind)?.generated === true);
  const span = (generated ? LAST_DAY : history.lastDay) - history.firstDay + 400;
  const room = Math.max(1, byDay ? Math.min(span, records) : records) + 1;
  const days = source.room(new Int32Array(room));
  const head = source.whole();
  const tail = source.whole();
  const start = startOf(setting, measure);
  const drop = source.name('t');
  const touch = `if (${head} < ${tail} && ${days}[${head}] < ${start}) ${drop}(${start});`;
  const queue = { days, head, tail, drop, room };
  if (aggregate === 'min' || aggregate === 'max' || aggregate === 'earliest')
    return { touch: () => touch, reads: '', ...extreme(setting, measure, store, queue) };
  if (aggregate === 'countDistinct') return { touch: () => touch, reads: '', ...distinct(setting, measure, store, queue) };
  return { touch: () => touch, reads: '', ...totals(setting, measure, store, queue) };
}

interface Queue {
  readonly days: string;
  readonly head: string;
  readonly tail: string;
  readonly drop: string;
  readonly room: number;
}

function totals(
  { source }: Setting,
  { aggregate }: Measure,
  store: Store,
  { days, head, tail, drop, room }: Queue,
): Pick<WindowCode, 'push'> {
  const sums = aggregate === 'count' ? undefined : source.room(new Float64Array(room));
  const counts = aggregate === 'sum' ? undefined : source.room(new Int32Array(room));
  const lists = [
    ...(sums === undefined ? [] : [{ list: sums, field: store.of('sum', undefined), of: 'v' }]),
    ...(counts === undefined ? [] : [{ list: counts, field: store.of('count', undefined), of: 'n' }]),
  ];
  source.functions.push(
    [
      `function ${drop}(start) {`,
      `  let at = ${head};`,
      `  const end = ${tail};`,
      ...lists.map(({ field }, index) => `  let t${index} = ${field};`),
      `  while (at < end && ${days}[at] < start) { ${lists.map(({ list }, index) => `t${index} -= ${list}[at];`).join(' ')} at += 1; }`,
      ...lists.map(({ field }, index) => `  ${field} = t${index};`),
      `  ${head} = at;`,
      `}`,
    ].join('\n'),
  );
  const push = source.name('t');
  source.functions.push(
    [
      `function ${push}(d, v, n) {`,
      `  const end = ${tail};`,
      `  if (end > ${head} && ${days}[end - 1] === d) { ${lists.map(({ list, of }) => `${list}[end - 1] += ${of};`).join(' ')} return; }`,
      `  ${days}[end] = d;`,
      `  ${lists.map(({ list, of }) => `${list}[end] = ${of};`).join(' ')}`,
      `  ${tail} = end + 1;`,
      `}`,
    ].join('\n'),
  );
  return { push: (_, value, count) => `${push}(d, ${value}, ${count});` };
}

/** The extreme stands at the head: what a later value outdoes can never be it again. Of the earliest, the first of each day. */
function extreme(
  { source }: Setting,
  { aggregate }: Measure,
  store: Store,
  { days, head, tail, drop, room }: Queue,
): Pick<WindowCode, 'push'> {
  const values = source.room(new Float64Array(room));
  const value = store.of('value', undefined);
  const there = store.of('there', undefined);
  const stand = `${there} = ${head} < ${tail} ? 1 : 0; ${value} = ${head} < ${tail} ? ${values}[${head}] : 0;`;
  source.functions.push(`function ${drop}(start) { while (${head} < ${tail} && ${days}[${head}] < start) ${head} += 1; ${stand} }`);
  const push = source.name('t');
  const outdone =
    aggregate === 'earliest'
      ? [`if (${tail} > ${head} && ${days}[${tail} - 1] === d) return;`]
      : [`while (${tail} > ${head} && ${values}[${tail} - 1] ${aggregate === 'min' ? '>=' : '<='} v) ${tail} -= 1;`];
  const lines = [...outdone, `${days}[${tail}] = d; ${values}[${tail}] = v; ${tail} += 1;`, stand];
  source.functions.push([`function ${push}(d, v) {`, ...lines.map((line) => `  ${line}`), `}`].join('\n'));
  return { push: (_, each) => `${push}(d, ${each});` };
}

/** How often each value is inside stands by code, or in a map where values are numbers. */
function distinct(setting: Setting, measure: Measure, store: Store, { days, head, tail, drop, room }: Queue): Pick<WindowCode, 'push'> {
  const { source } = setting;
  const values = source.room(new Float64Array(room));
  const count = store.of('count', undefined);
  const times = timesOf(setting, measure);
  source.functions.push(
    [
      `function ${drop}(start) {`,
      `  while (${head} < ${tail} && ${days}[${head}] < start) {`,
      `    const v = ${values}[${head}];`,
      `    ${times.down('v', `${count} -= 1;`)}`,
      `    ${head} += 1;`,
      `  }`,
      `}`,
    ].join('\n'),
  );
  source.cleanup.push(times.clear(head, tail, values));
  const push = source.name('t');
  source.functions.push(
    `function ${push}(d, v) { ${times.up('v', `${count} += 1;`)} ${days}[${tail}] = d; ${values}[${tail}] = v; ${tail} += 1; }`,
  );
  return { push: (_, value) => `${push}(d, ${value});` };
}

export interface Times {
  up(value: string, first: string): string;
  down(value: string, last: string): string;
  clear(head: string, tail: string, values: string): string;
  /** The same of a list of so many values. */
  empty(count: string, values: string): string;
  has(value: string): string;
}

export function timesOf({ source, codes, program }: Setting, measure: Measure): Times {
  const type = program.catalogue.facts.get(measure.fact ?? '')?.type;
  if (type === 'text' || type === 'choice') {
    const times = source.room(source.once(`times ${measure.name}`, () => new Int32Array(codes.count)));
    return {
      up: (value, first) => `if (${times}[${value}]++ === 0) { ${first} }`,
      down: (value, last) => `if (--${times}[${value}] === 0) { ${last} }`,
      clear: (head, tail, values) => `while (${head} < ${tail}) { ${times}[${values}[${head}]] = 0; ${head} += 1; }`,
      empty: (count, values) => `while (${count} > 0) { ${count} -= 1; ${times}[${values}[${count}]] = 0; }`,
      has: (value) => `${times}[${value}] > 0`,
    };
  }
  const times = source.room(source.once(`times ${measure.name}`, () => new Map<number, number>()));
  return {
    up: (value, first) => `{ const k = ${times}.get(${value}) || 0; ${times}.set(${value}, k + 1); if (k === 0) { ${first} } }`,
    down: (value, last) =>
      `{ const k = ${times}.get(${value}) - 1; if (k === 0) { ${times}.delete(${value}); ${last} } else ${times}.set(${value}, k); }`,
    clear: () => `${times}.clear();`,
    empty: () => `${times}.clear();`,
    has: (value) => `${times}.has(${value})`,
  };
}

function trailingLatest(setting: Setting, measure: Measure, store: Store): WindowCode {
  const day = store.of('day', undefined);
  const there = store.of('there', undefined);
  return {
    touch: () => `if (${there} === 1 && ${day} < ${startOf(setting, measure)}) ${there} = 0;`,
    reads: '',
    push: (_, value) => `${there} = 1; ${store.of('value', undefined)} = ${value}; ${day} = d;`,
  };
}

/** Records of all keys in one list, each linked to the next one of its key. */
function keyedTrailing(setting: Setting, measure: Measure, store: Store, records: number): WindowCode {
  const { source } = setting;
  const { aggregate } = measure;
  if (aggregate !== 'sum' && aggregate !== 'count' && aggregate !== 'average') {
    return outOfClass(`the measure ${measure.name} has keys and takes the ${aggregate} of a trailing window`);
  }
  const room = records + 2;
  const days = source.room(new Int32Array(room));
  const next = source.room(new Int32Array(room));
  const values = source.room(new Float64Array(room));
  const counts = source.room(new Int32Array(room));
  /** Nodes count from 1; 0: none. */
  const used = source.whole();
  const [head, tail] = [store.of('head', 'j'), store.of('tail', 'j')];
  const fields = store.fields.map((field) => ({
    field: store.of(field, 'j'),
    list: field === 'sum' ? values : counts,
    of: field === 'sum' ? 'v' : 'n',
  }));
  const drop = source.name('t');
  source.functions.push(
    [
      `function ${drop}(j, start) {`,
      `  let at = ${head};`,
      `  while (at !== 0 && ${days}[at] < start) { ${fields.map(({ field, list }) => `${field} -= ${list}[at];`).join(' ')} at = ${next}[at]; }`,
      `  ${head} = at;`,
      `}`,
    ].join('\n'),
  );
  const push = source.name('t');
  source.functions.push(
    [
      `function ${push}(j, d, v, n) {`,
      `  if (${head} !== 0 && ${days}[${tail}] === d) { ${fields.map(({ list, of }) => `${list}[${tail}] += ${of};`).join(' ')} return; }`,
      `  const node = ++${used};`,
      `  ${days}[node] = d; ${next}[node] = 0;`,
      `  ${fields.map(({ list, of }) => `${list}[node] = ${of};`).join(' ')}`,
      `  if (${head} === 0) ${head} = node; else ${next}[${tail}] = node;`,
      `  ${tail} = node;`,
      `}`,
    ].join('\n'),
  );
  const start = startOf(setting, measure);
  return {
    touch: (at) => `if (${store.of('head', at)} !== 0 && ${days}[${store.of('head', at)}] < ${start}) ${drop}(${at}, ${start});`,
    reads: '',
    push: (at, value, count) => `${push}(${at}, d, ${value}, ${count});`,
  };
}
