import type { ErrorRecord, Principal, ResultHead, Usage } from '@lucid-gateway/core'
import type { Artifact } from '../artifacts/artifact.ts'

/** Work that outlives its request, as it is kept. Serialisable: JSON and back is the same. */
export interface JobRecord {
  readonly id: string
  /** The call that it makes, whose record says what it used and cost. */
  readonly callId: string
  readonly capability: string
  /** What was asked for: a kind, a model ref or a bare model name. */
  readonly asked: string
  readonly principal: Principal
  readonly subject?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly status: JobState
  /** From 0 to 1, of the present try. */
  readonly progress?: number
  /** The last lines that its vendor wrote. */
  readonly logs?: readonly string[]
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly startedAt?: number
  readonly endedAt?: number
  readonly deadline: number
  /** When it may be forgotten, and with it what it made. Set once it has ended. */
  readonly expiresAt?: number
  /** Where it is, or was, tried. */
  readonly attempt?: JobAttemptFacts
  readonly artifacts: readonly Artifact[]
  readonly result?: ResultHead
  readonly error?: ErrorRecord
  /** What all tries used together. */
  readonly usage?: Usage
  /** What all tries cost, in nano-dollars as a decimal; absent where it is not known. */
  readonly costNanoUsd?: string
  /** Who works on it, until when, and the how-manieth to do so: what an older one still writes does not count. */
  readonly lease: { readonly owner: string; readonly until: number; readonly fence: number }
  /** How many events it has had. */
  readonly events: number
  /** Whom to tell of its end. */
  readonly webhook?: JobWebhook
}

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export interface JobAttemptFacts {
  readonly id: string
  readonly account: string
  readonly provider: string
  readonly model: string
  /** What its vendor is to be asked with; opaque to all but the plugin. */
  readonly cursor?: string
}

export interface JobWebhook {
  readonly url: string
  readonly state: 'waiting' | 'delivered' | 'gone' | 'given-up'
}

export function isOver({ status }: Pick<JobRecord, 'status'>): boolean {
  return status !== 'queued' && status !== 'running'
}
