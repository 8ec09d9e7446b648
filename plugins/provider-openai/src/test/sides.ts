import { type Asked, type Sides, type Speech, sidesOf } from '@lucid-gateway/oracle'
import { type OpenAISimulator, simulatorKey } from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { readRequest } from '@lucid-gateway/wires/openai-chat'
import OpenAI from 'openai'
import type { Attempts } from './attempts.ts'
import type { StartedPlugin } from './started-plugin.ts'
import { type Told, toldByChunks, toldByPlugin, toldBySdk, toldByThrown, type ToldError } from './told.ts'

/** What is asked; whether as a stream, is said beside. */
export type ChatBody = Omit<OpenAI.ChatCompletionCreateParams, 'stream' | 'stream_options'>
export type ChatSides = Sides<ChatBody, Told, ToldError>
type ChatSpeech = Speech<ChatBody, OpenAI.ChatCompletion, OpenAI.ChatCompletionChunk, Told, ToldError>

export function asked(question: ChatBody, stream: boolean): Asked {
  const bytes = Buffer.from(JSON.stringify({ ...question, ...(stream ? { stream } : {}) }))
  const body = JSON.parse(bytes.toString()) as never
  return { ...readRequest(body), raw: relayBody(bytes, body) }
}

export function chatSides(
  simulator: OpenAISimulator,
  plugin: StartedPlugin,
  attempts: Attempts,
  apiKey = simulatorKey,
): ChatSides {
  const client = new OpenAI({ apiKey, baseURL: simulator.url, maxRetries: 0, logLevel: 'off' })
  const { completions } = client.chat
  const speech: ChatSpeech = {
    sdk: {
      whole: body => completions.create(body),
      streamed: body => completions.create({ ...body, stream: true }),
    },
    asked,
    tell: { answer: toldBySdk, events: toldByChunks, result: toldByPlugin, thrown: toldByThrown },
  }
  const { generate, stream, relay } = plugin.chat
  return sidesOf(speech, { generate, stream, relay: relay[0] }, simulator, model =>
    attempts.next(model, { credentials: { apiKey } }),
  )
}
