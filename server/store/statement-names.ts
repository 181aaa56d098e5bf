/*
 * A statement with a name is parsed and planned once for each connection; the larger ones take the database longer to plan than to
 * carry out. Statements whose text hangs on what is asked come in many forms, most of them once: what comes often gets a name.
 */

/** Before that it is asked as it stands. */
const OFTEN = 8;
/** A connection keeps each as long as it lives. */
const MOST_NAMES = 120;
/** Texts that are counted; beyond that the counts begin anew. */
const MOST_COUNTED = 2_000;
/** Of more the text is made for its rows, and prepared for nobody else. */
const LONGEST = 20_000;

export class StatementNames {
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private last = 0;

  /** The name of a statement; undefined: it has none, or not yet. */
  of(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size >= MOST_NAMES || text.length > LONGEST) return undefined;
    const count = (this.counts.get(text) ?? 0) + 1;
    if (count < OFTEN) {
      if (this.counts.size >= MOST_COUNTED) this.counts.clear();
      this.counts.set(text, count);
      return undefined;
    }
    this.counts.delete(text);
    this.last += 1;
    const name = `dealwright-${this.last}`;
    this.names.set(text, name);
    return name;
  }

  /** What was prepared is of no use any more; none of its names comes again. */
  forget(): void {
    this.names.clear();
    this.counts.clear();
  }
}
