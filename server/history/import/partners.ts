import { type Enrollment, enrollmentKey } from '../../engine/facts/activity.ts';
import { readPartners } from '../../engine/fold/read.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { shorten } from '../../engine/program/wording.ts';
import type { HistoryWriter } from './history-writer.ts';
import type { PartnerRule } from './plan.ts';
import type { Counts } from './report.ts';
import type { Fault, Row } from './row.ts';
import { placed } from './take-rows.ts';

interface Known {
  readonly content: string;
  readonly file: string;
  readonly line: number;
}

/** Partners as rows name them: often the same one in very many rows. */
export class Partners {
  private readonly timeline: Timeline;
  private readonly into: Pick<HistoryWriter, 'enroll'>;
  private readonly counts: Pick<Counts, 'partners'>;
  private readonly known = new Map<string, Known>();
  /** Documents that were taken in as they are. */
  private readonly seen = new Set<string>();

  constructor(timeline: Timeline, into: Pick<HistoryWriter, 'enroll'>, counts: Pick<Counts, 'partners'>) {
    this.timeline = timeline;
    this.into = into;
    this.counts = counts;
  }

  /** What is wrong with the partner that a row names; nothing where it is enrolled now, or was before. */
  enroll(rule: PartnerRule, row: Row, file: string): readonly Fault[] {
    const built = rule.build([row]);
    if (built.faults.length > 0) return built.faults.map(({ fault }) => fault);
    const content = JSON.stringify(built.document);
    if (this.seen.has(content)) return [];
    const { enrollments, refused } = readPartners(this.timeline, [built.document]);
    if (refused.length > 0)
      return placed(
        built,
        refused.flatMap(({ findings }) => findings),
      ).map(({ fault }) => fault);
    const fresh = enrollments.filter((enrollment) => !this.known.has(keyOf(enrollment)));
    const others = rule.again === 'first' ? [] : enrollments.filter((enrollment) => !this.agrees(enrollment));
    if (others.length > 0) return others.map((enrollment) => this.differs(enrollment));
    const conflicts: Fault[] = [];
    for (const enrollment of fresh) {
      const became = this.into.enroll(enrollment);
      if (became === 'conflict') conflicts.push(standsAlready(enrollment));
      else {
        this.counts.partners[became] += 1;
        this.known.set(keyOf(enrollment), { content: contentOf(enrollment), file, line: row.line });
      }
    }
    if (conflicts.length === 0) this.seen.add(content);
    return conflicts;
  }

  private agrees(enrollment: Enrollment): boolean {
    const known = this.known.get(keyOf(enrollment));
    return known === undefined || known.content === contentOf(enrollment);
  }

  private differs(enrollment: Enrollment): Fault {
    const known = this.known.get(keyOf(enrollment));
    const where = `on line ${known?.line} of ${known?.file}`;
    const message = `${shorten(enrollment.partner)} as ${enrollment.partnerType} stands ${where} with another profile. Write "again": "first" if that one counts.`;
    return { code: 'partner-differs', message };
  }
}

const keyOf = ({ partner, partnerType }: Enrollment): string => enrollmentKey(partner, partnerType);

const contentOf = ({ enrolledOn, tier, profile }: Enrollment): string =>
  JSON.stringify([enrolledOn, tier ?? null, [...profile].sort(([a], [b]) => (a < b ? -1 : 1))]);

const standsAlready = ({ partner, partnerType }: Enrollment): Fault => ({
  code: 'partner-conflict',
  message: `${shorten(partner)} as ${partnerType} is in the history already, enrolled on another day or with another tier or profile. Changes of a profile are activities (profile-changed).`,
});
