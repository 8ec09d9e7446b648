import { type Capability, inputMeters, LucidError, totalOf, type Usage } from '@lucid-gateway/core'
import { withinScope } from '../access/scope.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Headers } from '../http/respond.ts'
import { type Ask, admit } from './make-call.ts'
import { targetHeaders } from './answer-headers.ts'

export interface Counted {
  readonly tokens: number
  readonly usage: Usage
  /** Who counted, and whether it is `known` or `estimated`. */
  readonly headers: Headers
}

/** Counts what a call would put in, without making it. */
export async function countInput<C extends Capability>(
  exchange: Exchange,
  ask: Pick<Ask<C>, 'capability' | 'target' | 'request' | 'bound'>,
): Promise<Counted> {
  const { capability, request, bound } = ask
  const { asked, channel, ownKeys } = admit(exchange, ask)
  const counting = exchange.host.runtime.count({
    id: exchange.id,
    capability,
    target: asked,
    request,
    signal: exchange.signal,
    ...(channel === undefined ? {} : { channel }),
    ...(bound ? { bound } : {}),
    ...(ownKeys ? { ownKeys } : {}),
  })
  const { target, usage } = await counting.catch((error: unknown) =>
    Promise.reject(withinScope(exchange.caller.key, error)),
  )
  const total = totalOf(usage, inputMeters)
  if (!total || total.certainty === 'unknown') throw notCounted(target.provider)
  const headers = { ...targetHeaders({ target }), 'x-lucid-usage': total.certainty }
  return { tokens: total.quantity, usage, headers }
}

function notCounted(provider: string): LucidError {
  return new LucidError('upstream', `"${provider}" answered a count with no number.`, {
    reason: 'not_counted',
    hint: 'Try again, or ask for another model.',
  })
}
