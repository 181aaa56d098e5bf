/** What the straight-line fold has no code for. Thrown while code is written, and told by partner type. */
export class OutOfClass extends Error {}

export function outOfClass(because: string): never {
  throw new OutOfClass(because);
}
