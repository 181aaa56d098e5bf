import type { SourceFile } from '../draft/draft-store.ts';

/* Two people changed the same draft: what each has of it, beside what both began with. */

export interface Side {
  readonly path: string;
  /** Undefined: the file is gone on that side. */
  readonly mine: string | undefined;
  readonly theirs: string | undefined;
  /** To begin with: theirs with my lines, where those don't touch; else mine. */
  readonly suggested: string | undefined;
}

type Texts = ReadonlyMap<string, string>;

const textsOf = (files: readonly SourceFile[]): Texts => new Map(files.map(({ path, text }) => [path, text]));

/** Files that both changed, each in another way. */
export function conflictingFiles(base: readonly SourceFile[], mine: readonly SourceFile[], theirs: readonly SourceFile[]): readonly Side[] {
  const [before, own, other] = [base, mine, theirs].map(textsOf) as [Texts, Texts, Texts];
  return pathsOf(own, other, before).flatMap((path) => {
    const [was, here, there] = [before.get(path), own.get(path), other.get(path)];
    if (here === there || here === was || there === was) return [];
    const suggested = was === undefined || here === undefined || there === undefined ? here : (mergedLines(was, here, there) ?? here);
    return [{ path, mine: here, theirs: there, suggested }];
  });
}

/** Every file as it is where one side alone changed it; mine where both did. */
export function merged(
  base: readonly SourceFile[],
  mine: readonly SourceFile[],
  theirs: readonly SourceFile[],
): ReadonlyMap<string, string | undefined> {
  const [before, own, other] = [base, mine, theirs].map(textsOf) as [Texts, Texts, Texts];
  return new Map(
    pathsOf(own, other, before).map((path) => {
      const isMine = own.get(path) !== before.get(path);
      return [path, isMine ? own.get(path) : other.get(path)];
    }),
  );
}

const pathsOf = (...all: readonly Texts[]): readonly string[] => [...new Set(all.flatMap((texts) => [...texts.keys()]))].toSorted();

/**
 * Both changes of one text, where each side changed one stretch of lines and the stretches don't touch; undefined where a
 * person has to look.
 */
export function mergedLines(base: string, mine: string, theirs: string): string | undefined {
  const lines = base.split('\n');
  const own = stretchOf(lines, mine.split('\n'));
  const other = stretchOf(lines, theirs.split('\n'));
  const [first, second] = own.start <= other.start ? [own, other] : [other, own];
  if (first.end >= second.start) return undefined;
  return [
    ...lines.slice(0, first.start),
    ...first.lines,
    ...lines.slice(first.end, second.start),
    ...second.lines,
    ...lines.slice(second.end),
  ].join('\n');
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  /** What stands there now. */
  readonly lines: readonly string[];
}

function stretchOf(before: readonly string[], after: readonly string[]): Stretch {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end: before.length - end, lines: after.slice(start, after.length - end) };
}
