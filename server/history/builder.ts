import type { HistoryColumns } from '../engine/columns/history.ts';
import { type TextOf, textAt } from '../engine/columns/read-history.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { sameContent } from '../engine/fold/order.ts';
import { assemble } from './building/assemble.ts';
import { FamiliarTexts } from './building/familiar-texts.ts';
import { GrowingInts } from './building/growing.ts';
import { GrowingEnrollments } from './building/growing-enrollments.ts';
import { GrowingKind } from './building/growing-kind.ts';
import { activityOf, type Part } from './building/part.ts';
import { TextTable } from './building/text-table.ts';
import type { HistorySetting } from './setting.ts';

/**
 * What became of an activity: the first report of it; the same once more; the same revision with other content, which
 * doesn't count; an earlier revision than the one that counts; a later one, which counts from now on.
 */
export type Added = 'added' | 'unchanged' | 'conflict' | 'superseded' | 'revised';

/** Where a report lies: in a table of this builder, or in an earlier part. */
interface Place {
  readonly part: number;
  readonly table: number;
  readonly place: number;
}

/** Of `Place`: the builder itself. */
const HERE = -1;
const NOT_GIVEN = -1;
const MOST_KINDS = 255;

/** Takes in activities one by one, in the order recorded, as columns that grow; nothing of an activity is kept as an object. */
export class HistoryBuilder {
  readonly setting: HistorySetting;
  private readonly earlier: readonly Part[];
  private readonly texts = new TextTable();
  private readonly sources = new FamiliarTexts(this.texts);
  private readonly textOf: TextOf = (code) => this.texts.text(code);
  private readonly enrollments = new GrowingEnrollments(this.texts);
  private readonly kinds: GrowingKind[] = [];
  private readonly kindNumbers = new Map<string, number>();
  /** By kind: the places that the caller gave. */
  private readonly given: GrowingInts[] = [];

  /** By identifier and source. */
  private readonly keys = new TextTable();
  private readonly revision = new GrowingInts();
  /** By key: its slot; or −1 − its number among the activities of earlier parts, where it has none. */
  private readonly where = new GrowingInts();
  /** Activities taken in, at the place of the first report: the latest revision of each. */
  private readonly slotTable = new GrowingInts();
  private readonly slotPlace = new GrowingInts();
  /** Reports of revisions that don't count. */
  private readonly passed = new Map<string, Place>();
  private added = 0;
  private known = 0;

  /** `earlier`: parts that are kept already. Their activities are known, and not taken in again. */
  constructor(setting: HistorySetting, earlier: readonly Part[] = []) {
    this.setting = setting;
    this.earlier = earlier;
    for (const part of earlier) this.know(part);
  }

  /** What was taken in. `added`: activities that no earlier part knows. */
  get size(): { readonly activities: number; readonly enrollments: number; readonly added: number } {
    return { activities: this.slotTable.count, enrollments: this.enrollments.enrolled, added: this.added };
  }

  /** An enrollment has no revisions: the first report stands. `place`: see `placeOfEnrollment`. */
  enroll(enrollment: Enrollment, place = NOT_GIVEN): 'added' | 'unchanged' | 'conflict' {
    return this.enrollments.enroll(enrollment, place);
  }

  /** `place`: see `placeOf`. */
  add(activity: Activity, place = NOT_GIVEN): Added {
    const key = this.keys.add(activity.id, this.sources.add(activity.source));
    if (key === this.revision.count) {
      this.revision.push(activity.revision);
      this.where.push(this.slotTable.count);
      this.takeSlot(this.take(activity, key, place));
      this.added += 1;
      return 'added';
    }
    const same = this.standing(key, activity.revision);
    if (same !== undefined) return sameContent(this.read(same), activity) ? 'unchanged' : 'conflict';
    const latest = this.revision.at(key);
    const taken = this.take(activity, key, place);
    if (activity.revision < latest) {
      this.passed.set(`${key}:${activity.revision}`, taken);
      return 'superseded';
    }
    this.passed.set(`${key}:${latest}`, this.latest(key));
    this.revision.set(key, activity.revision);
    const slot = this.where.at(key);
    if (slot < 0) {
      this.where.set(key, this.slotTable.count);
      this.takeSlot(taken);
    } else {
      this.slotTable.set(slot, taken.table);
      this.slotPlace.set(slot, taken.place);
    }
    return 'revised';
  }

  /** For who was told of a conflict: the place given with the report that stands; undefined: none was, or an earlier part has it. */
  placeOf({ source, id, revision }: Pick<Activity, 'source' | 'id' | 'revision'>): number | undefined {
    const key = this.keys.find(id, this.sources.add(source));
    const standing = key < 0 ? undefined : this.standing(key, revision);
    return standing?.part === HERE ? givenOrNone(this.given[standing.table]?.at(standing.place)) : undefined;
  }

