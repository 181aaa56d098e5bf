/** The whole text of a fold: what is kept, a function a kind, the days between, and the loop over an enrollment's rows. */
import { literal } from '../../compiled/generate/source.ts';
import type { Program } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import { type OutcomeNames, PAYEES } from '../outcome.ts';
import { writeTierBars } from './barring.ts';
import { Codes } from './codes.ts';
import { dayTables } from './days.ts';
import { beginDue, generatedKinds, writeDue } from './due.ts';
import { Expiring } from './expiring.ts';
import { extentsOf } from './extents.ts';
import { FoldSource } from './fold-source.ts';
import { type KindCode, ofKind, type Writing, writeKind } from './kinds.ts';
import { MeasureCode } from './measures/measure.ts';
import type { Rolling } from './measures/windows.ts';
import { OutOfClass, outOfClass } from './out-of-class.ts';
import { Profile } from './profile.ts';
import { factsReadBy } from './reads.ts';
import { incentiveOf, type Placed, payeeOf, rulesOf, those } from './rules.ts';
import { LINE_LIMIT } from './scope.ts';
import { KEPT, KEPT_LINES, KEPT_NUMBERS, KEPT_WHOLES, type Setting } from './setting.ts';

export interface FoldText {
  readonly source: string;
  readonly constants: readonly unknown[];
  /** Which of them are the program's values, and which room for what is kept. */
  readonly valued: ReadonlySet<unknown>;
  readonly rooms: ReadonlySet<unknown>;
  readonly parameters: readonly number[];
  readonly kinds: readonly KindCode[];
  readonly tiered: boolean;
  /** By place of rules that give lines. */
  readonly paying: ReadonlyMap<number, { readonly incentive: number; readonly payee: number }>;
}

export function writeFold(
  program: Program,
  names: OutcomeNames,
  history: HistoryColumns,
  partnerType: string,
  { bars, watched }: { readonly bars: boolean; readonly watched: boolean },
): FoldText {
  const source = new FoldSource();
  source.wholes = KEPT_WHOLES;
  source.numbers = KEPT_NUMBERS;
  const setting: Setting = {
    ...{ program, partnerType, history, names, source, bars },
    policy: program.partnerTypes.get(partnerType)?.tiers,
    codes: new Codes(history, textsOf(program)),
    days: dayTables(program.calendar),
    extents: extentsOf(history),
    profile: new Profile(history, source, program.currency.digits),
  };
  const rules = rulesOf(program, partnerType);
  const rolling: Rolling[] = [];
  const { measures, unfit } = measuresOf(setting, rules, watched, rolling);
  const listens = (kind: string): boolean => ofKind(rules, kind).length > 0;
  const expiring = expiringOf(setting, listens('validity-expired'));
  const writing: Writing = { rules, measures, unfit, watched, expiring };
  const recorded = history.kinds.map((table, place) => writeKind(setting, writing, table.kind, table, place));
  const generated = generatedKinds(setting, listens, expiring !== undefined).map((kind, index) =>
    writeKind(setting, writing, kind, undefined, recorded.length + index),
  );
  const due = writeDue(setting, generated, rolling, expiring);
  const begin = beginDue(setting, generated);
  const parts = [
    ...due,
    ...source.functions,
    setting.profile.changing('profile'),
    ...recorded.map(({ text }) => text),
    ...generated.map(({ text }) => text),
    ...writeTierBars(setting, those(rules, 'tier')),
    writeMain(setting, recorded, begin),
  ];
  const head = [
    `'use strict';`,
    ...source.constants.map((_, index) => `const K${index} = K[${index}];`),
    `const S = new Float64Array(${source.numbers + 1});`,
    `const I = new Int32Array(${source.wholes + 1});`,
    OUTPUT,
  ];
  return {
    source: [...head, ...parts, 'return fold;'].join('\n'),
    constants: source.constants,
    valued: source.valued,
    rooms: source.rooms,
    parameters: source.parameters,
    kinds: [...recorded, ...generated],
    tiered: setting.policy !== undefined,
    paying: payingOf(rules, names),
  };
}

