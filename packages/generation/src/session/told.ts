import type { JobEvent } from '@lucid-gateway/runtime'
import type { GenerationEvent } from './event.ts'
import { imageOf, sessionOf } from './session-of.ts'

/** An event of a job as one of its session, under the name that it was asked for by. */
export function sessionEvent(event: JobEvent, id?: string): GenerationEvent {
  const { seq, at } = event
  switch (event.type) {
    case 'status': {
      const { type, status, progress, attempt } = event
      return {
        seq,
        at,
        type,
        status,
        ...(progress === undefined ? {} : { progress }),
        ...(attempt ? { providerId: attempt.account, modelId: attempt.model } : {}),
      }
    }
    case 'log':
      return event
    case 'artifact':
      return { seq, at, type: 'image', image: imageOf(event.artifact) }
    case 'done':
      return { seq, at, type: 'done', session: sessionOf(event.job, id) }
  }
}
