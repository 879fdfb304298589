/** In groups of `size`, which are drawn or not together: the browser looks for each whether it is in sight, in every frame. */
export function inGroups<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size));
}
