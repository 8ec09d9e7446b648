import { type Capability, LucidError } from '@lucid-gateway/core'
import { isOver, type JobInput, type JobRecord, type LimitState } from '@lucid-gateway/runtime'
import { type Ask, inputOf } from '../../../calls/make-call.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { readJson } from '../../../http/read-json.ts'
import { sendJson } from '../../../http/respond.ts'
import { isLimited, withinScope } from '../../../access/scope.ts'
import { jobAnswer } from '../../../jobs/job-answer.ts'
import { noticeOf } from '../../../jobs/notice.ts'
import { ownUrl } from '../../../jobs/own-url.ts'
import { preferenceOf } from '../../../jobs/preference.ts'
import { readCall } from '../read-call.ts'

/** Starts a job of a capability; answers with it as it stands at once, or once it is over if the client would wait. */
export async function startJob(exchange: Exchange, capability: Capability): Promise<void> {
  const { waitMs, applied } = preferenceOf(exchange.header('prefer'))
  const { body } = await readJson(exchange)
  const ask = await readCall(body, capability)
  if (ask.stream) throw streamed()
  const { runtime } = exchange.host
  const started = await runtime.jobs.start(jobInput(exchange, ask)).catch((error: unknown) => {
    const { key } = exchange.caller
    throw key && isLimited(key) ? withinScope(key, error) : error
  })
  const job = waitMs > 0 ? await waited(exchange, started, waitMs) : started
  const answer = jobAnswer(job, ownUrl(exchange), exchange.caller.key)
  const headers = {
    location: `/v1/${capability.id === 'image' ? 'images' : 'jobs'}/${job.id}`,
    ...(applied === undefined ? {} : { 'preference-applied': applied }),
  }
  sendJson(exchange, statusOf(job), answer, headers)
}

/** What is asked for as a job's, where the caller may ask for it. */
export function jobInput<C extends Capability>(exchange: Exchange, ask: Ask<C>): JobInput<C> {
  const {
    stream: _stream,
    signal: _signal,
    raw: _raw,
    bound: _bound,
    media: _media,
    ...input
  } = inputOf(exchange, ask)
  const notify = noticeOf(exchange)
  const limited = (states: readonly LimitState[]): void => {
    exchange.limits = states
  }
  return notify ? { ...input, limited, notify } : { ...input, limited }
}

/** A client that goes away leaves its job alone: it knows, or can be told, the job's id. */
async function waited(exchange: Exchange, started: JobRecord, waitMs: number): Promise<JobRecord> {
  const { signal } = exchange.signal
  return (await exchange.host.runtime.jobs.wait(started.id, waitMs, signal)) ?? started
}

/** Whoever waited for a job that failed is told so by the status as well. */
function statusOf(job: JobRecord): number {
  if (!isOver(job)) return 202
  return job.error ? new LucidError(job.error.code, '', job.error).status : 200
}

function streamed(): LucidError {
  return new LucidError('invalid_request', 'A job is no stream.', {
    param: 'stream',
    reason: 'invalid_field',
    hint: 'Leave "stream" out; the events of a job are at urls.events of the answer.',
  })
}