const OUTPUT = `
const LOOKED = COUNTS.looked, HELD = COUNTS.held, DUE = COUNTS.due, EXCLUDED = COUNTS.excluded, OUTBID = COUNTS.outbid, PAID = COUNTS.paid, COUNTED = COUNTS.counted;
const N = ROWS.counts;
const { rule: lRule, amount: lAmount } = ROWS.lines;
const { row: pRow, day: pDay, on: pOn, lines: pLines } = ROWS.places;
const { enrollment: mEnrollment, row: mRow, day: mDay, kind: mKind, before: mBefore, after: mAfter } = ROWS.moves;
const { enrollment: cEnrollment, row: cRow, day: cDay, gate: cGate, item: cItem } = ROWS.closed;
const { enrollment: bEnrollment, row: bRow, rule: bRule, leaf: bLeaf } = ROWS.bars;
function bar(r, rule, leaf) {
  const n = N[3];
  bEnrollment[n] = ${KEPT.enrollment}; bRow[n] = r; bRule[n] = rule; bLeaf[n] = leaf;
  N[3] = n + 1;
}
function place(r, d, kind, item, tier, lines) {
  const n = N[4];
  pRow[n] = r; pDay[n] = d; pOn[n] = kind | (tier << 8) | (item << 16); pLines[n] = lines;
  N[4] = n + 1;
}
function line(r, d, kind, rule, item, tier, amount) {
  const n = N[0];
  lRule[n] = rule; lAmount[n] = amount;
  if (lAmount[n] !== amount) ROWS.sayLarge(n, amount);
  N[0] = n + 1;
  place(r, d, kind, item, tier, 1);
  DUE[rule]++;
}
function move(r, d, kind, before, after) {
  const n = N[1];
  mEnrollment[n] = ${KEPT.enrollment}; mRow[n] = r; mDay[n] = d; mKind[n] = kind; mBefore[n] = before; mAfter[n] = after;
  N[1] = n + 1;
}
function closed(r, d, gate, item) {
  const n = N[2];
  cEnrollment[n] = ${KEPT.enrollment}; cRow[n] = r; cDay[n] = d; cGate[n] = gate; cItem[n] = item;
  N[2] = n + 1;
}`;

function payingOf(rules: readonly Placed[], { incentives }: OutcomeNames): FoldText['paying'] {
  const paying = those(rules, 'incentive', 'obligation', 'mdf').filter(({ rule }) => rule.incentive !== undefined);
  return new Map(
    paying.map((each) => [each.place, { incentive: incentives.indexOf(incentiveOf(each)), payee: PAYEES.indexOf(payeeOf(each)) }]),
  );
}

/** What expires, where an activity comes of it. */
function expiringOf(setting: Setting, listens: boolean): Expiring | undefined {
  if (setting.policy === undefined && !listens) return undefined;
  const expiring = new Expiring(setting);
  return expiring.isEmpty ? undefined : expiring;
}

/** The measures that rules of the type read; those that can't be reckoned here, with the reason. */
function measuresOf(
  setting: Setting,
  rules: readonly Placed[],
  watched: boolean,
  rolling: Rolling[],
): { readonly measures: readonly MeasureCode[]; readonly unfit: ReadonlyMap<string, string> } {
  const { program, extents, history } = setting;
  const read = factsReadBy(program, rules);
  const paying = those(rules, 'incentive', 'obligation', 'mdf').map(({ rule }) => rule);
  const measures: MeasureCode[] = [];
  const unfit = new Map<string, string>();
  for (const measure of program.measures.values()) {
    const { name, aggregate, kinds, fact, itemised } = measure;
    const sums = (aggregate === 'sum' || aggregate === 'average') && kinds.length > 0;
    // what nobody reads fails all the same
    if (sums && extents.mostOf(kinds, fact, itemised) >= 2 ** 52) outOfClass(`the measure ${name} may come to more than is summed here`);
    if (!watched && !read.has(`measure.${name}`) && !read.has(`before.${name}`)) continue;
    const lines =
      measure.lines.length === 0
        ? 0
        : linesAtMost(
            history,
            setting,
            paying.filter((rule) => measure.lines.includes(rule.incentive ?? '')),
            those(rules, 'reversal').map(({ rule }) => rule),
          );
    try {
      measures.push(new MeasureCode(setting, measure, lines, rolling));
    } catch (reason) {
      if (!(reason instanceof OutOfClass)) throw reason;
      unfit.set(name, reason.message);
    }
  }
  return { measures, unfit };
}

