import type { Timeline } from '../engine/program/model.ts';

const MOST_KEPT = 16;
/** Characters of all texts that are kept. */
const MOST_TEXT = 16_000_000;

interface Kept {
  readonly timeline: Timeline;
  readonly length: number;
}

/** Timelines that were loaded without errors, by what their documents said, in that order; those asked for last are kept. */
export class TimelinesByText {
  private readonly kept = new Map<string, Kept>();
  private length = 0;

  get(texts: readonly string[]): Timeline | undefined {
    const key = keyOf(texts);
    const known = this.kept.get(key);
    if (known === undefined) return undefined;
    this.kept.delete(key);
    this.kept.set(key, known);
    return known.timeline;
  }

  set(texts: readonly string[], timeline: Timeline): void {
    const key = keyOf(texts);
    this.forget(key);
    this.kept.set(key, { timeline, length: key.length });
    this.length += key.length;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT && this.length <= MOST_TEXT) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.length -= this.kept.get(key)?.length ?? 0;
    this.kept.delete(key);
  }
}

/** JSON has no line breaks but where they are put. */
const keyOf = (texts: readonly string[]): string => texts.join('\n');
