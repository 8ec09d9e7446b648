import { LucidError } from '@lucid-gateway/core'
import { cut } from '../../../http/cut.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { readBody } from '../../../http/read-body.ts'
import { sendJson } from '../../../http/respond.ts'

/** Reports hold what vendors say of one job, and no files. */
const mostBytes = 1024 * 1024

/** A vendor's report of a job. Whether it is genuine is for the vendor's plugin to say. */
export async function receiveReport(exchange: Exchange): Promise<void> {
  const { host, request } = exchange
  const [account, id] = [String(request.params['account']), String(request.params['job'])]
  const { jobs } = host.runtime
  if (!(await jobs.find(id))) throw unknownJob(id)
  const body = await readBody(exchange, mostBytes)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  )
  await jobs.deliver(account, id, { headers, body })
  sendJson(exchange, 200, { received: true })
}

function unknownJob(id: string): LucidError {
  return new LucidError('not_found', `There is no job "${cut(id)}", or none any more.`, {
    param: 'job',
    reason: 'unknown_job',
  })
}
