import type { Fault } from '../fault.ts'
import type { ErrorName } from './api-error.ts'

/** What a test wants of one answer. Whatever it leaves out follows from the request. */
export interface Behaviour {
  readonly text?: string
  readonly refusal?: string
  readonly toolCalls?: readonly ScriptedToolCall[]
  readonly finish?: 'stop' | 'length' | 'tool_calls' | 'content_filter'
  readonly reasoningTokens?: number
  readonly cachedTokens?: number
  readonly cacheWriteTokens?: number
  readonly citations?: readonly { readonly url: string; readonly title: string }[]
  /** Searches the web for this first; where the endpoint can. */
  readonly search?: string
  /** Draws a picture first; where the endpoint can. */
  readonly draws?: boolean
  /** Refuses with the vendor's error of this name. */
  readonly error?: ErrorName
  /** Headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fault?: Fault
  /** Milliseconds between the events of a stream. */
  readonly paceMs?: number
}

export interface ScriptedToolCall {
  readonly name: string
  readonly arguments: string
}

/**
 * Reads wishes out of a prompt, for tests that can only send one: `sim:refusal`, `sim:tools=2`, `sim:length`,
 * `sim:filter`, `sim:cached=64`, `sim:reasoning=32`, `sim:cite`, `sim:search=news`, `sim:draw`, `sim:error=rate_limit_exceeded`,
 * `sim:retry-after=7`, `sim:pace=20`, `sim:fault=reset:2`.
 */
export function wishesIn(prompt: string): ReadonlyMap<string, string> {
  return new Map(
    [...prompt.matchAll(/\bsim:([\w-]+)(?:=([\w:.-]+))?/g)].map(match => [match[1] ?? '', match[2] ?? '']),
  )
}

export function withoutWishes(prompt: string): string {
  return prompt.replaceAll(/\s*\bsim:[\w-]+(=[\w:.-]+)?/g, '').trim()
}

/** The behaviour that the wishes of a prompt ask for, as far as it does not depend on the request. */
export function wished(wishes: ReadonlyMap<string, string>): Behaviour {
  const count = (name: string): number | undefined =>
    wishes.has(name) ? Number(wishes.get(name)) : undefined
  const fault = wishes.get('fault')
  const found = {
    ...(wishes.has('refusal') ? { refusal: "I'm sorry, I can't assist with that." } : {}),
    ...(wishes.has('length') ? { finish: 'length' } : {}),
    ...(wishes.has('filter') ? { finish: 'content_filter' } : {}),
    ...(wishes.has('draw') ? { draws: true } : {}),
    ...(wishes.has('cite') ? { citations: [{ url: 'https://example.com/a', title: 'A page' }] } : {}),
    cachedTokens: count('cached'),
    reasoningTokens: count('reasoning'),
    search: wishes.get('search'),
    error: wishes.get('error'),
    paceMs: count('pace'),
    fault: fault === undefined ? undefined : faultNamed(fault),
    headers: wishes.has('retry-after') ? { 'retry-after': wishes.get('retry-after') } : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Behaviour
}

export function faultNamed(wish: string): Fault {
  const [kind = '', detail = ''] = wish.split(':')
  const number = Number(detail)
  switch (kind) {
    case 'without':
      return { kind, what: detail as 'usage' }
    case 'split':
    case 'comments':
      return { kind, size: number }
    case 'trickle':
      return { kind, everyMs: number }
    case 'body-error':
    case 'html':
      return { kind }
    default:
      return { kind: kind as 'reset', ...(detail === '' ? {} : { after: number }) }
  }
}
