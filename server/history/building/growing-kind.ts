import { WHOLE_SHARE } from '../../engine/columns/read-history.ts';
import type { Activity, Party } from '../../engine/facts/activity.ts';
import type { Value } from '../../engine/facts/value.ts';
import { GrowingInts, grown } from './growing.ts';
import { GrowingRows } from './growing-columns.ts';
import type { PartTable } from './part.ts';
import type { TextTable } from './text-table.ts';

/** What an activity is known by in the part: numbers and codes of its own. */
interface Known {
  readonly id: number;
  readonly source: number;
  /** Enrollments of the parties. */
  readonly parties: readonly number[];
}

const NO_VALUES: ReadonlyMap<string, Value> = new Map();

/** Activities of one kind as they come in. */
export class GrowingKind {
  count = 0;
  private readonly kind: string;
  private readonly texts: TextTable;
  private readonly ids: TextTable;
  private readonly idNumbers = new GrowingInts();
  private readonly source = new GrowingInts();
  private readonly revision = new GrowingInts();
  private readonly day = new GrowingInts();
  private readonly lead = new GrowingInts();
  private readonly facts: GrowingRows;
  private readonly items: GrowingRows;
  private readonly itemEnds = new GrowingInts();
  private readonly parties: GrowingParties;
  private readonly extras = new Map<number, string>();
  /** Only where some activity came in another currency. */
  private exchange: GrowingRows | undefined;
  /** Only where the instant of some is known. */
  private at: Float64Array | undefined;

  constructor(kind: string, texts: TextTable, ids: TextTable) {
    this.kind = kind;
    this.texts = texts;
    this.ids = ids;
    this.facts = new GrowingRows(texts);
    this.items = new GrowingRows(texts);
    this.parties = new GrowingParties(texts);
    this.itemEnds.push(0);
  }

  /** The activity's place. */
  add(activity: Activity, known: Known): number {
    const place = this.count;
    this.count += 1;
    this.idNumbers.push(known.id);
    this.source.push(known.source);
    this.revision.push(activity.revision);
    this.day.push(activity.day);
    this.lead.push(known.parties[0] ?? 0);
    this.parties.add(place, activity.parties, known.parties, this.lead);
    this.facts.add(activity.facts);
    for (const item of activity.items) this.items.add(item);
    this.itemEnds.push(this.items.count);
    if (activity.terms.size > 0) this.extras.set(place, termsText(activity.terms));
    if (activity.at !== undefined) this.at ??= new Float64Array(place + 1).fill(Number.NaN);
    if (this.at !== undefined) {
      const before = this.at.length;
      this.at = grown(this.at, place + 1);
      if (this.at.length > before) this.at.fill(Number.NaN, before);
      this.at[place] = activity.at ?? Number.NaN;
    }
    this.addExchange(place, activity.exchange);
    return place;
  }

  private addExchange(place: number, exchange: Activity['exchange']): void {
    if (exchange === undefined && this.exchange === undefined) return;
    this.exchange ??= emptyRows(this.texts, place);
    this.exchange.add(exchange === undefined ? NO_VALUES : new Map<string, Value>(Object.entries(exchange)));
  }

  /** Views: good until the next activity. */
  get table(): PartTable {
    const { count } = this;
    const exchange = this.exchange?.columns;
    const { currency, rate, on } = exchange ?? {};
    return {
      kind: this.kind,
      count,
      facts: this.facts.columns,
      itemOffsets: this.items.count === 0 ? null : this.itemEnds.array,
      items: this.items.columns,
      ids: this.ids.texts,
      idNumbers: this.idNumbers.array,
      source: this.source.array,
      revision: this.revision.array,
      at: this.at?.subarray(0, count) ?? null,
      day: this.day.array,
      lead: this.lead.array,
      ...this.parties.columns,
      exchange: currency && rate && on ? { currency, rate, on } : null,
      extras: this.extras,
    };
  }
}

/** In the order of their names, so that equal terms are equal texts. */
const termsText = (terms: Activity['terms']): string => JSON.stringify(Object.fromEntries([...terms].sort(([a], [b]) => (a < b ? -1 : 1))));

function emptyRows(texts: TextTable, count: number): GrowingRows {
  const rows = new GrowingRows(texts);
  rows.count = count;
  return rows;
}

/** Parties, kept only from the first activity on that has another than one whole principal. */
class GrowingParties {
  private readonly texts: TextTable;
  /** undefined: no such activity yet. */
  private ends: GrowingInts | undefined;
  private readonly enrollment = new GrowingInts();
  private readonly role = new GrowingInts();
  private share = new Float64Array(0);

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  /** `leads`: enrollments of the first party, by place. */
  add(place: number, parties: readonly Party[], enrollments: readonly number[], leads: GrowingInts): void {
    if (this.ends === undefined) {
      if (parties.length === 1 && parties[0]?.role === 'principal' && parties[0].share === WHOLE_SHARE) return;
      this.ends = new GrowingInts();
      this.ends.push(0);
      for (let before = 0; before < place; before += 1) {
        this.push(leads.at(before), 'principal', WHOLE_SHARE);
        this.ends.push(this.enrollment.count);
      }
    }
    for (const [index, { role, share }] of parties.entries()) this.push(enrollments[index] ?? 0, role, share);
    this.ends.push(this.enrollment.count);
  }

  private push(enrollment: number, role: string, share: number): void {
    this.share = grown(this.share, this.enrollment.count + 1);
    this.share[this.enrollment.count] = share;
    this.enrollment.push(enrollment);
    this.role.push(this.texts.add(role));
  }

  get columns(): Pick<PartTable, 'partyOffsets' | 'parties'> {
    if (this.ends === undefined) return { partyOffsets: null, parties: null };
    const { enrollment, role } = this;
    const share = this.share.subarray(0, enrollment.count);
    return { partyOffsets: this.ends.array, parties: { enrollment: enrollment.array, role: role.array, share } };
  }
}
