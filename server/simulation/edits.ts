/**
 * The edits that lead from the baseline to a candidate, and which further folds say what each costs. Edits that pass
 * the checks only together are one: a rule and the new parameter that it reads.
 */
import type { ProgramDocument } from '../../schemas/types.ts';
import { applyEdits } from '../engine/program/difference/apply.ts';
import { differenceOf } from '../engine/program/difference/difference.ts';
import { writtenAt } from '../engine/program/difference/entities.ts';
import type { Edit } from '../engine/program/difference/model.ts';
import { loadTimeline } from '../engine/program/load.ts';
import type { Program, Timeline } from '../engine/program/model.ts';

/** Up to so many, every subset is folded; of more, each alone. */
const MOST_FOR_SHARES = 4;
/** Each takes a fold. */
const MOST_ALONE = 40;

/** What counts as one edit: one, or several that pass the checks only together; each in all versions that it is in. */
export type EditGroup = readonly Edit[];

export interface EditPlan {
  readonly method: 'none' | 'shapley' | 'one-at-a-time' | 'too-many';
  readonly groups: readonly EditGroup[];
  /** Folds by subset of the groups (bit i: group i is made), without the empty one and the whole. */
  readonly subsets: ReadonlyMap<number, readonly ProgramDocument[]>;
  /** The baseline with its versions starting when the candidate's do, where they don't anyway: a version's start is itself a review. */
  readonly started?: readonly ProgramDocument[];
}

export function planEdits(baseline: Timeline, candidate: Timeline): EditPlan {
  const pairs = pairVersions(baseline, candidate);
  const edits = new Edits(pairs);
  const sameStarts =
    baseline.versions.length === candidate.versions.length &&
    candidate.versions.every(({ effectiveFrom }, index) => effectiveFrom === baseline.versions[index]?.effectiveFrom);
  const started = sameStarts ? {} : { started: edits.documents([]) };
  const count = edits.addresses.length;
  if (count > MOST_ALONE)
    return { method: 'too-many', groups: edits.addresses.map((address) => edits.at(address)), subsets: new Map(), ...started };
  const groups = edits.together();
  const subsets = new Map<number, readonly ProgramDocument[]>();
  const all = groups.length <= MOST_FOR_SHARES;
  const wanted = all ? Array.from({ length: 2 ** groups.length }, (_, subset) => subset) : groups.map((_, index) => 2 ** index);
  for (const subset of wanted) {
    if (subset === 0 || (all && subset === 2 ** groups.length - 1)) continue;
    subsets.set(subset, edits.documents(groups.filter((_, index) => Math.floor(subset / 2 ** index) % 2 === 1).flat()));
  }
  return {
    method: groups.length === 0 ? 'none' : all ? 'shapley' : 'one-at-a-time',
    groups: groups.map((group) => group.flatMap((address) => edits.at(address))),
    subsets,
    ...started,
  };
}

interface Pair {
  /** The baseline's version in force when the candidate's starts. */
  readonly before: Program;
  readonly after: Program;
  readonly edits: readonly Edit[];
}

function pairVersions(baseline: Timeline, candidate: Timeline): readonly Pair[] {
  return candidate.versions.map((after) => {
    const start = after.effectiveFrom ?? Number.NEGATIVE_INFINITY;
    const before =
      baseline.versions.findLast(({ effectiveFrom }) => (effectiveFrom ?? Number.NEGATIVE_INFINITY) <= start) ?? baseline.versions[0];
    if (before === undefined) throw new Error('a timeline has no version');
    // who approves what decides nothing, and costs nothing
    return { before, after, edits: differenceOf(before, after).edits.filter(({ address }) => address !== 'approval') };
  });
}

class Edits {
  /** In the order of the document, of the first version that has them. */
  readonly addresses: readonly string[];
  private readonly pairs: readonly Pair[];
  private readonly known = new Map<string, boolean>();

