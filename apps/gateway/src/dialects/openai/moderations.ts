import { type JsonObject, moderation } from '@lucid-gateway/core'
import { readRequest, writeAnswer } from '@lucid-gateway/wires/openai-moderations'
import { answerHeaders } from '../../calls/answer-headers.ts'
import { type Ask, makeCall, type RequestHead } from '../../calls/make-call.ts'
import { modeNotServed } from '../../calls/mode-not-served.ts'
import type { Exchange } from '../../http/exchange.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { sendJson } from '../../http/respond.ts'
import { modelOf } from '../check-field.ts'

/** https://platform.openai.com/docs/api-reference/moderations/create */
export async function moderations(exchange: Exchange): Promise<void> {
  const call = await makeCall(exchange, readModerations(exchange, await readJson(exchange)))
  const { outcome } = call
  if (outcome.kind !== 'answer') throw modeNotServed(call)
  await call.closed
  const { result } = outcome
  const id = result.id ?? `modr-${exchange.id.slice('req_'.length)}`
  const written = writeAnswer(result, { id, model: result.model ?? call.target?.model ?? '' })
  call.note(written.receipt)
  sendJson(exchange, 200, written.body, answerHeaders(call))
}

export function readModerations(_head: RequestHead, { body }: ReadJson): Ask<typeof moderation> {
  const { request, receipt } = readRequest(body as JsonObject)
  return { capability: moderation, target: modelOf(body), request, receipt: () => receipt, stream: false }
}
