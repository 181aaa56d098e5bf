import type { Activity } from '../../engine/facts/activity.ts';

/** Numbers of files go above those of lines. */
const LINES = 2 ** 40;

/**
 * Which line said what of an activity first, for conflicts. Kept by a hash of 53 bits, 16 bytes an activity and some
 * air: two activities with the same hash would have a conflict name the wrong line, and nothing else.
 */
export class LinePlaces {
  private keys = new Float64Array(1024);
  private places = new Float64Array(1024);
  private count = 0;

  note(activity: Activity, file: number, line: number): void {
    if (this.count * 3 > this.keys.length * 2) this.grow();
    const key = hashOf(activity);
    const slot = this.slotOf(key);
    if (this.keys[slot] === 0) this.count += 1;
    this.keys[slot] = key;
    this.places[slot] = file * LINES + line;
  }

  find(activity: Activity): { readonly file: number; readonly line: number } | undefined {
    const slot = this.slotOf(hashOf(activity));
    if (this.keys[slot] === 0) return undefined;
    const place = this.places[slot] ?? 0;
    return { file: Math.floor(place / LINES), line: place % LINES };
  }

  private slotOf(key: number): number {
    const size = this.keys.length;
    let slot = key % size;
    while (this.keys[slot] !== 0 && this.keys[slot] !== key) slot = (slot + 1) % size;
    return slot;
  }

  private grow(): void {
    const { keys, places } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.places = new Float64Array(keys.length * 2);
    for (const [index, key] of keys.entries()) {
      if (key === 0) continue;
      const slot = this.slotOf(key);
      this.keys[slot] = key;
      this.places[slot] = places[index] ?? 0;
    }
  }
}

/** Above 0, below 2⁵³. */
function hashOf({ source, id, revision }: Activity): number {
  const text = `${source}\0${id}\0${revision}`;
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b >>> 11) * 2 ** 32 + (a >>> 0) + 1;
}
