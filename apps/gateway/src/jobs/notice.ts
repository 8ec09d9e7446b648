import type { JobNotice } from '@lucid-gateway/runtime'
import { identityOf } from '../access/app-key.ts'
import type { Exchange } from '../http/exchange.ts'
import { jobAnswer } from './job-answer.ts'
import { ownUrl } from './own-url.ts'

/** Whom a client wants to be told of the end of the job that it starts. */
export function noticeOf(exchange: Exchange): JobNotice | undefined {
  const param = 'x-webhook-url'
  const url = exchange.header(param)
  if (url === undefined) return undefined
  const { caller, host } = exchange
  const base = ownUrl(exchange)
  return {
    url,
    param,
    secret: host.webhookSecrets.of(identityOf(caller.key)),
    payload: job =>
      host.scrub(
        JSON.stringify({
          type: `job.${job.status}`,
          timestamp: new Date(job.endedAt ?? job.createdAt).toISOString(),
          data: jobAnswer(job, base, caller.key),
        }),
      ),
  }
}