  placeOfEnrollment(enrollment: Pick<Enrollment, 'partner' | 'partnerType'>): number | undefined {
    return givenOrNone(this.enrollments.givenWith(enrollment));
  }

  /** All that was taken in, without what earlier parts hold. Views: good until the next activity. */
  get part(): Part {
    return {
      texts: this.texts.texts,
      tables: this.kinds.map((kind) => kind.table),
      recorded: { table: this.slotTable.array, place: this.slotPlace.array },
      enrollments: this.enrollments.part,
    };
  }

  /** The history of what was taken in. */
  build(): HistoryColumns {
    return assemble(this.setting, [this.part]).history;
  }

  private takeSlot({ table, place }: Place): void {
    this.slotTable.push(table);
    this.slotPlace.push(place);
  }

  private take(activity: Activity, key: number, given: number): Place {
    if (activity.parties.length === 0) throw new Error(`activity ${activity.id} of ${activity.source} has no parties`);
    const table = this.tableOf(activity.kind);
    const parties = activity.parties.map((party) => this.enrollments.number(party));
    const place = this.kinds[table]?.add(activity, { id: key, source: this.sources.add(activity.source), parties }) ?? 0;
    this.given[table]?.push(given);
    return { part: HERE, table, place };
  }

  private tableOf(kind: string): number {
    const known = this.kindNumbers.get(kind);
    if (known !== undefined) return known;
    const table = this.kinds.length;
    if (table === MOST_KINDS) throw new Error(`a history has at most ${MOST_KINDS} kinds of activity`);
    this.kindNumbers.set(kind, table);
    this.kinds.push(new GrowingKind(kind, this.texts, this.keys));
    this.given.push(new GrowingInts());
    return table;
  }

  /** The report of a revision that came first. */
  private standing(key: number, revision: number): Place | undefined {
    return revision === this.revision.at(key) ? this.latest(key) : this.passed.get(`${key}:${revision}`);
  }

  private latest(key: number): Place {
    const slot = this.where.at(key);
    if (slot >= 0) return { part: HERE, table: this.slotTable.at(slot), place: this.slotPlace.at(slot) };
    let number = -1 - slot;
    for (const [part, { recorded }] of this.earlier.entries()) {
      if (number < recorded.place.length) return { part, table: recorded.table[number] ?? 0, place: recorded.place[number] ?? 0 };
      number -= recorded.place.length;
    }
    throw new Error('an activity that is known lies in no part');
  }

  /** The content that stands there. */
  private read({ part, table, place }: Place): Activity {
    const earlier = this.earlier[part];
    const of = earlier?.tables[table] ?? this.kinds[table]?.table;
    if (of === undefined) throw new Error('an activity that is known lies in no table');
    const textOf = earlier === undefined ? this.textOf : (code: number) => textAt(earlier.texts, code);
    return activityOf(of, earlier?.enrollments ?? this.enrollments.part, place, textOf);
  }

  /** An earlier part's activities, by key, and who was enrolled in it. */
  private know(part: Part): void {
    const { recorded, tables, texts } = part;
    const textOf: TextOf = (code) => textAt(texts, code);
    const sources = new Map<number, number>();
    for (let number = 0; number < recorded.place.length; number += 1) {
      const place = recorded.place[number] ?? 0;
      const table = tables[recorded.table[number] ?? 0];
      if (table === undefined) throw new Error('a part has activities of a kind without table');
      const { ids, idNumbers } = table;
      const source = table.source[place] ?? 0;
      const code = sources.get(source) ?? this.texts.add(textOf(source));
      sources.set(source, code);
      const id = idNumbers?.[place] ?? place;
      const key = this.keys.addBytes(ids.bytes, ids.offsets[id] ?? 0, ids.offsets[id + 1] ?? 0, code);
      this.knowKey(key, table.revision?.[place] ?? 1);
    }
    this.enrollments.know(part, textOf);
  }

  private knowKey(key: number, revision: number): void {
    const number = this.known;
    this.known += 1;
    if (key === this.revision.count) {
      this.revision.push(revision);
      this.where.push(-1 - number);
    } else if (revision > this.revision.at(key)) {
      this.passed.set(`${key}:${this.revision.at(key)}`, this.latest(key));
      this.revision.set(key, revision);
      this.where.set(key, -1 - number);
    }
  }
}

const givenOrNone = (given: number | undefined): number | undefined => (given === NOT_GIVEN ? undefined : given);

/** A history of all at once. */
export function buildHistory(setting: HistorySetting, enrollments: Iterable<Enrollment>, activities: Iterable<Activity>): HistoryColumns {
  const builder = new HistoryBuilder(setting);
  for (const enrollment of enrollments) builder.enroll(enrollment);
  for (const activity of activities) builder.add(activity);
  return builder.build();
}