  constructor(pairs: readonly Pair[]) {
    this.pairs = pairs;
    this.addresses = [...new Set(pairs.flatMap(({ edits }) => edits.map(({ address }) => address)))];
  }

  /** An address's edits, those of several versions that say the same once. */
  at(address: string): EditGroup {
    const found = this.pairs.flatMap(({ edits }) => edits.filter((edit) => edit.address === address));
    return found.filter((edit, index) => found.findIndex((other) => JSON.stringify(other) === JSON.stringify(edit)) === index);
  }

  documents(addresses: readonly string[]): readonly ProgramDocument[] {
    return this.pairs.map(({ before, after, edits }) => {
      const made = edits.filter(({ address }) => addresses.includes(address));
      const { effectiveFrom: _, ...document } = applyEdits(before.document, after.document, made);
      const { effectiveFrom } = after.document;
      return { ...document, id: after.document.id, ...(effectiveFrom !== undefined && { effectiveFrom }) };
    });
  }

  private passes(addresses: readonly string[]): boolean {
    const key = [...addresses].sort().join('\n');
    let passes = this.known.get(key);
    if (passes === undefined) {
      // the ends are programs that were checked
      passes =
        addresses.length === 0 ||
        addresses.length === this.addresses.length ||
        loadTimeline(this.documents(addresses).map((document) => [{ path: 'program.json', text: JSON.stringify(document) }])).ok;
      this.known.set(key, passes);
    }
    return passes;
  }

  /** The smallest groups that pass the checks: each alone, and where few are left all of their unions too. */
  together(): readonly (readonly string[])[] {
    let groups: readonly (readonly string[])[] = this.addresses.map((address) => [address]);
    for (let failing = this.failing(groups); failing !== undefined; failing = this.failing(groups)) {
      const one = this.least(failing);
      const merged = groups.filter((group) => group.some((address) => one.includes(address)));
      const first = groups.findIndex((group) => merged.includes(group));
      groups = groups.flatMap((group, index) => (index === first ? [merged.flat()] : merged.includes(group) ? [] : [group]));
    }
    return groups;
  }

  /** Addresses of groups that don't pass; undefined where all that will be folded do. */
  private failing(groups: readonly (readonly string[])[]): readonly string[] | undefined {
    const alone = groups.find((group) => !this.passes(group));
    if (alone !== undefined || groups.length > MOST_FOR_SHARES) return alone;
    for (let subset = 1; subset < 2 ** groups.length; subset += 1) {
      const union = groups.filter((_, index) => (subset >> index) & 1).flat();
      if (!this.passes(union)) return union;
    }
    return undefined;
  }

  /** A set of edits around these that passes, of which none can be left out. */
  private least(core: readonly string[]): readonly string[] {
    const near = this.mentioned(core);
    let found = this.passes([...core, ...near]) ? near : this.addresses.filter((address) => !core.includes(address));
    for (let size = Math.ceil(found.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < found.length; ) {
        const without = [...found.slice(0, at), ...found.slice(at + size)];
        if (this.passes([...core, ...without])) found = without;
        else at += size;
      }
    }
    return [...core, ...found];
  }

  /** Edits of things that these name, or that name these, and so on: likely the ones that are needed. */
  private mentioned(core: readonly string[]): readonly string[] {
    const texts = new Map(this.addresses.map((address) => [address, this.written(address)]));
    const found = new Set(core);
    for (const address of found) {
      const name = address.slice(address.indexOf('/') + 1);
      for (const [other, text] of texts) {
        const theirs = other.slice(other.indexOf('/') + 1);
        if (text.includes(name) || (texts.get(address) ?? '').includes(theirs)) found.add(other);
      }
    }
    return [...found].filter((address) => !core.includes(address));
  }

  private written(address: string): string {
    return this.pairs
      .map(({ before, after }) => JSON.stringify([writtenAt(before.document, address), writtenAt(after.document, address)]))
      .join();
  }
}
