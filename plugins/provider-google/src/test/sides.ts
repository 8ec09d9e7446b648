import { type GenerateContentParameters, type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import { chat, type ChatPart, type ChatResult, type JsonObject, LucidError } from '@lucid-gateway/core'
import { type GeminiSimulator, simulatorKey } from '@lucid-gateway/simulators'
import { readRequest, relayBody } from '@lucid-gateway/wires/gemini'
import type { Attempts } from './attempts.ts'
import type { StartedPlugin } from './started-plugin.ts'
import { type Told, toldByPlugin, toldBySdk, toldByThrown, type ToldError } from './told.ts'

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

export interface Sides {
  /** By the vendor's SDK. */
  sdk(params: GenerateContentParameters, stream: boolean): Promise<Seen>
  /** By the plugin, given the very body that the SDK makes: decoded, or passed on. */
  decoded(params: GenerateContentParameters, stream: boolean): Promise<Seen>
  relayed(params: GenerateContentParameters, stream: boolean): Promise<Seen>
}

export function sidesOf(
  simulator: GeminiSimulator,
  plugin: StartedPlugin,
  attempts: Attempts,
  key = simulatorKey,
): Sides {
  const options = { credentials: { apiKey: key } }
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: simulator.url } })
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

  return {
    sdk: (params, stream) =>
      seen(async hear => {
        const chunks: GenerateContentResponse[] = []
        hear(() => toldBySdk(chunks))
        if (!stream) chunks.push(await client.models.generateContent(params))
        else for await (const chunk of await client.models.generateContentStream(params)) chunks.push(chunk)
      }),
    decoded: async (params, stream) => {
      const { request, model } = readRequest(await bodyOf(params), { model: params.model, stream })
      return seen(async hear => {
        const attempt = attempts.next(model, options)
        if (!stream) {
          const result = await plugin.chat.generate(request, attempt)
          return hear(() => toldByPlugin(result))
        }
        const parts: ChatPart[] = []
        hear(() => toldByPlugin(collected(parts)))
        for await (const part of plugin.chat.stream(request, attempt)) parts.push(part)
      })
    },
    relayed: async (params, stream) => {
      const body = await bodyOf(params)
      return seen(async hear => {
        const raw = relayBody(Buffer.from(JSON.stringify(body)), body, stream)
        const outcome = await plugin.chat.relay.send(raw, attempts.next(params.model, options))
        if (outcome.kind === 'answer') {
          const answer = JSON.parse(
            Buffer.from(outcome.bytes('gemini') ?? []).toString(),
          ) as GenerateContentResponse
          return hear(() => toldBySdk([answer]))
        }
        const chunks: Uint8Array[] = []
        hear(() => toldBySdk(eventsIn(chunks)))
        for await (const chunk of outcome.bytes('gemini') ?? []) chunks.push(chunk)
        const { error } = await outcome.done
        if (error) throw error
      })
    },
  }
}

/** The body that the SDK makes of its parameters, which is sent nowhere. */
async function bodyOf(params: GenerateContentParameters): Promise<JsonObject> {
  const { promise, resolve } = Promise.withResolvers<JsonObject>()
  const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    resolve(JSON.parse(String(init?.body)) as JsonObject)
    return Response.json({})
  }
  const client = new GoogleGenAI({ apiKey: 'none', httpOptions: { fetch } })
  await client.models.generateContent(params)
  return promise
}

function collected(parts: readonly ChatPart[]): ChatResult {
  if (!chat.collect) throw new LucidError('unavailable', 'Chat collects its parts.')
  return chat.collect(parts)
}

/** The chunks in the bytes of a stream, by the simplest reader that there can be. */
function eventsIn(bytes: readonly Uint8Array[]): readonly GenerateContentResponse[] {
  const lines = Buffer.concat(bytes).toString('utf8').split(/\r?\n/)
  const data = lines
    .filter(line => line.startsWith('data: {'))
    .map(line => JSON.parse(line.slice(6)) as object)
  return data.filter(chunk => !('error' in chunk)) as GenerateContentResponse[]
}
