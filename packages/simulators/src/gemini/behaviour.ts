import type { Fault } from '../fault.ts'
import { type GeminiErrorName, geminiErrors } from './api-error.ts'

/** What a test wants of one answer. Whatever it leaves out follows from the request. */
export interface GeminiBehaviour {
  readonly text?: string
  /** What is shown of its thinking, where thoughts are asked for. */
  readonly thoughts?: string
  readonly functionCalls?: readonly GeminiCall[]
  /** Parts of the first candidate as they are, in place of all of the above. */
  readonly parts?: readonly object[]
  readonly finishReason?: string
  readonly thoughtsTokens?: number
  readonly cachedTokens?: number
  /** Tokens of sound in the prompt. */
  readonly audioTokens?: number
  /** Fed in by tools that the vendor ran. */
  readonly toolUseTokens?: number
  /** Fields of the first candidate beside the usual ones, such as `groundingMetadata`. */
  readonly candidate?: object
  /** Refuses the prompt: an answer without candidates. */
  readonly blockReason?: string
  /** Refuses with the vendor's error of this name. */
  readonly error?: GeminiErrorName
  readonly headers?: Readonly<Record<string, string>>
  readonly fault?: Fault
  /** Milliseconds between the events of a stream. */
  readonly paceMs?: number
}

export interface GeminiCall {
  readonly name: string
  readonly args: object
}

const grounding = {
  groundingMetadata: {
    webSearchQueries: ['a page'],
    searchEntryPoint: { renderedContent: '<div>a page</div>' },
    groundingChunks: [
      { web: { uri: 'https://example.com/a', title: 'A page' } },
      { web: { uri: 'https://example.com/b', title: 'Another' } },
    ],
    groundingSupports: [
      { segment: { startIndex: 0, endIndex: 3, text: 'You' }, groundingChunkIndices: [0, 1] },
    ],
  },
}

/**
 * The behaviour that a prompt asks for, for tests that can only send one: `sim:filter`, `sim:length`, `sim:block`,
 * `sim:cite`, `sim:thoughts=hm`, `sim:reasoning=32`, `sim:cached=4`, `sim:error=rate_limit`, `sim:fault=reset:2`,
 * `sim:pace=20`.
 */
export function geminiWishes(wishes: ReadonlyMap<string, string>): GeminiBehaviour {
  const count = (name: string): number | undefined =>
    wishes.has(name) ? Number(wishes.get(name)) : undefined
  const found = {
    finishReason: wishes.has('filter') ? 'SAFETY' : wishes.has('length') ? 'MAX_TOKENS' : undefined,
    blockReason: wishes.has('block') ? 'PROHIBITED_CONTENT' : undefined,
    candidate: wishes.has('cite') ? grounding : undefined,
    thoughts: wishes.get('thoughts'),
    thoughtsTokens: count('reasoning'),
    cachedTokens: count('cached'),
    error: wishes.get('error'),
    paceMs: count('pace'),
    fault: faultNamed(wishes.get('fault')),
  }
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as GeminiBehaviour
}

function faultNamed(wish: string | undefined): Fault | undefined {
  if (wish === undefined) return undefined
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
    case 'html':
    case 'body-error':
      return { kind }
    default:
      return { kind: kind as 'reset', ...(detail === '' ? {} : { after: number }) }
  }
}

/** Errors inside a stream are the vendor's own too. */
export function withOwnBody(fault: Fault | undefined): Fault | undefined {
  if (fault?.kind !== 'error-event' && fault?.kind !== 'body-error') return fault
  return { ...fault, body: fault.body ?? geminiErrors.internal.toJSON() }
}
