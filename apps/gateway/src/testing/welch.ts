/** Which of two kinds of input took longer, by Welch's t: beyond 4.5 either way it is no chance. */
export interface Race {
  readonly t: number
  readonly means: readonly [number, number]
}

export interface RaceParts<Input> {
  /** How many of each kind are timed. */
  readonly count: number
  readonly seed: number
  /** An input of the one or the other kind, never the same twice. */
  input(kind: 0 | 1, n: number): Input
  run(input: Input): unknown
}

/** Times both kinds in one drawn order, so that whatever else goes on meets both alike. */
export async function race<Input>({ count, seed, input, run }: RaceParts<Input>): Promise<Race> {
  const order = shuffled(count, seed)
  const inputs = order.map((kind, n) => input(kind, n))
  const warm = Math.min(500, inputs.length)
  for (const one of inputs.slice(0, warm)) await run(one)
  const times: [number[], number[]] = [[], []]
  for (const [at, kind] of order.entries()) {
    const start = process.hrtime.bigint()
    const made = run(inputs[at] as Input)
    if (made instanceof Promise) await made
    times[kind].push(Number(process.hrtime.bigint() - start))
  }
  // What the machine interrupted tells nothing of the code.
  const all = [...times[0], ...times[1]].sort((a, b) => a - b)
  const bound = all[Math.floor(all.length * 0.9)] as number
  const [a, b] = times.map(list => momentsOf(list.filter(time => time <= bound))) as [Moments, Moments]
  return {
    t: (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count),
    means: [a.mean, b.mean],
  }
}

interface Moments {
  readonly count: number
  readonly mean: number
  readonly variance: number
}

function momentsOf(list: readonly number[]): Moments {
  const mean = list.reduce((sum, one) => sum + one, 0) / list.length
  const squares = list.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  return { count: list.length, mean, variance: squares / (list.length - 1) }
}

function shuffled(count: number, seed: number): readonly (0 | 1)[] {
  const random = seeded(seed)
  const order = Array.from({ length: 2 * count }, (_, n): 0 | 1 => (n % 2 === 0 ? 0 : 1))
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[order[at], order[other]] = [order[other] as 0 | 1, order[at] as 0 | 1]
  }
  return order
}

export function seeded(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 4_294_967_296
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
