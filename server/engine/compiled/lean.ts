/** Whole steps with as few decimals as they allow, so that products of them stay exact longer. */
export function lean(values: readonly number[], scale: number): { readonly values: readonly number[]; readonly scale: number } {
  let steps = values;
  let left = scale;
  while (left > 0 && steps.every((value) => value % 10 === 0)) {
    steps = steps.map((value) => value / 10);
    left -= 1;
  }
  return { values: steps, scale: left };
}
