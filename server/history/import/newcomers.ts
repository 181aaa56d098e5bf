import { type Activity, type Enrollment, enrollmentKey } from '../../engine/facts/activity.ts';

const SHOWN = 5;

/** Who takes part and is not among the partners that come in with the activities: a misspelt one would look like a partner without a past. */
export class Newcomers {
  private readonly enrolled = new Set<string>();
  private readonly strangers = new Map<string, string>();

  enroll({ partner, partnerType }: Enrollment): void {
    const key = enrollmentKey(partner, partnerType);
    this.enrolled.add(key);
    this.strangers.delete(key);
  }

  see({ parties }: Activity): void {
    for (const { partner, partnerType } of parties) {
      const key = enrollmentKey(partner, partnerType);
      if (!this.enrolled.has(key)) this.strangers.set(key, `${partner} as ${partnerType}`);
    }
  }

  /** Nothing where nobody was enrolled: then partners came in before, or never do. */
  get note(): string | undefined {
    if (this.enrolled.size === 0 || this.strangers.size === 0) return undefined;
    const names = [...this.strangers.values()];
    const shown = `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
    return `Not among the partners of this import: ${shown}. Unless the history has them, they are enrolled from their first activity on.`;
  }
}
