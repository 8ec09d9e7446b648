import { LucidError } from '@lucid-gateway/core'
import type { JobEvent, JobRecord } from '@lucid-gateway/runtime'
import type { AppKey } from '../../../access/app-key.ts'
import { EventStream, eventStreamHead } from '../../../http/event-stream.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { beginStream } from '../../../http/respond.ts'
import { fileFacts, jobAnswer } from '../../../jobs/job-answer.ts'
import { ownedJob, unknownJob } from '../../../jobs/owned-job.ts'
import { ownUrl } from '../../../jobs/own-url.ts'
import { formatEvent } from '../event.ts'

/** What happens to a job, up to its end. A client that was cut off says by `Last-Event-ID` what it has had. */
export async function jobEvents(exchange: Exchange): Promise<void> {
  const job = await ownedJob(exchange)
  const base = ownUrl(exchange)
  await sendEvents(exchange, job, event => written(event, base, exchange.caller.key))
}

/** The events of a job, each as it is written. */
export async function sendEvents(
  exchange: Exchange,
  job: JobRecord,
  write: (event: JobEvent) => string,
): Promise<void> {
  const { host, response, generation, signal } = exchange
  const last = lastEventId(exchange)
  const events = await host.runtime.jobs.events(job.id, last, signal.signal)
  if (!events) throw unknownJob(job.id)
  if (job.endedAt !== undefined && job.events <= last) return nothingMore(exchange)
  const { keepAliveMs, stalledMs } = generation.settings.server.limits
  beginStream(exchange, eventStreamHead)
  response.flushHeaders()
  const stream = new EventStream(response, { pulse: host.pulse, keepAliveMs, stalledMs })
  for await (const event of events) {
    const full = stream.write(host.scrub(write(event)))
    if (full) await full
    if (response.destroyed) break
  }
  if (response.destroyed) stream.dispose()
  else stream.end()
}

/** Browsers come back to a stream that has ended, until they are told that there is no more. */
function nothingMore({ response }: Exchange): void {
  response.writeHead(204, { 'cache-control': 'no-store' })
  response.end()
}

function written(event: JobEvent, base: string, key: AppKey | undefined): string {
  return numbered(event, factsOf(event, base, key))
}

/** An event with its number, for a reader to come back by. */
export function numbered(
  { type, seq, at }: Pick<JobEvent, 'seq' | 'at'> & { readonly type: string },
  facts: object,
): string {
  return `id: ${seq}\n${formatEvent(type, { at: new Date(at).toISOString(), ...facts })}`
}

function factsOf(event: JobEvent, base: string, key: AppKey | undefined): object {
  switch (event.type) {
    case 'status': {
      const { status, progress, attempt } = event
      return { status, ...(progress === undefined ? {} : { progress }), ...attempt }
    }
    case 'log':
      return { line: event.line }
    case 'artifact':
      return fileFacts(event.artifact, base)
    case 'done':
      return jobAnswer(event.job, base, key)
  }
}

function lastEventId(exchange: Exchange): number {
  const said = exchange.header('last-event-id')
  if (said === undefined) return 0
  if (/^\d{1,15}$/.test(said)) return Number(said)
  throw new LucidError('invalid_request', 'The header Last-Event-ID is not the id of an event.', {
    param: 'last-event-id',
    reason: 'bad_header',
    hint: 'Send the id of the last event that came, or leave it out.',
  })
}
