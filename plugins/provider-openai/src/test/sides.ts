import { chat, type ChatPart, type ChatResult, LucidError, type RelayBody } from '@lucid-gateway/core'
import { type OpenAISimulator, simulatorKey } from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { readRequest } from '@lucid-gateway/wires/openai-chat'
import OpenAI from 'openai'
import type { Attempts } from './attempts.ts'
import type { StartedPlugin } from './started-plugin.ts'
import { type Told, toldByChunks, toldByPlugin, toldBySdk, toldByThrown, type ToldError } from './told.ts'

export type ChatBody = OpenAI.ChatCompletionCreateParams

/** What came of one request by one way. */
export interface Seen {
  /** The bodies that the vendor was sent. */
  readonly requests: readonly unknown[]
  /** What was said, up to the failure if there was one. */
  readonly told: Told | undefined
  readonly error: ToldError | undefined
  /** The plugin's own error. */
  readonly thrown: unknown
}

/** A way to make a request: the vendor's SDK, the plugin decoded, the plugin as a relay. */
type Side = (body: ChatBody) => Promise<Seen>

export interface Sides {
  readonly sdk: Side
  readonly decoded: Side
  readonly relayed: Side
}

export function sidesOf(
  simulator: OpenAISimulator,
  plugin: StartedPlugin,
  attempts: Attempts,
  key = simulatorKey,
): Sides {
  const client = new OpenAI({ apiKey: key, baseURL: simulator.url, maxRetries: 0, logLevel: 'off' })
  const seen = async (ask: (hear: (told: () => Told) => void) => Promise<void>): Promise<Seen> => {
    let told: () => Told | undefined = () => undefined
    let thrown: unknown
    const before = simulator.requests.length
    try {
      await ask(hear => (told = hear))
    } catch (error) {
      thrown = error
    }
    const requests = simulator.requests.slice(before).map(request => request.body)
    return { requests, told: told(), error: thrown === undefined ? undefined : toldByThrown(thrown), thrown }
  }
  const options = { apiKey: key }

  return {
    sdk: body =>
      seen(async hear => {
        if (body.stream !== true) {
          const completion = await client.chat.completions.create(body)
          return hear(() => toldBySdk(completion))
        }
        const chunks: OpenAI.ChatCompletionChunk[] = []
        hear(() => toldByChunks(chunks))
        for await (const chunk of await client.chat.completions.create({ ...body, stream: true }))
          chunks.push(chunk)
      }),
    decoded: body =>
      seen(async hear => {
        const { request, model } = readRequest(body as never)
        const attempt = attempts.next(model, options)
        if (body.stream !== true) {
          const result = await plugin.chat.generate(request, attempt)
          return hear(() => toldByPlugin(result))
        }
        const parts: ChatPart[] = []
        hear(() => toldByPlugin(collected(parts)))
        for await (const part of plugin.chat.stream(request, attempt)) parts.push(part)
      }),
    relayed: body =>
      seen(async hear => {
        const outcome = await plugin.chat.relay[0].send(
          bodyOf(body),
          attempts.next(String(body.model), options),
        )
        if (outcome.kind === 'answer') {
          const bytes = outcome.bytes('openai-chat')
          const completion = JSON.parse(Buffer.from(bytes ?? []).toString()) as OpenAI.ChatCompletion
          return hear(() => toldBySdk(completion))
        }
        const chunks: Uint8Array[] = []
        hear(() => toldByChunks(eventsIn(chunks)))
        for await (const chunk of outcome.bytes('openai-chat') ?? []) chunks.push(chunk)
        const { error } = await outcome.done
        if (error) throw error
      }),
  }
}

function collected(parts: readonly ChatPart[]): ChatResult {
  if (!chat.collect) throw new LucidError('unavailable', 'Chat collects its parts.')
  return chat.collect(parts)
}

function bodyOf(body: ChatBody): RelayBody {
  const bytes = Buffer.from(JSON.stringify(body))
  return relayBody(bytes, JSON.parse(bytes.toString()) as never)
}

/** The chunks in the bytes of a stream, by the simplest reader that there can be. */
function eventsIn(bytes: readonly Uint8Array[]): readonly OpenAI.ChatCompletionChunk[] {
  const lines = Buffer.concat(bytes).toString('utf8').split('\n')
  const data = lines
    .filter(line => line.startsWith('data: {'))
    .map(line => JSON.parse(line.slice(6)) as object)
  return data.filter(chunk => !('error' in chunk)) as OpenAI.ChatCompletionChunk[]
}