/** The most lines that rules may give one enrollment. */
function linesAtMost(
  { kinds }: HistoryColumns,
  { extents, program }: Setting,
  rules: readonly { readonly on: ReadonlySet<string>; readonly decides: string }[],
  reversals: readonly { readonly on: ReadonlySet<string> }[],
): number {
  let most = 0;
  // a reversal takes back the lines of one activity
  let mostOfOne = 0;
  for (const rule of rules) {
    const perItem = 'perItem' in rule && rule.perItem === true;
    mostOfOne += perItem ? Math.max(1, ...kinds.map((table) => extents.mostItems(table))) : 1;
    for (const kind of rule.on) {
      if (program.catalogue.kinds.get(kind)?.generated === true) most += 3000;
      else if (kinds.some((table) => table.kind === kind)) most += extents.mostOf([kind], undefined, perItem);
    }
  }
  for (const { on } of reversals) most += mostOfOne * extents.mostOf([...on], undefined, false);
  return most;
}

/** Texts that code may name: all of the document's, and what the engine says itself. */
function textsOf(program: Program): ReadonlySet<string> {
  return new Set<string>([
    ...program.catalogue.kinds.keys(),
    ...PAYEES,
    'principal',
    'dealwright',
    'waiting',
    'routed',
    'returned',
    'refused',
    'accepted',
    'approved',
    'review',
    ...textsIn(program.document),
  ]);
}

const textsKnown = new WeakMap<object, ReadonlySet<string>>();

/** Once for all partner types. */
function textsIn(document: Program['document']): ReadonlySet<string> {
  const known = textsKnown.get(document);
  if (known !== undefined) return known;
  const texts = new Set<string>();
  textsKnown.set(document, texts);
  const todo: unknown[] = [document];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') texts.add(next);
    else if (typeof next === 'object' && next !== null) todo.push(...Object.keys(next), ...Object.values(next));
    // texts of formulas stand between quotes
    if (typeof next === 'string' && /["']/.test(next))
      for (const quoted of next.matchAll(/"([^"]*)"|'([^']*)'/g)) texts.add(quoted[1] ?? quoted[2] ?? '');
  }
  return texts;
}

function writeMain(
  { source, history, policy, codes, program, bars }: Setting,
  recorded: readonly KindCode[],
  begin: readonly string[],
): string {
  const { rows, enrollments } = history;
  const of = (array: object): string => source.constant(array);
  const { stop, roll, level, grace, enrolledOn, partner, enrollment } = KEPT;
  // lines that come to more are summed by the general fold
  const sumsLines = [...program.measures.values()].some(({ lines }) => lines.length > 0);
  const levels =
    policy === undefined
      ? ''
      : policy.levels.map((name, place) => (place === 0 ? '' : `if (t === ${literal(codes.of(name))}) ${level} = ${place};`)).join(' ');
  const cases = recorded.map(({ name, place }, index) => {
    const table = history.kinds[index];
    const day = of(table?.day ?? new Int32Array(0));
    return [
      `      case ${place}: {`,
      `        const d = ${day}[p];`,
      `        if (d > until) break rows;`,
      `        if (d >= ${stop} && !pass(d)) return false;`,
      `        if (!${name}(r, p, d)) return false;`,
      `        break;`,
      `      }`,
    ].join('\n');
  });
  const twice = history.kinds.some(({ partyOffsets }) => partyOffsets !== null)
    ? [`    if (r > first && ${of(rows.kind)}[r - 1] === k && ${of(rows.place)}[r - 1] === p) return false;`]
    : [];
  return [
    `function fold(e, until) {`,
    ...source.cleanup.map((line) => `  ${line}`),
    `  S.fill(0); I.fill(0);`,
    `  ${enrollment} = e; ${enrolledOn} = ${of(enrollments.enrolledOn)}[e]; ${partner} = ${of(enrollments.partner)}[e];`,
    `  ${roll} = 0; ${stop} = 0; ${grace} = 0;`,
    `  const t = ${of(enrollments.tier)}[e]; ${levels}`,
    ...begin.map((line) => `  ${line}`),
    ...source.begin.map((line) => `  ${line}`),
    `  const first = ${of(rows.start)}[e], end = ${of(rows.start)}[e + 1];`,
    `  rows: for (let r = first; r < end; r++) {`,
    `    const k = ${of(rows.kind)}[r], p = ${of(rows.place)}[r];`,
    ...twice,
    `    switch (k) {`,
    ...cases,
    `    }`,
    `  }`,
    `  if (!ends(until)) return false;`,
    ...(sumsLines ? [`  if (${KEPT_LINES} > ${LINE_LIMIT}) return false;`] : []),
    ...(bars && policy !== undefined ? ['  tierBars();'] : []),
    `  LEVEL[0] = ${level};`,
    `  return true;`,
    `}`,
  ].join('\n');
}
