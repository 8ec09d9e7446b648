import { type Capability, LucidError } from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'

/** What a route throws at an outcome that it has no form for. Nobody will read that, so it is ended. */
export function modeNotServed<C extends Capability>({ outcome, record }: Call<C>): LucidError {
  const error = new LucidError(
    'invalid_request',
    `${record.capability} came as a ${outcome.kind}, which this route does not serve.`,
    {
      status: 501,
      origin: 'gateway',
      reason: 'mode_not_served',
      hint: 'Ask for another model.',
    },
  )
  if (outcome.kind === 'stream') outcome.cancel(error)
  else if (outcome.kind === 'session') outcome.close(error)
  return error
}
