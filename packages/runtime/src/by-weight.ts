/** A random order in which a heavier target tends to come first. */
export function byWeight<T extends { readonly weight: number }>(
  targets: readonly T[],
  random: () => number,
): readonly T[] {
  if (targets.length < 2) return targets
  return targets
    .map(target => ({ target, rank: target.weight > 0 ? -Math.log(1 - random()) / target.weight : Infinity }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ target }) => target)
}
