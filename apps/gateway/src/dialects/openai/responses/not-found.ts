import { LucidError } from '@lucid-gateway/core'
import type { HeldState } from '@lucid-gateway/wires/openai-responses'

/**
 * What the vendor says of an id that it does not know. Another key's is told of in the same words, so that nobody learns
 * that it exists.
 */
export function responseNotFound(id: string): LucidError {
  return new LucidError('not_found', `Response with id '${id}' not found.`)
}

export function previousNotFound(id: string): LucidError {
  return new LucidError('invalid_request', `Previous response with id '${id}' not found.`, {
    param: 'previous_response_id',
    reason: 'previous_response_not_found',
  })
}

export function itemNotFound(id: string): LucidError {
  return new LucidError('not_found', `Item with id '${id}' not found.`, { param: 'input' })
}

export function stateNotFound({ kind, id }: Pick<HeldState, 'kind' | 'id'>): LucidError {
  return kind === 'response' ? previousNotFound(id) : itemNotFound(id)
}

/** A vendor's refusal of one of these, in the words in which the gateway refuses what is another key's. */
export function inOwnWords(thrown: unknown, asked: readonly Pick<HeldState, 'kind' | 'id'>[]): unknown {
  if (!LucidError.is(thrown) || thrown.origin === 'gateway') return thrown
  const { code, message, upstream } = thrown
  if (code !== 'not_found' && upstream?.code !== 'previous_response_not_found') return thrown
  const unknown = asked.find(({ kind, id }) => told.has(kind) && id !== '' && message.includes(`'${id}'`))
  return unknown ? stateNotFound(unknown) : thrown
}

const told: ReadonlySet<HeldState['kind']> = new Set(['response', 'item', 'reasoning'])
