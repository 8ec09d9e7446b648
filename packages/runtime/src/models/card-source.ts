import type { ModelCard } from '@lucid-gateway/core'

export type Shutdown = NonNullable<ModelCard['shutdown']>

/** Knows more of models than their plugins do. Asked once for each account of a generation. */
export interface CardSource {
  layOver(subject: CardSubject): LaidCards
}

/** An account, with what its plugin says of its models. */
export interface CardSubject {
  readonly account: string
  readonly provider: string
  /** The capabilities that are offered there. */
  readonly capabilities: readonly string[]
  readonly models: readonly ModelCard[]
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface LaidCards {
  readonly models: readonly ModelCard[]
  /** Models that are no more, by each of their names. */
  readonly retired: ReadonlyMap<string, Shutdown>
}
