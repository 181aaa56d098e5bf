/** Lines decided anew, and put among those that stay as they were. */
import type { Day } from '../../facts/value.ts';
import type { Program, Timeline } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import { type Amounts, type LineColumns, narrowed, type Outcome, type OutcomeNames, type RuleCounts } from '../outcome.ts';
import { outcomeNames, Places } from '../outcome-names.ts';
import { enrollmentsAnew, type Folded } from './enrollments-anew.ts';
import { Unknown } from './given.ts';
import { type KeptHistory, keptHistory } from './kept-history.ts';
import { linesProgram } from './lines-program.ts';
import type { Notes } from './notes.ts';
import type { KindOccasions, Occasions } from './occasions.ts';
import { type Reach, reachOf } from './reach.ts';

/** Decides a history under a program of one version; plain: whatever it was decided by before. */
export type PlainFold = (timeline: Timeline, history: HistoryColumns) => Outcome;

/** A program's fold of a history, with what was noted meanwhile. */
export class KeptFold implements Folded {
  readonly program: Program;
  readonly history: HistoryColumns;
  readonly until: Day;
  readonly outcome: Outcome;
  readonly notes: Notes;
  private readonly names: OutcomeNames;
  /** By line of the outcome: the number of its occasion. */
  private readonly numbers: Int32Array;
  /** By the partner types and kinds that are in them. */
  private readonly histories = new Map<string, KeptHistory>();

  constructor(program: Program, history: HistoryColumns, until: Day, outcome: Outcome, notes: Notes) {
    this.program = program;
    this.names = outcomeNames({ id: program.id, versions: [program] });
    this.history = history;
    this.until = until;
    this.outcome = outcome;
    this.notes = notes;
    this.numbers = numbersOf(outcome.lines, notes.occasions);
  }

  /** What another program comes to, if it differs in nothing but lines, or but thresholds; undefined where nobody can tell from what is kept. */
  again(program: Program, names: OutcomeNames, fold: PlainFold, stop: () => boolean): Outcome | undefined {
    if (JSON.stringify(names) !== JSON.stringify(this.names)) return undefined;
    const reach = reachOf(this.program, program);
    if (reach === undefined) return enrollmentsAnew(this, program, { names, stop });
    return this.linesAnew(program, names, reach, fold);
  }

  private linesAnew(program: Program, names: OutcomeNames, reach: Reach, fold: PlainFold): Outcome | undefined {
    if (reach.rules.size === 0) return this.outcome;
    if (this.hasFailed(program, reach)) return undefined;
    const { heard, wanted, types } = this.kindsOf(program, reach);
    const lines = linesOrNothing(program, reach, this.notes.occasions);
    if (lines === undefined || !mayBeApart(lines, heard)) return undefined;
    const timeline: Timeline = { id: program.id, versions: [lines] };
    const kept = this.keptHistory(wanted, types);
    const anew = fold(timeline, kept.history);
    // what failed is told by the whole program
    if (anew.failures.count > 0) return undefined;
    return this.together(program, names, reach, kept, anew, outcomeNames(timeline));
  }

  /** Lines, or what they were held to, failed: which of them will fail again isn't told by what is kept. */
  private hasFailed({ stacks, budgets }: Program, { rules }: Reach): boolean {
    const { failures } = this.outcome;
    if (failures.count === 0) return false;
    const named = [...[...rules].map((place) => this.program.rules[place]?.name ?? ''), ...[...stacks, ...budgets].map(({ name }) => name)];
    const places = new Set(named.map((name) => this.names.failing.indexOf(name)));
    return failures.of.some((of) => places.has(of));
  }

  /** Kinds that the rules listen to; where something is taken back, all that can be; and the partner types that the rules are for. */
  private kindsOf(
    { rules }: Program,
    reach: Reach,
  ): { readonly heard: readonly KindOccasions[]; readonly wanted: readonly KindOccasions[]; readonly types: ReadonlySet<string> } {
    const live = rules.filter((_, place) => reach.rules.has(place));
    const all = [...this.notes.occasions.kinds.values()];
    const heard = all.filter(({ kind }) => live.some(({ on }) => on.has(kind)));
    const takesBack = live.some(({ decides }) => decides === 'reversal');
    return {
      heard,
      wanted: takesBack ? all.filter((each) => each.cancelled || heard.includes(each)) : heard,
      types: new Set(live.flatMap((rule) => [...rule.for])),
    };
  }

  private keptHistory(kinds: readonly KindOccasions[], types: ReadonlySet<string>): KeptHistory {
    const key = [...types, ...kinds.map(({ kind }) => kind)].join(' ');
    const known = this.histories.get(key);
    if (known !== undefined) return known;
    const made = keptHistory(this.notes.occasions, this.history, kinds, types);
    this.histories.set(key, made);
    for (const oldest of this.histories.keys()) {
      if (this.histories.size <= MOST_HISTORIES) break;
      this.histories.delete(oldest);
    }
    return made;
  }

  private together(program: Program, names: OutcomeNames, reach: Reach, kept: KeptHistory, anew: Outcome, own: OutcomeNames): Outcome {
    const { outcome } = this;
    const places = program.rules.flatMap((_, place) => (reach.rules.has(place) ? [place] : []));
    const kinds = new Places(names.kinds);
    const lines = mergedLines(
      { lines: outcome.lines, numbers: this.numbers, stays: (rule) => !reach.rules.has(rule) },
      {
        ...{ kept, lines: anew.lines, places },
        incentives: own.incentives.map((name) => names.incentives.indexOf(name)),
        kinds: kept.kind.map((kind) => kinds.of(kind)),
      },
    );
    return { ...outcome, lines, rules: counted(outcome.rules, anew.rules, places) };
  }
}

