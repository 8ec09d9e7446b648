import { LucidError } from '@lucid-gateway/core'
import { strange } from '../errors.ts'
import type { ModelInput } from '../input/model-input.ts'
import type { Target } from '../input/target.ts'
import type { Prediction } from '../prediction/prediction.ts'
import type { ReplicateAttempt, ReplicateClients } from './client.ts'

export interface NewPrediction {
  readonly target: Target
  readonly input: ModelInput
  readonly webhook?: string
  readonly cancelAfter?: string
}

/** By the SDK's `request`, since its `predictions.create` takes no headers. */
export function createPrediction(
  clients: ReplicateClients,
  { cancelAfter, input, target, webhook }: NewPrediction,
  attempt: ReplicateAttempt,
): Promise<Prediction> {
  return clients.use(attempt, async client => {
    const answer = await client.request(target.path, {
      method: 'POST',
      headers: cancelAfter === undefined ? {} : { 'Cancel-After': cancelAfter },
      data: {
        ...(webhook === undefined ? {} : { webhook, webhook_events_filter: ['start', 'logs', 'completed'] }),
        input,
        ...(target.version === undefined ? {} : { version: target.version }),
      },
      signal: attempt.signal,
    })
    return checked(await answer.json())
  })
}

export function getPrediction(
  clients: ReplicateClients,
  cursor: string,
  attempt: ReplicateAttempt,
): Promise<Prediction> {
  return asked(cursor, () =>
    clients.use(attempt, async client =>
      checked(await client.predictions.get(cursor, { signal: attempt.signal })),
    ),
  )
}

export function cancelPrediction(
  clients: ReplicateClients,
  cursor: string,
  attempt: ReplicateAttempt,
): Promise<Prediction> {
  return asked(cursor, () =>
    clients.use(attempt, async client =>
      checked(await client.predictions.cancel(cursor, { signal: attempt.signal })),
    ),
  )
}

const idPattern = /^[a-z0-9]{1,64}$/i

/** A prediction that there was, and is no more, is nobody's wrong request. */
async function asked<T>(id: string, ask: () => Promise<T>): Promise<T> {
  if (!idPattern.test(id)) throw gone(id)
  try {
    return await ask()
  } catch (thrown) {
    if (LucidError.is(thrown) && thrown.code === 'not_found') throw gone(id, thrown)
    throw thrown
  }
}

function gone(id: string, cause?: LucidError): LucidError {
  return new LucidError('not_found', `Replicate has no prediction ${id} for this account.`, {
    origin: 'provider',
    status: 502,
    recourse: 'none',
    billed: 'unknown',
    reason: 'unknown_job',
    hint: 'It is asked for with the credentials of the account that started it.',
    ...(cause?.upstream === undefined ? {} : { upstream: cause.upstream }),
    cause,
  })
}

/** Whatever came with a good status, as far as it is a prediction. */
function checked(value: unknown): Prediction {
  if (!isPrediction(value)) throw strange('prediction')
  return value
}

export function isPrediction(value: unknown): value is Prediction {
  if (typeof value !== 'object' || value === null) return false
  const { id, status } = value as { readonly id?: unknown; readonly status?: unknown }
  return typeof id === 'string' && idPattern.test(id) && typeof status === 'string'
}
