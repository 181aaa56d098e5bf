import type { TextOf } from '../../engine/columns/read-history.ts';
import type { Enrollment, Party } from '../../engine/facts/activity.ts';
import { sameValues } from '../../engine/fold/order.ts';
import { FamiliarTexts } from './familiar-texts.ts';
import { GrowingInts } from './growing.ts';
import { GrowingRows } from './growing-columns.ts';
import { enrollmentOf, type Part } from './part.ts';
import { TextTable } from './text-table.ts';

/** Enrollments as they are named: by an activity, or when they are enrolled. */
export class GrowingEnrollments {
  private readonly texts: TextTable;
  private readonly types: FamiliarTexts;
  private readonly textOf: TextOf;
  /** By partner and type. */
  private readonly names = new TextTable();
  private readonly partner = new GrowingInts();
  private readonly partnerType = new GrowingInts();
  /** Row of what was said when it was enrolled; −1: nobody enrolled it here. */
  private readonly said = new GrowingInts();
  private readonly enrolledOn = new GrowingInts();
  private readonly tier = new GrowingInts();
  private readonly profile: GrowingRows;
  private readonly given = new GrowingInts();
  /** What earlier parts say. */
  private readonly earlier = new Map<number, () => Enrollment>();

  constructor(texts: TextTable) {
    this.texts = texts;
    this.types = new FamiliarTexts(texts);
    this.textOf = (code) => texts.text(code);
    this.profile = new GrowingRows(texts);
  }

  /** How many were enrolled here. */
  get enrolled(): number {
    return this.enrolledOn.count;
  }

  number({ partner, partnerType }: Pick<Party, 'partner' | 'partnerType'>): number {
    const type = this.types.add(partnerType);
    const number = this.names.add(partner, type);
    if (number === this.said.count) {
      this.said.push(-1);
      this.partner.push(this.texts.add(partner));
      this.partnerType.push(type);
    }
    return number;
  }

  enroll(enrollment: Enrollment, given: number): 'added' | 'unchanged' | 'conflict' {
    const number = this.number(enrollment);
    const before = this.said.at(number) < 0 ? this.earlier.get(number)?.() : enrollmentOf(this.part, number, this.textOf);
    if (before !== undefined) return sameEnrollment(before, enrollment) ? 'unchanged' : 'conflict';
    this.said.set(number, this.enrolledOn.count);
    this.enrolledOn.push(enrollment.enrolledOn);
    this.tier.push(enrollment.tier === undefined ? -1 : this.texts.add(enrollment.tier));
    this.profile.add(enrollment.profile);
    this.given.push(given);
    return 'added';
  }

  /** The place that was given with what stands; undefined: an earlier part said it, or nobody did. */
  givenWith(name: Pick<Enrollment, 'partner' | 'partnerType'>): number | undefined {
    const row = this.said.at(this.number(name));
    return row < 0 ? undefined : this.given.at(row);
  }

  /** Who was enrolled in an earlier part. */
  know({ enrollments }: Part, textOf: TextOf): void {
    for (const [number, row] of enrollments.said.entries()) {
      if (row < 0) continue;
      const partner = textOf(enrollments.partner[number] ?? 0);
      const own = this.number({ partner, partnerType: textOf(enrollments.partnerType[number] ?? 0) });
      if (!this.earlier.has(own)) this.earlier.set(own, () => enrollmentOf(enrollments, number, textOf));
    }
  }

  /** Views: good until the next enrollment. */
  get part(): Part['enrollments'] {
    return {
      partner: this.partner.array,
      partnerType: this.partnerType.array,
      said: this.said.array,
      enrolledOn: this.enrolledOn.array,
      tier: this.tier.array,
      profile: this.profile.columns,
    };
  }
}

const sameEnrollment = (a: Enrollment, b: Enrollment): boolean =>
  a.enrolledOn === b.enrolledOn && a.tier === b.tier && sameValues(a.profile, b.profile);
