import type { TextOf } from '../../engine/columns/read-history.ts';
import type { Part } from './part.ts';

/** The enrollments of a history, by partner type, then partner. */
export interface Enrolled {
  readonly count: number;
  /** By part and its own number: the number in the history; −1: neither enrolled nor in any activity that counts. */
  readonly numbers: readonly Int32Array[];
  /** Texts of the whole. */
  readonly partner: Int32Array;
  readonly partnerType: Int32Array;
  /** The first part that says how it was enrolled, and the row there; −1: nobody enrolled it. */
  readonly saidIn: Uint16Array;
  readonly said: Int32Array;
}

/** `used`: by part, 1 where some activity that counts names the enrollment. */
export function enrolledIn(
  parts: readonly Part[],
  codes: readonly (Int32Array | null)[],
  used: readonly Uint8Array[],
  textOf: TextOf,
): Enrolled {
  const found = new Map<number, number>();
  const list: { readonly partner: number; readonly type: number; part: number; row: number }[] = [];
  const provisional = parts.map(({ enrollments }, part) =>
    enrollments.partner.map((theirs, number) => {
      const row = enrollments.said[number] ?? -1;
      if (row < 0 && used[part]?.[number] !== 1) return -1;
      const partner = codes[part]?.[theirs] ?? theirs;
      const type = codes[part]?.[enrollments.partnerType[number] ?? 0] ?? enrollments.partnerType[number] ?? 0;
      const key = type * 2 ** 31 + partner;
      let known = found.get(key);
      if (known === undefined) {
        known = list.length;
        found.set(key, known);
        list.push({ partner, type, part, row });
      }
      const entry = list[known];
      if (entry !== undefined && entry.row < 0 && row >= 0) Object.assign(entry, { part, row });
      return known;
    }),
  );
  const order = list
    .map((_, number) => number)
    .sort((a, b) => {
      const one = list[a];
      const other = list[b];
      if (one === undefined || other === undefined) return 0;
      return byText(textOf(one.type), textOf(other.type)) || byText(textOf(one.partner), textOf(other.partner));
    });
  const rank = new Int32Array(order.length);
  for (const [number, before] of order.entries()) rank[before] = number;
  const sorted = order.flatMap((number) => list[number] ?? []);
  return {
    count: list.length,
    numbers: provisional.map((numbers) => numbers.map((number) => (number < 0 ? -1 : (rank[number] ?? -1)))),
    partner: Int32Array.from(sorted, ({ partner }) => partner),
    partnerType: Int32Array.from(sorted, ({ type }) => type),
    saidIn: Uint16Array.from(sorted, ({ part }) => part),
    said: Int32Array.from(sorted, ({ row }) => row),
  };
}

/** By code unit. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
