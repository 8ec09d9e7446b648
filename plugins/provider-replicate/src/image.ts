import {
  type Clock,
  type image,
  type ImageRequest,
  type JobAttempt,
  type JobStatus,
  LucidError,
  type Offer,
  systemClock,
  type WebhookDelivery,
} from '@lucid-gateway/core'
import type { ReplicateConfig } from './config.ts'
import { addressOf } from './input/media.ts'
import { factsSource } from './input/facts-source.ts'
import { modelInput } from './input/model-input.ts'
import { statusOf } from './prediction/status.ts'
import type { ReplicateAttempt, ReplicateClients, ReplicateCredentials } from './sdk/client.ts'
import { cancelPrediction, createPrediction, getPrediction, isPrediction } from './sdk/predictions.ts'
import { webhookSecrets } from './webhook/secrets.ts'
import { badSignature, isBy, signedIn } from './webhook/verify.ts'

type ImageJob = JobStatus<typeof image>

/** Pictures: a prediction is started, and asked after by its id. */
export function imageOffer(
  { baseUrl, cancelAfter }: Pick<ReplicateConfig, 'baseUrl' | 'cancelAfter'>,
  clients: ReplicateClients,
  clock: Pick<Clock, 'now'> = systemClock,
): Offer<typeof image, ReplicateCredentials> {
  const models = factsSource(clients, clock)
  const secrets = webhookSecrets(clients)

  async function start(request: ImageRequest, attempt: JobAttempt<ReplicateCredentials>): Promise<ImageJob> {
    const { credentials, webhookUrl } = attempt
    const facts = await models.of(attempt)
    const input = await modelInput(request, {
      facts,
      warn: warning => attempt.warn(warning),
      addressOf: media => addressOf(media, baseUrl, clients, attempt),
    })
    const order = {
      target: facts.target,
      input,
      ...(webhookUrl === undefined ? {} : { webhook: webhookUrl }),
      ...(cancelAfter === undefined ? {} : { cancelAfter }),
    }
    return statusOf(await createPrediction(clients, order, attempt), credentials)
  }

  async function status(cursor: string, attempt: ReplicateAttempt): Promise<ImageJob> {
    return statusOf(await getPrediction(clients, cursor, attempt), attempt.credentials)
  }

  async function cancel(cursor: string, attempt: ReplicateAttempt): Promise<ImageJob> {
    return statusOf(await cancelPrediction(clients, cursor, attempt), attempt.credentials)
  }

  async function webhook(delivery: WebhookDelivery, attempt: ReplicateAttempt): Promise<ImageJob> {
    const now = clock.now()
    const signed = signedIn(delivery, now)
    if (!(await secrets.check(attempt, now, secret => isBy(signed, secret)))) {
      throw badSignature('None of its signatures is by the secret of the account.')
    }
    const prediction = predictionIn(delivery.body)
    const { cursor = prediction.id } = delivery
    if (prediction.id !== cursor) throw ofAnother(prediction.id)
    return statusOf(prediction, attempt.credentials)
  }

  return { job: { start, status, cancel, webhook } }
}

function predictionIn(body: Uint8Array) {
  const prediction = parsed(Buffer.from(body).toString())
  if (isPrediction(prediction)) return prediction
  throw new LucidError(
    'invalid_request',
    'The delivery is signed by Replicate, and tells of no prediction.',
    {
      reason: 'strange_delivery',
    },
  )
}

/** What is signed for one job says nothing of another, though it be sent to its address. */
function ofAnother(id: string): LucidError {
  return new LucidError('auth', `The delivery is Replicate's, and of another job: ${id}.`, {
    origin: 'caller',
    reason: 'other_job',
    hint: 'Each job has an address of its own for its webhooks.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
