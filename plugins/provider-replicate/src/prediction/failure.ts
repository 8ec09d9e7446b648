import { type Billed, LucidError, type LucidErrorOptions } from '@lucid-gateway/core'
import { hideSecrets } from '@lucid-gateway/provider-kit'
import type { Prediction } from './prediction.ts'

const refusedWords = /\bNSFW\b|flagged as sensitive|\(E005\)|safety (?:filter|checker|system)|content policy/i
const interruptedWords = /prediction interrupted|\(code: PA\)/i

/** What runs has a price, what never ran has none, and what is paid of a failure is not said. https://replicate.com/docs/topics/predictions/lifecycle */
function billedOf({ metrics, started_at }: Prediction, ran: Billed): Billed {
  return started_at || metrics?.predict_time ? ran : 'no'
}

export function failed(prediction: Prediction, credentials: object): LucidError {
  const { error } = prediction
  const said = typeof error === 'string' ? error : error ? JSON.stringify(error) : ''
  const words = hideSecrets(said, credentials).slice(0, 1000)
  const billed = billedOf(prediction, 'unknown')
  const upstream = { type: 'failed', requestId: prediction.id }
  if (refusedWords.test(words)) {
    const hint = "Change what goes against the model's policy."
    return new LucidError('content_filter', words, { billed, reason: 'job_refused', hint, upstream })
  }
  const interrupted = interruptedWords.test(words)
  return new LucidError('upstream', words || 'The prediction failed, and Replicate does not say why.', {
    billed,
    reason: interrupted ? 'job_interrupted' : 'job_failed',
    ...(interrupted ? { recourse: 'same' } : {}),
    hint: `What it wrote is in its logs, and at https://replicate.com/p/${prediction.id}.`,
    upstream,
  })
}

/** Its deadline came before a machine did. */
export function aborted({ id }: Prediction): LucidError {
  return new LucidError('timeout', 'The prediction was given up before it began: its deadline had passed.', {
    billed: 'no',
    reason: 'job_aborted',
    hint: 'Allow it more time (`cancelAfter`), or give the route a second target.',
    upstream: { type: 'aborted', requestId: id },
  })
}

/** By somebody, or by its deadline. */
export function canceled(prediction: Prediction): LucidError {
  const { completed_at, deadline, id } = prediction
  const late = deadline && completed_at && Date.parse(completed_at) >= Date.parse(deadline)
  const facts = {
    billed: billedOf(prediction, 'yes'),
    upstream: { type: 'canceled', requestId: id },
  } as const
  if (!late) {
    const message = 'The prediction was cancelled at Replicate.'
    return new LucidError('cancelled', message, { ...facts, origin: 'gateway', reason: 'job_canceled' })
  }
  return new LucidError('timeout', 'The prediction was ended by its deadline.', {
    ...facts,
    reason: 'job_deadline',
    hint: 'Allow it more time: `cancelAfter` of the account.',
  })
}

/** It ended well, and there is nothing to show for it. */
export function withoutOutput(prediction: Prediction, others: number): LucidError {
  const facts = {
    billed: billedOf(prediction, 'yes'),
    upstream: { type: prediction.status, requestId: prediction.id },
  } satisfies LucidErrorOptions
  if (prediction.data_removed) {
    return new LucidError('upstream', 'What the prediction made has been deleted at Replicate.', {
      ...facts,
      recourse: 'none',
      reason: 'job_output_removed',
      hint: 'Replicate deletes it after an hour; ask for it before.',
    })
  }
  if (others > 0 || (prediction.output !== null && prediction.output !== undefined)) {
    return new LucidError('upstream', 'The model made something, and it is no picture.', {
      ...facts,
      recourse: 'none',
      reason: 'job_without_pictures',
      hint: 'Ask for a model that makes pictures.',
    })
  }
  return new LucidError('upstream', 'The prediction ended without an output.', {
    ...facts,
    reason: 'job_without_output',
  })
}
