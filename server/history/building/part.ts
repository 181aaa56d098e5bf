import type { Columns, HistoryColumns, KindTable, Texts } from '../../engine/columns/history.ts';
import { activityFrom, isPresent, type TextOf, valuesAt, WHOLE_SHARE } from '../../engine/columns/read-history.ts';
import type { Activity, Enrollment, Party } from '../../engine/facts/activity.ts';

/** Activities of one kind, as columns, in whatever order; enrollments and codes are the part's. */
export interface PartTable extends Omit<KindTable, 'order'> {
  /** Enrollment of the first party. */
  readonly lead: Int32Array;
  /** Number of activity n's identifier among `ids`; null: n. */
  readonly idNumbers: Int32Array | null;
}

/** A part of a history: what one builder took in, or one segment. */
export interface Part {
  readonly texts: Texts;
  readonly tables: readonly PartTable[];
  /** The latest revision of each activity, in the order in which they were first recorded: its table, and place in it. */
  readonly recorded: { readonly table: Uint8Array | Int32Array; readonly place: Int32Array };
  readonly enrollments: {
    readonly partner: Int32Array;
    readonly partnerType: Int32Array;
    /** Row of what was said when it was enrolled; −1: nobody enrolled it. */
    readonly said: Int32Array;
    readonly enrolledOn: Int32Array;
    /** −1: the lowest. */
    readonly tier: Int32Array;
    readonly profile: Columns;
  };
}

/** A history, and what it takes to put it together with others. */
export interface Assembled {
  readonly history: HistoryColumns;
  /** By place in the order of history: place in the order recorded. */
  readonly recorded: Int32Array;
  /** Bit e is set where somebody enrolled enrollment e. */
  readonly enrolled: Uint8Array;
}

/** The activity at a place of a table; where the table has `idNumbers`, with another identifier. */
export function activityOf(table: PartTable, enrollments: Part['enrollments'], place: number, textOf: TextOf): Activity {
  return activityFrom(table, place, textOf, partiesOf(table, enrollments, place, textOf));
}

function partiesOf({ partyOffsets, parties, lead }: PartTable, of: Part['enrollments'], place: number, textOf: TextOf): readonly Party[] {
  const party = (enrollment: number, role: string, share: number): Party => ({
    partner: textOf(of.partner[enrollment] ?? 0),
    partnerType: textOf(of.partnerType[enrollment] ?? 0),
    role,
    share,
  });
  if (partyOffsets === null || parties === null) return [party(lead[place] ?? 0, 'principal', WHOLE_SHARE)];
  const list: Party[] = [];
  const end = partyOffsets[place + 1] ?? 0;
  for (let at = partyOffsets[place] ?? 0; at < end; at += 1) {
    list.push(party(parties.enrollment[at] ?? 0, textOf(parties.role[at] ?? 0), parties.share[at] ?? 0));
  }
  return list;
}

/** What was said when it was enrolled: row `said` of it. */
export function enrollmentOf(of: Part['enrollments'], number: number, textOf: TextOf): Enrollment {
  const said = of.said[number] ?? 0;
  const tier = of.tier[said] ?? -1;
  return {
    partner: textOf(of.partner[number] ?? 0),
    partnerType: textOf(of.partnerType[number] ?? 0),
    enrolledOn: of.enrolledOn[said] ?? 0,
    ...(tier >= 0 && { tier: textOf(tier) }),
    profile: valuesAt(of.profile, said, textOf),
  };
}

/** By kind: the enrollment of each activity's first party, by its place. */
export function leadsOf({ kinds, rows, enrollments }: Pick<HistoryColumns, 'kinds' | 'rows' | 'enrollments'>): readonly Int32Array[] {
  const leads = kinds.map(({ count }) => new Int32Array(count));
  for (let e = 0; e < enrollments.count; e += 1) {
    const end = rows.start[e + 1] ?? 0;
    for (let row = rows.start[e] ?? 0; row < end; row += 1) {
      const lead = leads[rows.kind[row] ?? 0];
      if (lead !== undefined && rows.party[row] === 0) lead[rows.place[row] ?? 0] = e;
    }
  }
  return leads;
}

/** A history as a part of a larger one. `recorded`: place in the order recorded, by place in the order of history. */
export function partOf({ history, recorded, enrolled }: Assembled): Part {
  const { texts, kinds, enrollments, activities } = history;
  const leads = leadsOf(history);
  const order = { table: new Uint8Array(activities), place: new Int32Array(activities) };
  for (const [table, { order: places }] of kinds.entries()) {
    for (let place = 0; place < places.length; place += 1) {
      const number = recorded[places[place] ?? 0] ?? 0;
      order.table[number] = table;
      order.place[number] = place;
    }
  }
  return {
    texts,
    tables: kinds.map((table, index) => ({ ...table, lead: leads[index] ?? new Int32Array(0), idNumbers: null })),
    recorded: order,
    enrollments: {
      ...enrollments,
      said: Int32Array.from({ length: enrollments.count }, (_, e) => (isPresent(enrolled, e) ? e : -1)),
    },
  };
}
