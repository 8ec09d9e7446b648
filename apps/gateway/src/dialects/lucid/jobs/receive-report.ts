import type { Exchange } from '../../../http/exchange.ts'
import { readBody } from '../../../http/read-body.ts'
import { sendJson } from '../../../http/respond.ts'

/** Reports hold what vendors say of one job, and no files. */
const mostBytes = 1024 * 1024

/** A vendor's report of a job. Whether it is genuine is for the vendor's plugin to say. */
export async function receiveReport(exchange: Exchange): Promise<void> {
  const { host, request } = exchange
  const body = await readBody(exchange, mostBytes)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  )
  const { account, job } = request.params
  await host.runtime.jobs.deliver(String(account), String(job), { headers, body })
  sendJson(exchange, 200, { received: true })
}
