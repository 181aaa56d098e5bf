/** A selection, looked up in a history once: which rows count, and how each is grouped. */
import type { HistoryColumns } from '../engine/columns/history.ts';
import { textAt } from '../engine/columns/read-history.ts';
import type { Condition } from '../engine/conditions/model.ts';
import { factsOf } from '../engine/conditions/walk.ts';
import { baseCatalogue } from '../engine/facts/schema-catalogue.ts';
import type { Day } from '../engine/facts/value.ts';
import { verdicts } from './conditions.ts';
import { type Groups, groupsBy, groupsBySize } from './groups.ts';
import { RecordedFacts } from './recorded-facts.ts';
import type { Selection } from './selection.ts';
import { type Stretches, stretchOn, tableOf } from './stretches.ts';

export interface Selected {
  readonly stretches: Stretches;
  /** 1 where the row counts. */
  readonly rows: Uint8Array;
  /** Rows that count. */
  readonly count: number;
  /** Whether a generated activity counts. */
  generated(enrollment: number, day: Day, kind: string): boolean;
  /** 1 where the enrollment counts: where its own facts, as they stand last, satisfy the filter, or a row of it counts. */
  readonly enrollments: Uint8Array;
  /** Partner types of the history's enrollments, and the place of each enrollment's among them. */
  readonly partnerTypes: readonly string[];
  readonly partnerTypeOf: Int32Array;
  readonly region: Groups;
  readonly segment: Groups;
  readonly employees: Groups;
}

/** Filters asked last; one history has few at a time. */
const KEPT = 16;
const caches = new WeakMap<HistoryColumns, { readonly facts: RecordedFacts; readonly selected: Map<string, Selected> }>();

/** The facts of a history, read once. */
export function recordedFacts(history: HistoryColumns): RecordedFacts {
  return cacheOf(history).facts;
}

function cacheOf(history: HistoryColumns) {
  let cache = caches.get(history);
  if (cache === undefined) {
    cache = { facts: new RecordedFacts(history), selected: new Map() };
    caches.set(history, cache);
  }
  return cache;
}

export function select(selection: Selection, history: HistoryColumns): Selected {
  const { facts, selected } = cacheOf(history);
  const known = selected.get(selection.hash);
  if (known !== undefined) return known;
  const found = new Selecting(selection, facts).run();
  selected.set(selection.hash, found);
  for (const oldest of selected.keys()) {
    if (selected.size <= KEPT) break;
    selected.delete(oldest);
  }
  return found;
}

const GENERATED = [...baseCatalogue.kinds.values()].filter(({ generated }) => generated).map(({ name }) => name);

class Selecting {
  private readonly selection: Selection;
  private readonly facts: RecordedFacts;
  private readonly history: HistoryColumns;
  private readonly stretches: Stretches;

  constructor(selection: Selection, facts: RecordedFacts) {
    this.selection = selection;
    this.facts = facts;
    this.history = facts.history;
    this.stretches = facts.stretches;
  }

  run(): Selected {
    const { selection, stretches, history } = this;
    const types = this.partnerTypes();
    const wanted = types.names.map((name) => selection.partnerTypes?.includes(name) ?? true);
    const typeCounts = (e: number): boolean => wanted[types.of[e] ?? 0] ?? false;
    const rows = this.rows(typeCounts);
    const generated = this.generated();
    const enrollments = new Uint8Array(history.enrollments.count);
    for (let e = 0; e < enrollments.length; e += 1) {
      const last = (stretches.start[e + 1] ?? 0) - 1;
      if (typeCounts(e) && generated('')[last] === 1) enrollments[e] = 1;
    }
    let count = 0;
    const { start } = history.rows;
    for (let e = 0; e < enrollments.length; e += 1) {
      let own = 0;
      for (let row = start[e] ?? 0; row < (start[e + 1] ?? 0); row += 1) own += rows[row] ?? 0;
      if (own > 0) enrollments[e] = 1;
      count += own;
    }
    const from = selection.from ?? Number.NEGATIVE_INFINITY;
    const through = selection.through ?? Number.POSITIVE_INFINITY;
    return {
      stretches,
      rows,
      count,
      generated: (enrollment, day, kind) =>
        day >= from && day <= through && typeCounts(enrollment) && generated(kind)[stretchOn(stretches, enrollment, day)] === 1,
      enrollments,
      partnerTypes: types.names,
      partnerTypeOf: types.of,
      region: groupsBy(this.facts, selection.region),
      segment: groupsBy(this.facts, selection.segment),
      employees: groupsBySize(this.facts),
    };
  }

  private partnerTypes(): { readonly names: readonly string[]; readonly of: Int32Array } {
    const { partnerType, count } = this.history.enrollments;
    const places = new Map<number, number>();
    const of = new Int32Array(count);
    for (let e = 0; e < count; e += 1) {
      const code = partnerType[e] ?? 0;
      const place = places.get(code) ?? places.size;
      places.set(code, place);
      of[e] = place;
    }
    return { names: [...places.keys()].map((code) => textAt(this.history.texts, code)), of };
  }

  private rows(typeCounts: (enrollment: number) => boolean): Uint8Array {
    const { history, selection, facts } = this;
    const rows = new Uint8Array(history.rows.count).fill(1);
    const places = { count: rows.length, values: (fact: string) => facts.rows(fact), code: (text: string) => facts.code(text) };
    for (const condition of selection.where) {
      const holds = verdicts(condition, places);
      for (let row = 0; row < rows.length; row += 1) rows[row] = (rows[row] ?? 0) & (holds[row] ?? 0);
    }
    if (selection.partnerTypes !== null) {
      const { start } = history.rows;
      for (let e = 0; e < history.enrollments.count; e += 1) if (!typeCounts(e)) rows.fill(0, start[e], start[e + 1]);
    }
    if (selection.from !== null || selection.through !== null) {
      const from = selection.from ?? Number.NEGATIVE_INFINITY;
      const through = selection.through ?? Number.POSITIVE_INFINITY;
      const days = history.kinds.map(({ day }) => day);
      for (let row = 0; row < rows.length; row += 1) {
        const day = days[history.rows.kind[row] ?? 0]?.[history.rows.place[row] ?? 0] ?? 0;
        if (day < from || day > through) rows[row] = 0;
      }
    }
    return rows;
  }

  /** By kind of generated activity, where the filter asks for kinds: whether stretches count. */
  private generated(): (kind: string) => Uint8Array {
    const { where } = this.selection;
    const byKind = where.some((condition) => factsOf(condition).has('activity.kind'));
    const all = new Map((byKind ? ['', ...GENERATED] : ['']).map((kind) => [kind, this.stretchesCounted(where, kind)]));
    const any = all.get('') ?? new Uint8Array(0);
    return (kind) => all.get(kind) ?? any;
  }

  private stretchesCounted(where: readonly Condition[], kind: string): Uint8Array {
    const { facts, stretches } = this;
    const places = {
      count: stretches.count,
      values: (fact: string) => facts.generated(fact, kind),
      code: (text: string) => facts.code(text),
    };
    const counted = new Uint8Array(stretches.count).fill(1);
    for (const condition of where) {
      const holds = verdicts(condition, places);
      for (let at = 0; at < counted.length; at += 1) counted[at] = (counted[at] ?? 0) & (holds[at] ?? 0);
    }
    return counted;
  }
}

/** The day of a row. */
export const dayOfRow = (history: HistoryColumns, row: number): Day =>
  tableOf(history, history.rows.kind[row] ?? 0).day[history.rows.place[row] ?? 0] ?? 0;