const MOST_HISTORIES = 4;

function linesOrNothing(program: Program, reach: Reach, { kinds }: Occasions): Program | undefined {
  try {
    return linesProgram(program, reach, new Map([...kinds].map(([kind, { facts, items }]) => [kind, [...facts.noted, ...items.noted]])));
  } catch (reason) {
    if (reason instanceof Unknown) return undefined;
    throw reason;
  }
}

/**
 * Parties of one activity are decided one after the other. Budgets count what the earlier ones were given in any case;
 * measures that parties share are read as they were before all of them.
 */
function mayBeApart({ measures }: Program, kinds: readonly KindOccasions[]): boolean {
  if (kinds.some(({ twice }) => twice)) return false;
  return !kinds.some(({ several }) => several) || [...measures.values()].every(({ scope }) => scope === 'enrollment');
}

/** Of lines by enrollment, those of one as they came: the numbers of their occasions. */
function numbersOf({ count }: LineColumns, { lines }: Occasions): Int32Array {
  if (lines.count !== count) throw new Error(`${lines.count} lines were noted of ${count}`);
  return lines.finish().number;
}

interface Staying {
  readonly lines: LineColumns;
  readonly numbers: Int32Array;
  readonly stays: (rule: number) => boolean;
}

interface Coming {
  readonly kept: KeptHistory;
  readonly lines: LineColumns;
  /** By place among the rules that decide anew, and by their incentives: the program's own places. */
  readonly places: readonly number[];
  readonly incentives: readonly number[];
  /** By kind of the kept history: the kind that it was. */
  readonly kinds: readonly number[];
}

/** Both by enrollment, then as they came about, those of one occasion in rule order. */
function mergedLines({ lines, numbers, stays }: Staying, coming: Coming): LineColumns {
  // each column is asked for once
  const was = { ...lines };
  const { kept, lines: anew, places, incentives, kinds } = coming;
  const { number, row, day, level, history } = kept;
  const { enrollment, row: at, rule, item, payee, incentive, amount } = anew;
  let count = anew.count;
  for (let line = 0; line < was.count; line += 1) if (stays(was.rule[line] ?? 0)) count += 1;
  const areNarrow = was.amount instanceof Int32Array && amount instanceof Int32Array;
  const into = roomFor(count, areNarrow ? new Int32Array(count) : new Float64Array(count));
  let [next, to] = [0, 0];
  const put = (): void => {
    const place = at[next] ?? 0;
    into.enrollment[to] = enrollment[next] ?? 0;
    into.row[to] = row[place] ?? 0;
    into.day[to] = day[place] ?? 0;
    into.kind[to] = kinds[history.rows.kind[place] ?? 0] ?? 0;
    into.rule[to] = places[rule[next] ?? 0] ?? 0;
    into.incentive[to] = incentives[incentive[next] ?? 0] ?? 0;
    into.payee[to] = payee[next] ?? 0;
    into.item[to] = item[next] ?? 0;
    into.tier[to] = level[place] ?? 0;
    into.amount[to] = amount[next] ?? 0;
    next += 1;
    to += 1;
  };
  const comesFirst = (line: number): boolean => {
    if (next >= anew.count) return false;
    const byEnrollment = (enrollment[next] ?? 0) - (was.enrollment[line] ?? 0);
    if (byEnrollment !== 0) return byEnrollment < 0;
    const byNumber = (number[at[next] ?? 0] ?? 0) - (numbers[line] ?? 0);
    if (byNumber !== 0) return byNumber < 0;
    return (places[rule[next] ?? 0] ?? 0) < (was.rule[line] ?? 0);
  };
  for (let line = 0; line < was.count; line += 1) {
    if (!stays(was.rule[line] ?? 0)) continue;
    while (comesFirst(line)) put();
    into.enrollment[to] = was.enrollment[line] ?? 0;
    into.row[to] = was.row[line] ?? 0;
    into.day[to] = was.day[line] ?? 0;
    into.kind[to] = was.kind[line] ?? 0;
    into.rule[to] = was.rule[line] ?? 0;
    into.incentive[to] = was.incentive[line] ?? 0;
    into.payee[to] = was.payee[line] ?? 0;
    into.item[to] = was.item[line] ?? 0;
    into.tier[to] = was.tier[line] ?? 0;
    into.amount[to] = was.amount[line] ?? 0;
    to += 1;
  }
  while (next < anew.count) put();
  return areNarrow ? into : { ...into, amount: narrowed(into.amount) };
}

const roomFor = (count: number, amount: Amounts): LineColumns => ({
  count,
  ...{ enrollment: new Int32Array(count), row: new Int32Array(count), day: new Int32Array(count) },
  ...{ kind: new Uint8Array(count), version: new Uint8Array(count), rule: new Uint16Array(count) },
  ...{ incentive: new Uint16Array(count), payee: new Uint8Array(count), item: new Int16Array(count) },
  ...{ tier: new Uint8Array(count), amount },
});

/** Of rules that decided anew what came of it, of all others what it was. */
function counted(was: readonly RuleCounts[], anew: readonly RuleCounts[], places: readonly number[]): readonly RuleCounts[] {
  return was.map((counts, version) => {
    const own = anew[version];
    const of = (name: keyof RuleCounts): Float64Array => {
      const all = counts[name].slice();
      for (const [index, place] of places.entries()) all[place] = own?.[name][index] ?? 0;
      return all;
    };
    return {
      ...{ looked: of('looked'), held: of('held'), due: of('due') },
      ...{ excluded: of('excluded'), outbid: of('outbid'), setAside: of('setAside') },
    };
  });
}
