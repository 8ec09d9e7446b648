import {
  type ErrorRecord,
  type image,
  type ImageResult,
  type JobStatus,
  knownUsage,
  type Usage,
} from '@lucid-gateway/core'
import { aborted, canceled, failed, withoutOutput } from './failure.ts'
import { linesOf, progressIn } from './logs.ts'
import { type Found, picturesIn } from './pictures.ts'
import type { Prediction } from './prediction.ts'

type Status = JobStatus<typeof image>

/** How a prediction stands. */
export function statusOf(prediction: Prediction, credentials: object): Status {
  const logs = linesOf(prediction.logs, credentials)
  const head = { cursor: prediction.id, ...(logs.length > 0 ? { logs } : {}) }
  const { completed_at, error, status } = prediction
  switch (status) {
    case 'failed':
      return ended(head, 'failed', failed(prediction, credentials).toJSON(), prediction)
    case 'aborted':
      return ended(head, 'failed', aborted(prediction).toJSON(), prediction)
    case 'canceled': {
      const record = canceled(prediction).toJSON()
      return ended(head, record.code === 'cancelled' ? 'cancelled' : 'failed', record, prediction)
    }
    case 'succeeded':
      return made(head, prediction)
  }
  // In its fast mode the vendor says that it runs when it is done.
  if (isWhole(prediction)) return made(head, prediction)
  if (completed_at) {
    const record = (error ? failed(prediction, credentials) : withoutOutput(prediction, 0)).toJSON()
    return ended(head, 'failed', record, prediction)
  }
  const progress = progressIn(logs)
  return {
    ...head,
    state: status === 'starting' ? 'queued' : 'running',
    ...(progress === undefined ? {} : { progress }),
  }
}

/** Whether all is there that was asked for: some models give one picture after another. */
function isWhole({ input, output }: Prediction): boolean {
  if (output === null || output === undefined) return false
  const asked = input?.['num_outputs']
  return !Array.isArray(output) || output.length >= (typeof asked === 'number' ? asked : 1)
}

type Head = Pick<Status, 'cursor' | 'logs'>

/** What may have to be paid for has a number of pictures, which the vendor does not say. */
function ended(
  head: Head,
  state: 'failed' | 'cancelled',
  error: ErrorRecord,
  prediction: Prediction,
): Status {
  const { meters, ...rest } = usageOf(prediction, undefined)
  const pictures = error.billed === 'no' ? {} : { image: { certainty: 'unknown' as const } }
  return { ...head, state, error, usage: { ...rest, meters: { ...pictures, ...meters } } }
}

function made(head: Head, prediction: Prediction): Status {
  const found = picturesIn(prediction.output, prediction.input?.['output_format'])
  if (found.images.length > 0) return { ...head, state: 'succeeded', result: resultOf(prediction, found) }
  return ended(head, 'failed', withoutOutput(prediction, found.others).toJSON(), prediction)
}

/** Pictures that were made, and seconds of a machine; the vendor prices a model by the one or the other. */
function usageOf({ metrics }: Prediction, pictures: number | undefined): Usage {
  const seconds = metrics?.predict_time ?? undefined
  return knownUsage({ image: pictures, compute_second: seconds }, metrics ? { ...metrics } : undefined)
}

function resultOf(prediction: Prediction, { images, others }: Found): ImageResult {
  const { created_at, id, model } = prediction
  const created = Math.floor(Date.parse(created_at ?? '') / 1000)
  const seed = seedOf(prediction)
  const [only] = images
  const warnings = warningsFor(prediction, images.length, others)
  return {
    id,
    ...(model ? { model } : {}),
    ...(Number.isNaN(created) ? {} : { created }),
    images: only && images.length === 1 && seed !== undefined ? [{ ...only, seed }] : images,
    usage: usageOf(prediction, images.length),
    ...(warnings.length > 0 ? { warnings } : {}),
  }
}

/** The one that was asked for, or that the model's program says it took. */
function seedOf({ input, logs }: Prediction): number | undefined {
  const asked = input?.['seed']
  if (typeof asked === 'number') return asked
  const told = /^Using seed: (\d{1,15})\s*$/m.exec(logs ?? '')?.[1]
  return told === undefined ? undefined : Number(told)
}

function warningsFor(
  { input }: Prediction,
  made: number,
  others: number,
): NonNullable<ImageResult['warnings']> {
  const asked = input?.['num_outputs']
  return [
    ...(typeof asked === 'number' && made < asked
      ? [{ type: 'note' as const, field: 'n', message: `The model made ${made} of ${asked} pictures.` }]
      : []),
    ...(others > 0
      ? [{ type: 'dropped' as const, message: `The model made ${others} files more, which are no pictures.` }]
      : []),
  ]
}
