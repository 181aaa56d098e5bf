import { StoreError } from '../store/errors.ts';

/**
 * Answers that take long, by what was asked: asked again while it is worked on or after, the same one is given. What
 * failed is forgotten.
 */
export class AskedOnce<T> {
  private readonly underWay = new Map<string, Promise<T>>();
  private readonly answered = new Map<string, T>();
  private readonly what: string;
  private readonly most: { readonly underWay: number; readonly kept: number };

  /** `what`: the questions, as a refusal calls them. */
  constructor(what: string, most: { readonly underWay: number; readonly kept: number }) {
    this.what = what;
    this.most = most;
  }

  async ask(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.answered.get(key);
    if (known !== undefined) {
      this.keep(key, known);
      return known;
    }
    const working = this.underWay.get(key);
    if (working !== undefined) return working;
    if (this.underWay.size >= this.most.underWay)
      throw new StoreError('limit', `${this.most.underWay} ${this.what} are waiting already; ask again when some are done.`);
    const asked = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, asked);
    const answer = await asked;
    this.keep(key, answer);
    return answer;
  }

  /** The least lately asked for goes. */
  private keep(key: string, answer: T): void {
    this.answered.delete(key);
    this.answered.set(key, answer);
    for (const oldest of this.answered.keys()) {
      if (this.answered.size <= this.most.kept) break;
      this.answered.delete(oldest);
    }
  }
}
