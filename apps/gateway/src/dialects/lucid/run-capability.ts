import {
  type Answer,
  type Capability,
  type PartHead,
  type PartStream,
  type ResultHead,
} from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import { answerHeaders, targetHeaders } from '../../calls/answer-headers.ts'
import { makeCall } from '../../calls/make-call.ts'
import { metadataOf } from '../../calls/metadata.ts'
import { modeNotServed } from '../../calls/mode-not-served.ts'
import { streamTo } from '../../calls/stream-to.ts'
import type { Exchange } from '../../http/exchange.ts'
import { readJson } from '../../http/read-json.ts'
import { sendBytes, sendJson } from '../../http/respond.ts'
import { wantedMedia } from '../../http/wanted-media.ts'
import { isAsync } from '../../jobs/preference.ts'
import { finalComment, formatEvent } from './event.ts'
import { startJob } from './jobs/start-job.ts'
import { lucidDialect } from './lucid-dialect.ts'
import { readCall } from './read-call.ts'

/** Answers a call of any capability in Lucid's own form. */
export async function runCapability(exchange: Exchange, capability: Capability): Promise<void> {
  if (capability.modes.includes('job') && isAsync(exchange.header('prefer')))
    return startJob(exchange, capability)
  const { body } = await readJson(exchange)
  const ask = await readCall(body, capability)
  const call = await makeCall(exchange, ask)
  const { outcome } = call
  if (outcome.kind === 'stream') return stream(exchange, call, outcome as PartStream<PartHead>)
  if (outcome.kind === 'answer') return answer(exchange, call, outcome as Answer<ResultHead>, ask.stream)
  throw modeNotServed(call)
}

async function answer(
  exchange: Exchange,
  call: Call,
  outcome: Answer<ResultHead>,
  streamed: boolean,
): Promise<void> {
  const { result, usage } = outcome
  await call.closed
  const whole = {
    ...named(call),
    result,
    metadata: metadataOf(exchange, call, usage, result.metadata),
  }
  if (streamed) {
    const events = formatEvent('result', whole) + finalComment(whole.metadata)
    return sendBytes(
      exchange,
      200,
      { ...answerHeaders(call), 'content-type': 'text/event-stream; charset=utf-8' },
      events,
    )
  }
  const media = wantedMedia(exchange.header('accept'), result)
  if (media)
    return sendBytes(exchange, 200, { ...answerHeaders(call), 'content-type': media.mediaType }, media.bytes)
  sendJson(exchange, 200, whole, answerHeaders(call))
}

function stream(exchange: Exchange, call: Call, outcome: PartStream<PartHead>): Promise<void> {
  let facts: ResultHead['metadata']
  return streamTo(exchange, {
    dialect: lucidDialect,
    headers: targetHeaders(call),
    source: outcome.parts,
    format(part) {
      if (part.type === 'start') facts = (part as Partial<ResultHead>).metadata
      return formatEvent(part.type, part)
    },
    stream: outcome,
    call,
    async end(finished) {
      const { usage } = await outcome.done
      await call.closed
      const metadata = metadataOf(exchange, call, usage, facts)
      return (finished ? formatEvent('done', { ...named(call), metadata }) : '') + finalComment(metadata)
    },
  })
}

function named({ target }: Call): { readonly provider: string | null; readonly model: string | null } {
  return { provider: target?.provider ?? null, model: target?.model ?? null }
}
