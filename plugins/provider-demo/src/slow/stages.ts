import type { SlowOrder } from './order.ts'

/** Where a job is in its time. */
export interface Stage {
  readonly at: 'queued' | 'running' | 'failed' | 'done'
  /** From 0 to 1. */
  readonly progress: number
  readonly logs: readonly string[]
  /** Milliseconds until something changes. */
  readonly changesInMs: number
}

const steps = 20
/** The shares of the whole time at which it leaves the queue, has taken all steps, and fails where it is to. */
const [begins, painted, breaks] = [0.1, 0.9, 0.5] as const

/** As a diffusion goes: a queue, steps, and a file that is written. */
export function stageAt(order: SlowOrder, now: number): Stage {
  const ms = order.seconds * 1000
  const share = ms === 0 ? 1 : Math.min(1, Math.max(0, now - order.startedAt) / ms)
  const isBroken = order.fails && share >= breaks
  const done = isBroken ? stepsAt(breaks) : stepsAt(share)
  const at = isBroken ? 'failed' : share >= 1 ? 'done' : share < begins ? 'queued' : 'running'
  const next = share < begins ? begins : done < steps ? shareOf(done + 1) : 1
  return {
    at,
    progress: at === 'queued' ? 0 : Math.max(0, ((isBroken ? breaks : share) - begins) / (1 - begins)),
    logs: linesOf(order, at, done),
    changesInMs: Math.max(1, Math.ceil((next - share) * ms - 1e-6)),
  }
}

/** A hair is added, lest a moment that is just reached be missed. */
function stepsAt(share: number): number {
  const taken = Math.floor(((share - begins) / (painted - begins)) * steps + 1e-9)
  return Math.min(steps, Math.max(0, taken))
}

function shareOf(step: number): number {
  return begins + (step / steps) * (painted - begins)
}

function linesOf({ n, width, height, seed }: SlowOrder, at: Stage['at'], done: number): readonly string[] {
  if (at === 'queued') return ['Waiting for an easel.']
  return [
    'Waiting for an easel.',
    `Painting ${n === 1 ? 'a picture' : `${n} pictures`} of ${width}x${height} from seed ${seed}.`,
    ...Array.from({ length: done }, (_, step) => `Step ${step + 1} of ${steps}.`),
    ...(done === steps ? ['Writing the file.'] : []),
    ...(at === 'done' ? ['Done.'] : at === 'failed' ? ['The easel fell over.'] : []),
  ]
}
