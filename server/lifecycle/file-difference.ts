import type { SourceFile } from '../engine/program/source.ts';

/** What is others in one file, as text. */
export interface FileDifference {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of `changed`: the first line that differs, from 1. */
  readonly line?: number;
  /** Lines that are there no more, and that are new, between the first and the last that differ. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Lines of them that are not told. */
  readonly more: number;
}

/** So many lines of one file are told, and so much of each. */
const MOST_LINES = 40;
const LINE_LENGTH = 300;

/** Files that are others, by path. It needs no program: texts may be anything. */
export function fileDifferences(from: readonly SourceFile[], to: readonly SourceFile[]): readonly FileDifference[] {
  const before = new Map(from.map(({ path, text }) => [path, text]));
  const after = new Map(to.map(({ path, text }) => [path, text]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): FileDifference[] => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === is) return [];
    if (was === undefined || is === undefined)
      return [{ path, change: is === undefined ? 'removed' : 'added', removed: [], added: [], more: 0 }];
    return [{ path, change: 'changed', ...linesBetween(was.split('\n'), is.split('\n')) }];
  });
}

function linesBetween(was: readonly string[], is: readonly string[]): Omit<FileDifference, 'path' | 'change'> {
  const shorter = Math.min(was.length, is.length);
  let first = 0;
  while (first < shorter && was[first] === is[first]) first += 1;
  let last = 0;
  while (last < shorter - first && was[was.length - 1 - last] === is[is.length - 1 - last]) last += 1;
  const [removed, added] = [was.slice(first, was.length - last), is.slice(first, is.length - last)];
  const told = (lines: readonly string[]): readonly string[] => lines.slice(0, MOST_LINES).map((line) => line.slice(0, LINE_LENGTH));
  const more = Math.max(0, removed.length - MOST_LINES) + Math.max(0, added.length - MOST_LINES);
  return { line: first + 1, removed: told(removed), added: told(added), more };
}

/** “rules/10.json changed from line 7: 2 lines became 3”. */
export function sayFileDifference({ path, change, line, removed, added, more }: FileDifference): string {
  if (change !== 'changed' || line === undefined) return `${path} ${change}`;
  const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;
  if (more > 0) return `${path} changed from line ${line} on`;
  return `${path} changed from line ${line} on: ${lines(removed.length)} became ${added.length}`;
}
