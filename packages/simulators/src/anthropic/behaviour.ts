import type { Fault } from '../fault.ts'
import type { AnthropicErrorName } from './api-error.ts'

/** What a test wants of one answer. Whatever it leaves out follows from the request. */
export interface AnthropicBehaviour {
  readonly text?: string
  readonly toolCalls?: readonly AnthropicCall[]
  readonly stopReason?: string
  /** Tokens that were thought, where the model thinks. */
  readonly thinkingTokens?: number
  /** Thinks what nobody but the vendor may read. */
  readonly redacted?: boolean
  /** Refuses, for this reason. */
  readonly refusal?: string
  /** Searches, and cites what it finds. */
  readonly search?: boolean
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  /** Written to a cache for an hour, beside what is written for five minutes. */
  readonly hourCacheTokens?: number
  /** Blocks of content before all others, as they are. */
  readonly blocks?: readonly object[]
  /** Refuses with the vendor's error of this name. */
  readonly error?: AnthropicErrorName
  /** Headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fault?: Fault
  /** Milliseconds between the events of a stream. */
  readonly paceMs?: number
}

export interface AnthropicCall {
  readonly name: string
  readonly input: object
}

/**
 * The behaviour that a prompt asks for, for tests that can only send one: `sim:refusal`, `sim:length`, `sim:pause`,
 * `sim:search`, `sim:redacted`, `sim:reasoning=32`, `sim:cached=64`, `sim:cache-write=8`, `sim:cache-hour=8`,
 * `sim:error=overloaded_error`, `sim:retry-after=7`, `sim:pace=20`, `sim:fault=reset:2`. Of tools see `message.ts`.
 */
export function anthropicWishes(
  wishes: ReadonlyMap<string, string>,
  faultOf: (wish: string) => Fault,
): AnthropicBehaviour {
  const count = (name: string): number | undefined =>
    wishes.has(name) ? Number(wishes.get(name)) : undefined
  const found = {
    refusal: wishes.has('refusal') ? 'This request was refused by a safety classifier.' : undefined,
    stopReason: wishes.has('length') ? 'max_tokens' : wishes.has('pause') ? 'pause_turn' : undefined,
    search: wishes.has('search') || undefined,
    redacted: wishes.has('redacted') || undefined,
    thinkingTokens: count('reasoning'),
    cacheReadTokens: count('cached'),
    cacheWriteTokens: count('cache-write'),
    hourCacheTokens: count('cache-hour'),
    error: wishes.get('error'),
    paceMs: count('pace'),
    fault: wishes.has('fault') ? faultOf(String(wishes.get('fault'))) : undefined,
    headers: wishes.has('retry-after') ? { 'retry-after': wishes.get('retry-after') } : undefined,
  }
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as AnthropicBehaviour
}
