import { image } from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import { createStreamWriter, openaiImages, writeAnswer } from '@lucid-gateway/wires/openai-images'
import { answerHeaders, targetHeaders } from '../../../calls/answer-headers.ts'
import { asStream } from '../../../calls/as-stream.ts'
import { makeCall } from '../../../calls/make-call.ts'
import { metadataOf } from '../../../calls/metadata.ts'
import { modeNotServed } from '../../../calls/mode-not-served.ts'
import { streamTo } from '../../../calls/stream-to.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { bringsForm, readForm } from '../../../http/read-form.ts'
import { readJson } from '../../../http/read-json.ts'
import { sendBytes, sendJson } from '../../../http/respond.ts'
import { withUrls } from '../../../jobs/job-answer.ts'
import { ownUrl } from '../../../jobs/own-url.ts'
import { finalComment } from '../../lucid/event.ts'
import { openaiDialect } from '../openai-dialect.ts'
import { inOwnWords } from './own-words.ts'
import { type ImageAsk, readEditBody, readEditForm, readGeneration } from './read-images.ts'

/** https://platform.openai.com/docs/api-reference/images/create */
export async function generateImages(exchange: Exchange): Promise<void> {
  return serve(exchange, readGeneration(exchange, await readJson(exchange)))
}

/** https://platform.openai.com/docs/api-reference/images/createEdit */
export async function editImages(exchange: Exchange): Promise<void> {
  const ask = bringsForm(exchange.request)
    ? readEditForm(await readForm(exchange))
    : readEditBody(exchange, await readJson(exchange))
  return serve(exchange, ask)
}

async function serve(exchange: Exchange, ask: ImageAsk): Promise<void> {
  const call = await made(exchange, ask)
  if (ask.stream) return stream(exchange, call, ask)
  const { outcome } = call
  if (outcome.kind !== 'answer') throw modeNotServed(call)
  await call.closed
  const relayed = outcome.bytes(openaiImages)
  if (relayed)
    return sendBytes(exchange, 200, { ...answerHeaders(call), 'content-type': 'application/json' }, relayed)
  const result = ask.media === 'kept' ? withUrls(outcome.result, ownUrl(exchange)) : outcome.result
  const written = writeAnswer(result, { created: result.created ?? now() })
  call.note(written.receipt)
  sendJson(exchange, 200, written.body, answerHeaders(call))
}

async function made(exchange: Exchange, ask: ImageAsk): Promise<Call<typeof image>> {
  try {
    return await makeCall(exchange, ask)
  } catch (thrown) {
    throw inOwnWords(thrown, bringsForm(exchange.request))
  }
}

function stream(exchange: Exchange, call: Call<typeof image>, ask: ImageAsk): Promise<void> {
  const outcome = asStream(call, image)
  const writer = createStreamWriter({ created: now(), request: ask.decoded().request })
  return streamTo(exchange, {
    dialect: openaiDialect,
    headers: targetHeaders(call),
    source: outcome.parts,
    format: part => writer.write(part),
    stream: outcome,
    call,
    end: async finished => {
      const last = finished ? writer.end() : ''
      call.note(writer.receipt)
      const { usage } = await outcome.done
      await call.closed
      return last + finalComment(metadataOf(exchange, call, usage))
    },
  })
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
