import { fromUnknown } from '@lucid-gateway/core'
import { identityOf } from '../access/app-key.ts'
import type { Exchange } from '../http/exchange.ts'
import { readBody } from '../http/read-body.ts'
import { mostAnswerBytes } from './done-once.ts'
import { fingerprintOf } from './fingerprint.ts'
import { idempotencyKeyOf, nameOf } from './idempotency-key.ts'
import { type RecordedAnswer, recordAnswer } from './record-answer.ts'

/** How much longer than a call its answer may take. */
const marginMs = 60_000

/**
 * Answers a request once, however often it is sent with one `Idempotency-Key`. What was begun goes on when its client goes
 * away, so that the client finds the answer when it comes back.
 */
export async function idempotently(exchange: Exchange, answer: () => void | Promise<void>): Promise<void> {
  const key = idempotencyKeyOf(exchange)
  if (key === undefined) return answer()
  const { host, request, generation, caller, response } = exchange
  const { server, timeouts } = generation.settings
  const body = await (exchange.body = readBody(exchange, server.limits.bodyBytes))
  const owner = identityOf(caller.key)
  const print = fingerprintOf(request, body)
  const name = nameOf(owner, key)
  const begun = await host.doneOnce.begin(name, print, (timeouts.callMs ?? 600_000) + marginMs, owner)
  if (!begun.first) return replay(exchange, begun.answer)
  exchange.goesOn = true
  recordAnswer(response, mostAnswerBytes, kept => settle(exchange, name, kept))
  await answer()
}

/** What surely cost nothing may be sent again, and may then go well. */
async function settle(exchange: Exchange, name: string, answer: RecordedAnswer | undefined): Promise<void> {
  const { doneOnce, log } = exchange.host
  try {
    if (exchange.error?.billed === 'no') await doneOnce.release(name)
    else await doneOnce.end(name, answer)
  } catch (thrown) {
    log.error('an answer could not be kept for its Idempotency-Key', {
      request: exchange.id,
      error: fromUnknown(thrown).toJSON(),
    })
  }
}

/** As it was, but for the head's own facts of this connection. */
function replay({ response }: Exchange, { status, headers, body }: RecordedAnswer): void {
  const kept: string[] = ['idempotent-replayed', 'true']
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [field, value] = [headers[at] as string, headers[at + 1] as string]
    if (!/^(?:connection|content-length|transfer-encoding)$/i.test(field)) kept.push(field, value)
  }
  response.writeHead(status, [...kept, 'content-length', String(body.length)])
  response.end(body)
}
