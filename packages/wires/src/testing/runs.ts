const long = process.env.LUCID_LONG === '1'

/** How hard the laws are tried. */
export const timeout = long ? 600_000 : 30_000
export const numRuns = long ? 100_000 : 2_000

/** The same cases in each run, unless `LUCID_SEED` says others. */
export function seeded(seed: number): number {
  return Number(process.env.LUCID_SEED ?? seed)
}
