import { type GenerationEvent, sessionEvent } from '@lucid-gateway/generation'
import type { AppKey } from '../../access/app-key.ts'
import type { Exchange } from '../../http/exchange.ts'
import { ownUrl } from '../../jobs/own-url.ts'
import { numbered, sendEvents } from '../lucid/jobs/job-events.ts'
import { unknownJob } from '../../jobs/owned-job.ts'
import { namedSession } from './named-session.ts'
import { imageAnswer, sessionAnswer } from './session-answer.ts'

/** What happens to a session, up to its end. */
export async function generationEvents(exchange: Exchange): Promise<void> {
  const { id, jobId } = await namedSession(exchange)
  const job = await exchange.host.runtime.jobs.find(jobId)
  if (!job) throw unknownJob(id)
  const base = ownUrl(exchange)
  await sendEvents(exchange, job, event => {
    const told = sessionEvent(event, id)
    return numbered(told, factsOf(told, base, exchange.caller.key))
  })
}

function factsOf(event: GenerationEvent, base: string, key: AppKey | undefined): object {
  switch (event.type) {
    case 'status': {
      const { type: _, seq: __, at: ___, ...facts } = event
      return facts
    }
    case 'log':
      return { line: event.line }
    case 'image':
      return imageAnswer(event.image, base)
    case 'done':
      return sessionAnswer(event.session, base, key)
  }
}
