import { type Enrollment, enrollmentKey } from '../../engine/facts/activity.ts';
import { readPartners } from '../../engine/fold/read.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { shorten } from '../../engine/program/wording.ts';
import { placed } from './placed.ts';
import type { PartnerRule } from './plan.ts';
import type { Fault, Row } from './row.ts';

/** A partner that a row names, read; `again`: as it stood in a row before. */
export type PartnerRead =
  | { readonly ok: true; readonly document: unknown; readonly enrollments: readonly Enrollment[]; readonly again: boolean }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Partners as rows name them: often the same one in very many rows, and always with the same profile. */
export class Partners {
  private readonly timeline: Timeline;
  private readonly known = new Map<string, { readonly content: string; readonly file: string; readonly line: number }>();
  private readonly seen = new Map<string, Extract<PartnerRead, { readonly ok: true }>>();

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  read(rule: PartnerRule, row: Row, file: string): PartnerRead {
    const built = rule.build([row]);
    if (built.faults.length > 0) return { ok: false, faults: built.faults.map(({ fault }) => fault) };
    const text = JSON.stringify(built.document);
    const before = this.seen.get(text);
    if (before !== undefined) return before;
    const { enrollments, refused } = readPartners(this.timeline, [built.document]);
    if (refused.length > 0) {
      const findings = refused.flatMap((one) => one.findings);
      return { ok: false, faults: placed(built, findings).map(({ fault }) => fault) };
    }
    const others = enrollments.filter((enrollment) => this.differs(enrollment));
    if (others.length > 0 && rule.again === 'first') return { ok: true, document: built.document, enrollments: [], again: true };
    if (others.length > 0) return { ok: false, faults: others.map((enrollment) => this.differing(enrollment)) };
    for (const enrollment of enrollments) {
      if (!this.known.has(keyOf(enrollment))) this.known.set(keyOf(enrollment), { content: contentOf(enrollment), file, line: row.line });
    }
    const read = { ok: true, document: built.document, enrollments } as const;
    this.seen.set(text, { ...read, again: true });
    return { ...read, again: false };
  }

  private differs(enrollment: Enrollment): boolean {
    const known = this.known.get(keyOf(enrollment));
    return known !== undefined && known.content !== contentOf(enrollment);
  }

  private differing(enrollment: Enrollment): Fault {
    const known = this.known.get(keyOf(enrollment));
    const who = `${shorten(enrollment.partner)} as ${enrollment.partnerType}`;
    const message = `${who} stands on line ${known?.line} of ${known?.file} with another profile. Write "again": "first" if that one counts.`;
    return { code: 'partner-differs', message };
  }
}

const keyOf = ({ partner, partnerType }: Enrollment): string => enrollmentKey(partner, partnerType);

const contentOf = ({ enrolledOn, tier, profile }: Enrollment): string =>
  JSON.stringify([enrolledOn, tier ?? null, [...profile].sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The history has it otherwise. */
export const partnerConflict = ({ partner, partnerType }: Enrollment): Fault => ({
  code: 'partner-conflict',
  message: `${shorten(partner)} as ${partnerType} is in the history already, enrolled on another day or with another tier or profile. What changes later is an activity (profile-changed).`,
});
