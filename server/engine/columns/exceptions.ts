/** What is said of few lines only, each by its place, in the order of places. */
export class Exceptions<Said> {
  private readonly all: { readonly line: number; readonly said: Said }[] = [];

  get count(): number {
    return this.all.length;
  }

  say(line: number, said: Said): void {
    this.all.push({ line, said });
  }

  /** Nothing is said any more of lines from a place on. */
  forget(from: number): void {
    while ((this.all.at(-1)?.line ?? -1) >= from) this.all.pop();
  }

  *[Symbol.iterator](): IterableIterator<{ readonly line: number; readonly said: Said }> {
    yield* this.all;
  }
}
