import type { Exchange } from '../../../http/exchange.ts'
import { sendJson } from '../../../http/respond.ts'
import { jobAnswer } from '../../../jobs/job-answer.ts'
import { ownedJob, unknownJob } from '../../../jobs/owned-job.ts'
import { ownUrl } from '../../../jobs/own-url.ts'
import { preferenceOf } from '../../../jobs/preference.ts'

/** A job as it stands, or once it is over if the client would wait. */
export async function showJob(exchange: Exchange, capability?: string): Promise<void> {
  const { waitMs, applied } = preferenceOf(exchange.header('prefer'))
  const found = await ownedJob(exchange, capability)
  const { jobs } = exchange.host.runtime
  const job = waitMs > 0 ? ((await jobs.wait(found.id, waitMs, exchange.signal.signal)) ?? found) : found
  sendJson(exchange, 200, jobAnswer(job, ownUrl(exchange), exchange.caller.key), {
    ...(applied === undefined ? {} : { 'preference-applied': applied }),
  })
}

/** Cancels it if it is under way, and forgets it with all that it made; answers with the last of it. */
export async function deleteJob(exchange: Exchange, capability?: string): Promise<void> {
  const found = await ownedJob(exchange, capability)
  const job = await exchange.host.runtime.jobs.remove(found.id)
  if (!job) throw unknownJob(found.id)
  const { artifacts: _, result: __, ...left } = job
  sendJson(exchange, 200, jobAnswer({ ...left, artifacts: [] }, ownUrl(exchange), exchange.caller.key))
}
