import type { HistoryColumns } from '../engine/columns/history.ts';
import { type TextOf, textAt } from '../engine/columns/read-history.ts';
import type { Activity, Enrollment, Party } from '../engine/facts/activity.ts';
import { sameContent, sameValues } from '../engine/fold/order.ts';
import { assemble } from './building/assemble.ts';
import { GrowingInts } from './building/growing.ts';
import { GrowingRows } from './building/growing-columns.ts';
import { GrowingKind } from './building/growing-kind.ts';
import { activityOf, enrollmentOf, type Part, type PartTable } from './building/part.ts';
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
const MOST_KINDS = 255;

/** Takes in activities one by one, in the order recorded, as columns that grow; nothing of an activity is kept as an object. */
export class HistoryBuilder {
  readonly setting: HistorySetting;
  private readonly earlier: readonly Part[];
  private readonly texts = new TextTable();
  private readonly kinds: GrowingKind[] = [];
  private readonly kindNumbers = new Map<string, number>();

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

  /** By partner and type. */
  private readonly partners = new TextTable();
  private readonly partner = new GrowingInts();
  private readonly partnerType = new GrowingInts();
  private readonly said = new GrowingInts();
  private readonly enrolledOn = new GrowingInts();
  private readonly tier = new GrowingInts();
  private readonly profile = new GrowingRows(this.texts);
  private readonly saidEarlier = new Map<number, () => Enrollment>();
  private readonly textOf: TextOf = (code) => this.texts.text(code);
  private knownActivities = 0;

  /** `earlier`: parts that are kept already. Their activities are known, and not taken in again. */
  constructor(setting: HistorySetting, earlier: readonly Part[] = []) {
    this.setting = setting;
    this.earlier = earlier;
    for (const part of earlier) this.know(part);
  }

  /** Activities and enrollments taken in. */
  get size(): { readonly activities: number; readonly enrollments: number } {
    return { activities: this.slotTable.count, enrollments: this.enrolledOn.count };
  }

  /** An enrollment has no revisions: the first report stands. */
  enroll(enrollment: Enrollment): 'added' | 'unchanged' | 'conflict' {
    const number = this.enrollment(enrollment);
    const row = this.said.at(number);
    const before = row < 0 ? this.saidEarlier.get(number)?.() : enrollmentOf(this.enrollments, number, this.textOf);
    if (before !== undefined) return sameEnrollment(before, enrollment) ? 'unchanged' : 'conflict';
    this.said.set(number, this.enrolledOn.count);
    this.enrolledOn.push(enrollment.enrolledOn);
    this.tier.push(enrollment.tier === undefined ? -1 : this.texts.add(enrollment.tier));
    this.profile.add(enrollment.profile);
    return 'added';
  }

  add(activity: Activity): Added {
    const key = this.keys.add(activity.id, this.texts.add(activity.source));
    if (key === this.revision.count) {
      this.revision.push(activity.revision);
      this.where.push(this.slotTable.count);
      this.takeSlot(this.take(activity, key));
      return 'added';
    }
    const latest = this.revision.at(key);
    const name = `${key}:${activity.revision}`;
    const same = activity.revision === latest ? this.latest(key) : this.passed.get(name);
    if (same !== undefined) return sameContent(this.read(same), activity) ? 'unchanged' : 'conflict';
    const taken = this.take(activity, key);
    if (activity.revision < latest) {
      this.passed.set(name, taken);
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

  /** All that was taken in, without what earlier parts hold. Views: good until the next activity. */
  get part(): Part {
    return {
      texts: this.texts.texts,
      tables: this.kinds.map((kind) => kind.table),
      recorded: { table: this.slotTable.array, place: this.slotPlace.array },
      enrollments: this.enrollments,
    };
  }

  private get enrollments(): Part['enrollments'] {
    return {
      partner: this.partner.array,
      partnerType: this.partnerType.array,
      said: this.said.array,
      enrolledOn: this.enrolledOn.array,
      tier: this.tier.array,
      profile: this.profile.columns,
    };
  }

  build(): HistoryColumns {
    return assemble(this.setting, [this.part]).history;
  }

  private takeSlot({ table, place }: Place): void {
    this.slotTable.push(table);
    this.slotPlace.push(place);
  }

  private take(activity: Activity, key: number): Place {
    if (activity.parties.length === 0) throw new Error(`activity ${activity.id} of ${activity.source} has no parties`);
    let table = this.kindNumbers.get(activity.kind);
    if (table === undefined) {
      table = this.kinds.length;
      if (table === MOST_KINDS) throw new Error(`a history has at most ${MOST_KINDS} kinds of activity`);
      this.kindNumbers.set(activity.kind, table);
      this.kinds.push(new GrowingKind(activity.kind, this.texts, this.keys));
    }
    const parties = activity.parties.map((party) => this.enrollment(party));
    const place = this.kinds[table]?.add(activity, { id: key, source: this.texts.add(activity.source), parties }) ?? 0;
    return { part: HERE, table, place };
  }

  private enrollment({ partner, partnerType }: Pick<Party, 'partner' | 'partnerType'>): number {
    const type = this.texts.add(partnerType);
    const number = this.partners.add(partner, type);
    if (number === this.said.count) {
      this.said.push(-1);
      this.partner.push(this.texts.add(partner));
      this.partnerType.push(type);
    }
    return number;
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
    return activityOf(of, earlier?.enrollments ?? this.enrollments, place, textOf);
  }

  /** An earlier part's activities, by key, and who was enrolled in it. */
  private know(part: Part): void {
    const { recorded, tables, enrollments } = part;
    const textOf: TextOf = (code) => textAt(part.texts, code);
    const codes = new Map<number, number>();
    for (let number = 0; number < recorded.place.length; number += 1) {
      const place = recorded.place[number] ?? 0;
      const { source, ids, idNumbers, revision } = tables[recorded.table[number] ?? 0] ?? NO_TABLE;
      const theirs = source[place] ?? 0;
      const code = codes.get(theirs) ?? this.texts.add(textOf(theirs));
      codes.set(theirs, code);
      const id = idNumbers?.[place] ?? place;
      const key = this.keys.addBytes(ids.bytes, ids.offsets[id] ?? 0, ids.offsets[id + 1] ?? 0, code);
      this.knowKey(key, revision?.[place] ?? 1);
    }
    for (const [number, row] of enrollments.said.entries()) {
      if (row < 0) continue;
      const own = this.enrollment({
        partner: textOf(enrollments.partner[number] ?? 0),
        partnerType: textOf(enrollments.partnerType[number] ?? 0),
      });
      if (!this.saidEarlier.has(own)) this.saidEarlier.set(own, () => enrollmentOf(enrollments, number, textOf));
    }
  }

  private knowKey(key: number, revision: number): void {
    const number = this.knownActivities;
    this.knownActivities += 1;
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

const sameEnrollment = (a: Enrollment, b: Enrollment): boolean =>
  a.enrolledOn === b.enrolledOn && a.tier === b.tier && sameValues(a.profile, b.profile);

const NO_TABLE: Pick<PartTable, 'source' | 'ids' | 'idNumbers' | 'revision'> = {
  source: new Int32Array(0),
  ids: { offsets: new Int32Array(0), bytes: new Uint8Array(0) },
  idNumbers: null,
  revision: null,
};

/** A history of all at once. */
export function buildHistory(setting: HistorySetting, enrollments: Iterable<Enrollment>, activities: Iterable<Activity>): HistoryColumns {
  const builder = new HistoryBuilder(setting);
  for (const enrollment of enrollments) builder.enroll(enrollment);
  for (const activity of activities) builder.add(activity);
  return builder.build();
}
