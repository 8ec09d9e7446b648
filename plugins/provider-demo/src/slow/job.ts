import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type Attempt,
  type Clock,
  type GeneratedImage,
  type image,
  type ImageRequest,
  type ImageResult,
  type JobStatus,
  knownUsage,
  LucidError,
  systemClock,
} from '@lucid-gateway/core'
import { pictureFile, sizeOf } from '../paint/picture-file.ts'
import { cursorOf, orderOf, type SlowOrder } from './order.ts'
import { stageAt } from './stages.ts'
import { wishedFailure, wishesOf } from './wishes.ts'

type Status = JobStatus<typeof image>
type Now = Pick<Clock, 'now'>

/** Begins a job; one of a model that is not slow is done at once. */
export async function startImages(
  request: ImageRequest,
  attempt: Attempt<unknown>,
  clock: Now = systemClock,
): Promise<Status> {
  const { prompt, n = 1, seed = 0, partialImages } = request
  const wishes = wishesOf(request, attempt)
  if (partialImages) {
    const message = 'Unfinished pictures are shown in a stream alone.'
    attempt.warn({ type: 'dropped', field: 'partialImages', message })
  }
  const { model } = attempt
  const order = { model, prompt, n, seed, ...sizeOf(request, attempt), ...wishes, startedAt: clock.now() }
  return statusOf(order, attempt, clock)
}

export async function imagesStatus(
  cursor: string,
  attempt: Attempt<unknown>,
  clock: Now = systemClock,
): Promise<Status> {
  return statusOf(orderOf(cursor), attempt, clock)
}

/** Too late for one that is over, which stays as it is. */
export async function cancelImages(
  cursor: string,
  attempt: Attempt<unknown>,
  clock: Now = systemClock,
): Promise<Status> {
  const order = orderOf(cursor)
  const { at } = stageAt(order, clock.now())
  const isOver = order.cancelledAt !== undefined || at === 'done' || at === 'failed'
  return statusOf(isOver ? order : { ...order, cancelledAt: clock.now() }, attempt, clock)
}

async function statusOf(order: SlowOrder, attempt: Attempt<unknown>, clock: Now): Promise<Status> {
  const cursor = cursorOf(order)
  const { at, progress, logs, changesInMs } = stageAt(order, order.cancelledAt ?? clock.now())
  if (order.cancelledAt !== undefined) return { state: 'cancelled', cursor, logs, ...unpainted(cancelled()) }
  if (at === 'failed') return { state: 'failed', cursor, logs, ...unpainted(wishedFailure()) }
  if (at !== 'done') return { state: at, cursor, progress, checkAfterMs: changesInMs, logs }
  return { state: 'succeeded', cursor, logs, result: await painted(order, attempt) }
}

async function painted(order: SlowOrder, { signal }: Attempt<unknown>): Promise<ImageResult> {
  const images: GeneratedImage[] = []
  for (let index = 0; index < order.n; index += 1) {
    await nextTurn(undefined, { signal })
    const { prompt, width, height } = order
    const seed = order.seed + index
    images.push({ ...(await pictureFile({ prompt, width, height, seed })), width, height, seed })
  }
  return {
    model: order.model,
    images,
    created: Math.floor((order.startedAt + order.seconds * 1000) / 1000),
    usage: knownUsage({ image: order.n }),
    metadata: { demo: true },
  }
}

function unpainted(error: LucidError) {
  return { error: error.toJSON(), usage: knownUsage({ image: 0 }) }
}

function cancelled(): LucidError {
  return new LucidError('cancelled', 'The job was cancelled.', { billed: 'no' })
}
