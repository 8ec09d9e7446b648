import { chat, type ChatRequest, type JsonObject, type RelayBody, type WireId } from '@lucid-gateway/core'
import * as anthropic from '@lucid-gateway/wires/anthropic-messages'
import * as gemini from '@lucid-gateway/wires/gemini'
import { relayBody } from '@lucid-gateway/wires/json-body'
import * as openai from '@lucid-gateway/wires/openai-chat'
import * as responses from '@lucid-gateway/wires/openai-responses'

/** One of the four wires, and how a caller of it asks a model of its vendor. */
export interface WireCaller {
  readonly vendor: 'openai' | 'anthropic' | 'google'
  readonly target: string
  /** One that reasons. */
  readonly thinker: string
  body(prompt: string, stream: boolean): JsonObject
  readonly wire: WireId
  read(body: JsonObject, stream: boolean): ChatRequest
  raw(bytes: Uint8Array, body: JsonObject, stream: boolean): RelayBody
}

/** Models of which the translated requests go out on the same wire. */
export const wireCallers: Readonly<Record<string, WireCaller>> = {
  'openai-chat': {
    vendor: 'openai',
    target: 'openai/gpt-4.1-mini',
    thinker: 'openai/gpt-5-mini',
    body: (prompt, stream) => ({ messages: [{ role: 'user', content: prompt }], stream }),
    wire: openai.openaiChat,
    read: body => openai.readRequest(body).request,
    raw: (bytes, body) => relayBody(bytes, body),
  },
  'openai-responses': {
    vendor: 'openai',
    target: 'openai/gpt-5.1-codex',
    thinker: 'openai/gpt-5.1-codex',
    body: (prompt, stream) => ({ input: prompt, stream, store: false }),
    wire: responses.openaiResponses,
    read: body => responses.readRequest(body).request,
    raw: (bytes, body) => relayBody(bytes, body),
  },
  anthropic: {
    vendor: 'anthropic',
    target: 'anthropic/claude-haiku-4-5',
    thinker: 'anthropic/claude-opus-5',
    body: (prompt, stream) => ({ messages: [{ role: 'user', content: prompt }], max_tokens: 4096, stream }),
    wire: anthropic.anthropicWire('2023-06-01'),
    read: body => anthropic.readRequest(body).request,
    raw: (bytes, body) => relayBody(bytes, body, anthropic.writeWireHead('2023-06-01', [])),
  },
  gemini: {
    vendor: 'google',
    target: 'google/gemini-2.0-flash',
    thinker: 'google/gemini-3.8-flash',
    body: prompt => ({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
    wire: gemini.gemini,
    read: (body, stream) => gemini.readRequest(body, { model: '', stream }).request,
    raw: (bytes, body, stream) => gemini.relayBody(bytes, body, stream),
  },
}

/** A call as a dialect of the host would make it. */
export function callOf(caller: WireCaller, prompt: string, stream: boolean, target = caller.target) {
  const model = target.slice(target.indexOf('/') + 1)
  const body = { ...(caller.vendor === 'google' ? {} : { model }), ...caller.body(prompt, stream) }
  return {
    capability: chat,
    target,
    stream,
    request: () => caller.read(body, stream),
    raw: { wire: caller.wire, body: caller.raw(Buffer.from(JSON.stringify(body)), body, stream) },
  }
}
