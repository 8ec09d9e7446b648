import type { Fault } from '../fault.ts'
import { faultNamed, wishesIn } from '../openai/behaviour.ts'
import type { ReplicateErrorName } from './api-error.ts'

/** The requests that something can go wrong with. */
export type ReplicateStep =
  | 'create'
  | 'get'
  | 'cancel'
  | 'delivery'
  | 'stream'
  | 'files'
  | 'models'
  | 'account'
  | 'secret'

/** How a prediction ends, or does not. */
export type ReplicateOutcome =
  | 'succeeded'
  | 'failed'
  | 'canceled'
  /** Ended before it began; costs nothing. */
  | 'aborted'
  | 'never'
  /** It has its output, and the status does not say so. */
  | 'processing-with-output'
  /** It is complete by its times, and has neither an end by its status nor an output. */
  | 'processing-without-output'
  | 'succeeded-without-output'

/** What a test wants of the next request of a step. What is for `create` holds for the whole life of the prediction. */
export interface ReplicateBehaviour {
  /** Unless said, the next prediction that is created. */
  readonly on?: ReplicateStep
  /** At which poll it is over; 0 before the first. 2 unless said. A poll stands for a second of `Prefer: wait=N`. */
  readonly polls?: number
  readonly outcome?: ReplicateOutcome
  /** What a failed one says of itself. */
  readonly why?: string
  /** Whatever comes out, in place of what the model makes. */
  readonly output?: unknown
  /** Whether what was made is deleted by the time it is asked for. */
  readonly dataRemoved?: boolean
  /** A status that no document has. */
  readonly status?: string
  /** Refuses with the vendor's error of this name. */
  readonly error?: ReplicateErrorName
  /** Headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fault?: Fault
}

const nsfwWords = 'NSFW content detected. Try running it again, or try a different prompt.'

type Wishes = ReadonlyMap<string, string>

/**
 * The behaviours that a prompt asks for: `sim:polls=3`, `sim:outcome=failed`, `sim:nsfw`, `sim:removed`,
 * `sim:error=throttled`, `sim:fault=reset`, and for later requests `sim:get-error=server_error`, `sim:cancel-fault=reset`,
 * `sim:delivery-fault=hang`, `sim:stream-fault=end:1`.
 */
export function replicateWishes(prompt: string): ReplicateBehaviour {
  const wishes = wishesIn(prompt)
  const nsfw = wishes.has('nsfw')
  const found = {
    polls: wishes.has('polls') ? Number(wishes.get('polls')) : undefined,
    outcome: nsfw ? 'failed' : wishes.get('outcome'),
    why: nsfw ? nsfwWords : undefined,
    dataRemoved: wishes.has('removed') || undefined,
    ...troubleIn(wishes, ''),
  }
  return compact(found)
}

/** What a prompt asks of one later request of its prediction. */
export function laterWishes(prompt: string): readonly ReplicateBehaviour[] {
  const wishes = wishesIn(prompt)
  const steps = ['get', 'cancel', 'delivery', 'stream'] as const
  return steps.flatMap(on => {
    const trouble = troubleIn(wishes, `${on}-`)
    return trouble.error === undefined && trouble.fault === undefined ? [] : [compact({ on, ...trouble })]
  })
}

function troubleIn(wishes: Wishes, prefix: string) {
  const fault = wishes.get(`${prefix}fault`)
  return { error: wishes.get(`${prefix}error`), fault: fault === undefined ? undefined : faultNamed(fault) }
}

function compact(found: object): ReplicateBehaviour {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}
